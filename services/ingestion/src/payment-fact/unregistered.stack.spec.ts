import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { create } from '../ingestion.module.js';
import { aVendor, ingestionSettings, NOWHERE } from '../../test/ingestion-environment.js';
import { REPORTING_CREDENTIALS, startOpayo, type OpayoStandIn, type ReportBody } from '../../test/opayo-stand-in.js';
import { anOrder, content } from '../../test/orders.js';
import { aPayment, notificationOf, notify, post, type TestPayment } from '../../test/payments.js';
import { startPi, type PiStandIn } from '../../test/pi-stand-in.js';

/** Opayo is a stand-in of this test; Kafka is away. One vendor has a reporting user, the other Pi alone. */
describe('notifications of payments nobody registered', () => {
  let space: TestSpace;
  let pi: PiStandIn;
  let opayo: OpayoStandIn;
  let service: RunningService;

  beforeAll(async () => {
    space = await testSpace('unregistered');
    [pi, opayo] = await Promise.all([startPi(), startOpayo()]);
    const environment = space.env('ingestion', {
      ...ingestionSettings(pi.baseUrl, [
        aVendor({
          vendor: 'reports',
          reporting: REPORTING_CREDENTIALS,
          orderReference: { shop: 'gifts', pattern: 'read-(\\d+)' },
        }),
        aVendor({ vendor: 'pionly' }),
      ]),
      ...{ REPORTING_URL: opayo.reportingUrl, KAFKA_BROKERS: NOWHERE, SCHEMA_REGISTRY_URL: `http://${NOWHERE}` },
      ...{ UNPROVEN_CONFIRM_AFTER_MS: '0', UNPROVEN_ABSENT_LIMIT_MS: '300', UNPROVEN_MAX: '8' },
      ...{ APPLY_MAX_BACKOFF_MS: '50', DRAIN_TIMEOUT_MS: '5000', POLL_FIRST_MS: '60000' },
    });
    service = await create(environment);
  }, 60_000);
  afterEach(() => {
    pi.failWith(undefined);
    opayo.failReportingWith(undefined);
  });
  afterAll(async () => {
    await service.close();
    await Promise.all([pi.close(), opayo.close()]);
    await space.close();
  }, 60_000);

  const unregistered = (vendor: string, overrides: Partial<TestPayment> = {}) =>
    aPayment({ vendor, orderReference: null, ...overrides });
  const report = (payment: TestPayment, body: ReportBody = {}) =>
    opayo.report(payment.transactionId, {
      ...{ vendortxcode: payment.vendorTxCode, securitykey: payment.securityKey, ...body },
    });
  const sent = (key: string, topic = 'opayo.payment-events.v1') =>
    space.query<{ type: string }>(
      `SELECT type FROM ${space.schema('ingestion')}.outbox WHERE key = $1 AND topic = $2 ORDER BY id`,
      [key, topic],
    );
  const firstSent = (key: string, topic?: string) =>
    waitFor(`something about ${key}`, async () => (await sent(key, topic))[0]?.type);
  const rowOf = async ({ transactionId }: TestPayment) =>
    (
      await space.query<{
        verified: boolean | null;
        vendor: string | null;
        last_code: string | null;
        attempts: number;
      }>(
        `SELECT verified, vendor, last_code, attempts FROM ${space.schema('ingestion')}.notification WHERE transaction_id = $1`,
        [transactionId],
      )
    )[0];

  it("accepted: proven by the SecurityKey in Opayo's report, it is published under its own code", async () => {
    const payment = unregistered('reports');
    report(payment);
    expect((await notify(service.url, notificationOf(payment), 'reports')).text).toContain('Status=OK\r\n');
    expect(await firstSent(payment.vendorTxCode)).toBe('PaymentCaptured');
    expect(await rowOf(payment)).toMatchObject({ verified: true, vendor: 'reports' });
  });

  it('accepted: its vendor is found among several where the address does not name it', async () => {
    const payment = unregistered('reports');
    report(payment);
    await notify(service.url, notificationOf(payment));
    expect(await firstSent(payment.vendorTxCode)).toBe('PaymentCaptured');
    expect(await rowOf(payment)).toMatchObject({ vendor: 'reports' });
  });

  it('accepted: it goes to the order that its code names, or that lists it', async () => {
    const named = unregistered('reports', { vendorTxCode: 'read-536365' });
    const listed = unregistered('reports');
    for (const payment of [named, listed]) report(payment);
    const order = anOrder({ placed: content({ payments: [{ vendorTxCode: listed.vendorTxCode }] }) });
    expect((await post(service.url, '/shop/orders', order)).status).toBe(202);
    for (const payment of [named, listed]) await notify(service.url, notificationOf(payment), 'reports');
    expect(await firstSent('gifts/536365')).toBe('PaymentCaptured');
    expect(await firstSent(`gifts/${order.orderReference}`)).toBe('PaymentCaptured');
  });

  it('accepted: without a reporting user it is enough that Pi shows the same', async () => {
    const payment = unregistered('pionly');
    pi.add(payment.transactionId, 4200);
    await notify(service.url, notificationOf(payment), 'pionly');
    expect(await firstSent(payment.vendorTxCode)).toBe('PaymentCaptured');
  });

  it("refused: signed with another key than Opayo's report has, it is never published, and alerted", async () => {
    const payment = unregistered('reports');
    report(payment, { securitykey: 'ANOTHERKEY' });
    await notify(service.url, notificationOf(payment), 'reports');
    expect(await firstSent(payment.vendorTxCode, 'alerts.v1')).toBe('AlertRaised');
    expect(await rowOf(payment)).toMatchObject({ verified: false });
    expect(await sent(payment.vendorTxCode)).toEqual([]);
  });

  it('refused: a genuine transaction of another payment is not believed under this code', async () => {
    const other = aPayment({ vendor: 'pionly' });
    await post(service.url, '/opayo/registrations', other);
    pi.add(other.transactionId, 100);
    const stolen = unregistered('pionly', { transactionId: other.transactionId });
    await notify(service.url, notificationOf(stolen), 'pionly');
    expect(await firstSent(stolen.vendorTxCode, 'alerts.v1')).toBe('AlertRaised');
    expect(await sent(stolen.vendorTxCode)).toEqual([]);
  });

  it("accepted: somebody registered its transaction under another code: Opayo's key proves this one all the same", async () => {
    const payment = unregistered('reports');
    report(payment);
    await post(service.url, '/opayo/registrations', {
      ...aPayment({ vendor: 'reports' }),
      transactionId: payment.transactionId,
    });
    await notify(service.url, notificationOf(payment), 'reports');
    expect(await firstSent(payment.vendorTxCode)).toBe('PaymentCaptured');
    expect(await sent(payment.vendorTxCode, 'alerts.v1')).toEqual([]);
  });

  it('refused: what Opayo does not have is asked for again for a while, then it counts as forged', async () => {
    const payment = unregistered('reports');
    await notify(service.url, notificationOf(payment), 'reports');
    expect(await firstSent(payment.vendorTxCode, 'alerts.v1')).toBe('AlertRaised');
    expect(opayo.asked.filter((asked) => asked === payment.transactionId).length).toBeGreaterThan(1);
    expect(await rowOf(payment)).toMatchObject({ verified: false });
  });

  it('replayed: fifty at once are answered alike and make one fact', async () => {
    const payment = unregistered('reports');
    report(payment);
    const form = notificationOf(payment);
    const answers = await Promise.all(Array.from({ length: 50 }, () => notify(service.url, form, 'reports')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await firstSent(payment.vendorTxCode);
    expect(await notify(service.url, form, 'reports')).toEqual(answers[0]);
    expect(await sent(payment.vendorTxCode)).toHaveLength(1);
  });

  it('unknown: while Opayo is away or still at it, it waits; its registration is as good a proof', async () => {
    const [away, underWay] = [unregistered('reports'), unregistered('reports')];
    opayo.failReportingWith(503);
    await notify(service.url, notificationOf(away, { Status: 'ABORT' }), 'reports');
    await waitFor('a second question', async () => ((await rowOf(away))?.attempts ?? 0) > 1);
    expect(await rowOf(away)).toMatchObject({ verified: null, last_code: 'REPORTING_UNAVAILABLE' });
    opayo.failReportingWith(undefined);
    report(underWay, { securitykey: '', txstateid: '6' });
    await notify(service.url, notificationOf(underWay), 'reports');
    await waitFor('Opayo to be still at it', async () => (await rowOf(underWay))?.last_code === 'OPAYO_NOT_YET');
    report(underWay, { securitykey: '', txstateid: '16' });
    expect(await firstSent(underWay.vendorTxCode)).toBe('PaymentCaptured');
    expect(await sent(underWay.vendorTxCode)).toHaveLength(1);
  });

  it('broken: beyond the limit they are not answered, those that are registered are, and when some are judged there is room again', async () => {
    opayo.failReportingWith(503);
    const waiting = Array.from({ length: 8 }, () => unregistered('reports'));
    for (const payment of waiting) await notify(service.url, notificationOf(payment), 'reports');
    const late = unregistered('reports');
    await waitFor('the limit to be noticed', async () => {
      const answer = await notify(
        service.url,
        notificationOf({ ...late, transactionId: randomUUID().toUpperCase() }),
        'reports',
      );
      return answer.status === 503 && answer.text === '';
    });
    const registered = aPayment({ vendor: 'reports' });
    await post(service.url, '/opayo/registrations', registered);
    expect((await notify(service.url, notificationOf(registered, { Status: 'ABORT' }), 'reports')).text).toContain(
      'Status=OK',
    );
    for (const payment of waiting) report(payment);
    opayo.failReportingWith(undefined);
    await waitFor('room', async () => (await notify(service.url, notificationOf(late), 'reports')).status === 200);
  });
});
