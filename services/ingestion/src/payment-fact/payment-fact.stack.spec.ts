import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type PaymentEvent, type ShopOrder } from '#libs/contracts';
import { Database, Vault, type ParkedItem } from '#libs/delivery';
import { createKafka, SchemaRegistry } from '#libs/kafka';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { create } from '../ingestion.module.js';
import { aVendor, ingestionSettings } from '../../test/ingestion-environment.js';
import { REPORTING_CREDENTIALS, startOpayo, type OpayoStandIn } from '../../test/opayo-stand-in.js';
import { anOrder } from '../../test/orders.js';
import { aPayment, notificationOf, notify, post, type TestPayment } from '../../test/payments.js';
import { startPi, type PiStandIn } from '../../test/pi-stand-in.js';

interface Published {
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: PaymentEvent | ShopOrder;
}

/** Everything is there: a real broker, registry and Postgres; only Opayo's Pi is a stand-in of this test. */
describe('from a notification to opayo.payment-events.v1', () => {
  let space: TestSpace;
  let pi: PiStandIn;
  let opayo: OpayoStandIn;
  let service: RunningService;
  const published: Published[] = [];
  let stopReading: () => Promise<void>;

  beforeAll(async () => {
    space = await testSpace('payment facts');
    await space.createTopics([TOPICS.paymentEvents, TOPICS.shopOrders, TOPICS.alerts]);
    [pi, opayo] = await Promise.all([startPi(), startOpayo()]);
    service = await create(environment());
    stopReading = await readTopics(space, published);
  }, 90_000);

  afterEach(() => pi.failWith(undefined));

  afterAll(async () => {
    await service.close();
    await stopReading();
    await Promise.all([pi.close(), opayo.close()]);
    await space.close();
  }, 60_000);

  /** The vendor `clarityshop` has Pi alone; `claritybooks` has a reporting user, too. */
  const environment = () =>
    space.env('ingestion', {
      ...ingestionSettings(pi.baseUrl, [
        aVendor({ orderReference: { shop: 'gifts', pattern: 'read-(\\d+)-\\d' } }),
        aVendor({ vendor: 'claritybooks', reporting: REPORTING_CREDENTIALS }),
        aVendor({ vendor: 'keyless', pi: { integrationKey: 'no', integrationPassword: 'no' } }),
      ]),
      REPORTING_URL: opayo.reportingUrl,
    });

  const registered = async (overrides: Partial<TestPayment> = {}): Promise<TestPayment> => {
    const payment = aPayment(overrides);
    expect((await post(service.url, '/opayo/registrations', payment)).status).toBe(201);
    return payment;
  };
  const eventsOf = (payment: TestPayment): (Published & { value: PaymentEvent })[] =>
    published.filter(
      (record): record is Published & { value: PaymentEvent } =>
        'transactionId' in record.value && record.value.transactionId === payment.transactionId,
    );
  const eventOf = (payment: TestPayment, kind = 'CAPTURED') =>
    waitFor(`${kind} of ${payment.vendorTxCode}`, () => eventsOf(payment).find(({ value }) => value.kind === kind));
  const parked = async (): Promise<ParkedItem[]> =>
    ((await (await fetch(`${service.url}/parked`)).json()) as { parked: ParkedItem[] }).parked;
  const parkedOf = (payment: TestPayment) =>
    waitFor(`${payment.vendorTxCode} to be parked`, async () =>
      (await parked()).find(({ key }) => key === `gifts/${payment.orderReference}` || key === payment.vendorTxCode),
    );

  const outcomesOf = (payment: TestPayment) =>
    space.query<{ outcome: string | null; outcome_reason: string | null }>(
      `SELECT outcome, outcome_reason FROM ${space.schema('ingestion')}.notification WHERE transaction_id = $1 ORDER BY id`,
      [payment.transactionId],
    );

  it('accepted: the fact is published once, with the amount from Opayo and the time from the registration', async () => {
    const payment = await registered();
    pi.add(payment.transactionId, 13912);
    const form = notificationOf(payment);
    const answers = await Promise.all(Array.from({ length: 50 }, () => notify(service.url, form)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { key, headers, value } = await eventOf(payment);
    expect(key).toBe(`gifts/${payment.orderReference}`);
    expect(headers).toMatchObject({
      ce_source: '/clarity-connect/ingestion',
      ce_type: 'PaymentCaptured',
      ce_subject: key,
      ce_id: value.eventId,
    });
    expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-/);
    expect(value).toMatchObject({
      kind: 'CAPTURED',
      orderId: key,
      vendor: 'clarityshop',
      vendorTxCode: payment.vendorTxCode,
      transactionId: payment.transactionId,
      heardBy: 'NOTIFICATION',
      opayoStatus: 'OK',
      opayoTxType: 'PAYMENT',
      captured: {
        amountMinor: 13912,
        currency: 'GBP',
        capturedAt: Date.parse(payment.registeredAt),
        capturedAtSource: 'REGISTRATION',
        cardType: 'VISA',
        lastFourDigits: '0006',
        bankAuthorisationCode: '999777',
        fraudResponse: 'ACCEPT',
      },
    });
    const later = await registered();
    pi.add(later.transactionId, 100);
    await notify(service.url, notificationOf(later));
    await eventOf(later);
    expect(eventsOf(payment)).toHaveLength(1);
  });

  it('accepted: a payment without an order is published under its own code, with the time it was heard', async () => {
    const { registeredAt: _, ...payment } = aPayment({ orderReference: null });
    await post(service.url, '/opayo/registrations', payment);
    pi.add(payment.transactionId, 500);
    await notify(service.url, notificationOf(payment as TestPayment));
    const { key, value } = await eventOf(payment as TestPayment);
    expect(key).toBe(payment.vendorTxCode);
    expect(value).toMatchObject({
      orderId: null,
      captured: { capturedAt: value.heardAt, capturedAtSource: 'NOTIFICATION' },
    });
  });

  it("accepted: Opayo's report gives a capture its time, its acquirer and its merchant number", async () => {
    const payment = await registered({ vendor: 'claritybooks' });
    opayo.report(payment.transactionId, { vendortxcode: payment.vendorTxCode, amount: '139.12' });
    await notify(service.url, notificationOf(payment), 'claritybooks');
    expect((await eventOf(payment)).value).toMatchObject({
      vendor: 'claritybooks',
      captured: {
        ...{ amountMinor: 13912, capturedAt: Date.parse('2026-11-23T10:01:30.500Z'), capturedAtSource: 'REPORTING' },
        ...{ authProcessor: 'HSBC', merchantNumber: '1234567' },
      },
    });
  });

  it('accepted: a payment registered without an order is given to the one its code names', async () => {
    const payment = await registered({ orderReference: null, vendorTxCode: 'read-536365-1' });
    pi.add(payment.transactionId, 100);
    await notify(service.url, notificationOf(payment));
    const { key, value } = await eventOf(payment);
    expect([key, value.orderId]).toEqual(['gifts/536365', 'gifts/536365']);
  });

  it('unknown: refused credentials hold up all payments of their vendor and nobody else, and wake somebody once', async () => {
    const [held, alsoHeld] = [await registered({ vendor: 'keyless' }), await registered({ vendor: 'keyless' })];
    const other = await registered();
    pi.add(other.transactionId, 100);
    for (const payment of [held, alsoHeld, other]) await notify(service.url, notificationOf(payment));
    await eventOf(other);
    await waitFor('both to be asked for', () =>
      [held, alsoHeld].every(({ transactionId }) => pi.asked.includes(transactionId)),
    );
    const alerts = await waitFor('the alert', async () => {
      const rows = await space.query(
        `SELECT type FROM ${space.schema('ingestion')}.outbox WHERE topic = 'alerts.v1' AND key = 'opayo:keyless'`,
      );
      return rows.length > 0 ? rows : undefined;
    });
    expect(alerts).toEqual([{ type: 'AlertRaised' }]);
    expect((await parked()).map(({ key }) => key)).not.toContain(`gifts/${held.orderReference}`);
    const health = (await (await fetch(`${service.url}/health/ready`)).json()) as { checks: object[] };
    expect(health.checks).toContainEqual(expect.objectContaining({ name: 'opayo', ok: false, detail: 'keyless' }));
  });

  it('accepted: a deferred payment is reserved, not taken', async () => {
    const payment = await registered();
    pi.add(payment.transactionId, 700, { transactionType: 'Deferred' });
    await notify(service.url, notificationOf(payment, { TxType: 'DEFERRED' }));
    const { value } = await eventOf(payment, 'AUTHORISED');
    const thirtyDaysMs = 30 * 24 * 60 * 60 * 1000;
    expect(value).toMatchObject({
      authorised: { amountMinor: 700, expiresAt: Date.parse(payment.registeredAt) + thirtyDaysMs },
    });
  });

  it('refused: a decline is a fact without an amount, and nobody is asked', async () => {
    const payment = await registered();
    const fields = { Status: 'NOTAUTHED', StatusDetail: '2000 : Declined by the bank', DeclineCode: '05' };
    await notify(service.url, notificationOf(payment, fields));
    const { value } = await eventOf(payment, 'DECLINED');
    expect(value).toMatchObject({ declined: { code: '2000', text: 'Declined by the bank', bankDeclineCode: '05' } });
    expect(pi.asked).not.toContain(payment.transactionId);
  });

  it('refused: what Opayo does not know is parked with an alert, and another key flows', async () => {
    const [missing, other] = [await registered(), await registered()];
    pi.add(other.transactionId, 100);
    await notify(service.url, notificationOf(missing));
    await notify(service.url, notificationOf(other));
    expect(await parkedOf(missing)).toMatchObject({
      code: 'OPAYO_TRANSACTION_NOT_FOUND',
      orderId: `gifts/${missing.orderReference}`,
    });
    await eventOf(other);
    expect(eventsOf(missing)).toEqual([]);
  });

  it('refused: Opayo that notifies a payment and shows none is parked, not believed', async () => {
    const payment = await registered();
    pi.add(payment.transactionId, 100, { status: 'NotAuthed' });
    await notify(service.url, notificationOf(payment));
    expect(await parkedOf(payment)).toMatchObject({ code: 'OPAYO_DISAGREES', owner: 'finance' });
  });

  it('replayed: the same fact with another content parks its key; once released the first stands and what followed flows', async () => {
    const payment = await registered();
    pi.add(payment.transactionId, 100);
    await notify(service.url, notificationOf(payment));
    await eventOf(payment);
    pi.add(payment.transactionId, 120);
    const again = notificationOf(payment, { BankAuthCode: '999778' });
    await notify(service.url, again);
    expect(await parkedOf(payment)).toMatchObject({
      code: 'FACT_CONFLICT',
      severity: 'CRITICAL',
      amountMinor: 120,
      currency: 'GBP',
    });
    const follower = notificationOf(payment, { Status: 'ABORT' });
    await notify(service.url, follower);
    expect(eventsOf(payment)).toHaveLength(1);

    await releaseKey(space, `gifts/${payment.orderReference}`);
    await eventOf(payment, 'DECLINED');
    expect(await outcomesOf(payment)).toEqual([
      { outcome: 'PUBLISHED', outcome_reason: null },
      { outcome: 'DISMISSED', outcome_reason: 'FACT_CONFLICT, released by a test: it is there now' },
      { outcome: 'PUBLISHED', outcome_reason: null },
    ]);
    expect((await parked()).map(({ key }) => key)).not.toContain(`gifts/${payment.orderReference}`);
    expect(eventsOf(payment).filter(({ value }) => value.kind === 'CAPTURED')).toHaveLength(1);
  });

  it('replayed: the same fact in other words, with the same amount, is a repeat', async () => {
    const payment = await registered();
    pi.add(payment.transactionId, 100);
    await notify(service.url, notificationOf(payment));
    await notify(service.url, notificationOf(payment, { BankAuthCode: '999778' }));
    await waitFor('both to be settled', async () => {
      const outcomes = await outcomesOf(payment);
      return outcomes.length === 2 && outcomes.every(({ outcome }) => outcome !== null);
    });
    expect((await outcomesOf(payment)).map(({ outcome }) => outcome)).toEqual(['PUBLISHED', 'REPEAT']);
    await eventOf(payment, 'CAPTURED');
    expect(eventsOf(payment)).toHaveLength(1);
  });

  it('unknown: while Opayo is away facts wait in their order; when it is back all come out at once', async () => {
    const payments = await Promise.all(Array.from({ length: 20 }, () => registered()));
    const [first] = payments as [TestPayment];
    for (const payment of payments) pi.add(payment.transactionId, 100);
    pi.failWith(503);
    await notify(service.url, notificationOf(first, { Status: 'PENDING' }));
    await Promise.all(payments.map((payment) => notify(service.url, notificationOf(payment))));
    await notify(service.url, notificationOf(first, { Status: 'ABORT' }));
    await waitFor('Opayo to be seen away', async () => {
      const { checks } = (await (await fetch(`${service.url}/health/ready`)).json()) as {
        checks: { name: string; ok: boolean }[];
      };
      return checks.some(({ name, ok }) => name === 'opayo' && !ok);
    });
    expect((await parked()).some(({ key }) => key === `gifts/${first.orderReference}`)).toBe(false);
    expect(eventsOf(first).map(({ value }) => value.kind)).not.toContain('CAPTURED');
    // As after hours: all but one would sit out a long back-off.
    await space.query(
      `UPDATE ${space.schema('ingestion')}.notification SET due_at = now() + interval '1 hour', last_code = 'OPAYO_UNAVAILABLE'
       WHERE applied_at IS NULL AND needs_amount AND transaction_id = ANY($1)`,
      [payments.slice(1).map(({ transactionId }) => transactionId)],
    );
    pi.failWith(undefined);
    for (const payment of payments) await eventOf(payment);
    await eventOf(first, 'DECLINED');
    expect(eventsOf(first).map(({ value }) => value.kind)).toEqual(['PENDING', 'CAPTURED', 'DECLINED']);
  });

  it('broken: a service that stops between the answer and the fact leaves it to the next one', async () => {
    const payment = await registered();
    pi.add(payment.transactionId, 4200);
    pi.failWith(500);
    await notify(service.url, notificationOf(payment));
    await waitFor('a first attempt', () => pi.asked.includes(payment.transactionId));
    await service.close();
    pi.failWith(undefined);
    service = await create(environment());
    expect((await eventOf(payment)).value).toMatchObject({ captured: { amountMinor: 4200 } });
    expect(eventsOf(payment)).toHaveLength(1);
  });

  it("a shop's order comes out on shop.orders.v1 as it was sent", async () => {
    const order = anOrder();
    const answer = await post(service.url, '/shop/orders', order);
    const record = await waitFor('the order', () =>
      published.find(({ value }) => value.eventId === answer.body.eventId),
    );
    expect(record.key).toBe(`gifts/${order.orderReference}`);
    expect(record.value).toMatchObject({
      orderId: record.key,
      kind: 'PLACED',
      version: 1,
      placed: {
        placedAt: Date.parse(order.placed.placedAt),
        totalMinor: 3600,
        customer: { name: 'Ada Byron', customerPurchaseOrder: null },
        lines: [{ lineNumber: 1 }, { lineNumber: 2, kind: 'FREIGHT' }],
        payments: order.placed.payments,
      },
    });
  });

  it('what is released is tried again', async () => {
    const payment = await registered();
    await notify(service.url, notificationOf(payment));
    await parkedOf(payment);
    pi.add(payment.transactionId, 100);
    await releaseKey(space, `gifts/${payment.orderReference}`);
    await eventOf(payment);
  });
});

/** Reads both topics from their beginning into `published`; resolves to what ends it. */
async function readTopics(space: TestSpace, published: Published[]): Promise<() => Promise<void>> {
  const kafka = createKafka({
    brokers: space.kafkaBrokers.split(','),
    clientId: 'test-reader',
    topicPrefix: space.topicPrefix,
    groupPrefix: space.groupPrefix,
  });
  const registry = new SchemaRegistry({ url: space.schemaRegistryUrl });
  const topics = new Map(
    [TOPICS.paymentEvents, TOPICS.shopOrders].map((topic) => [kafka.topicName(topic.name), topic]),
  );
  const consumer = kafka.consumer({ groupId: kafka.groupId('test-reader') });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics.keys()], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, message }) => {
      const definition = topics.get(topic);
      if (!definition || !message.value) return;
      const value = await registry.decode<PaymentEvent | ShopOrder>(definition, message.value);
      const headers = Object.fromEntries(
        Object.entries(message.headers ?? {}).map(([name, text]) => [name, String(text)]),
      );
      published.push({ key: String(message.key), headers, value });
    },
  });
  return () => consumer.disconnect();
}

/** As an operator will, through the console. */
async function releaseKey(space: TestSpace, key: string): Promise<void> {
  const { Outbox, Parking } = await import('#libs/delivery');
  const environment = space.env('ingestion');
  const database = new Database({
    url: space.databaseUrl,
    schema: space.schema('ingestion'),
    applicationName: 'ingestion',
  });
  const vault = new Vault(environment['DATA_ENCRYPTION_KEY'] ?? '');
  const parking = new Parking({ service: 'ingestion', database, vault, outbox: new Outbox({ vault }) });
  await database.transaction((tx) => parking.release(tx, key, 'a test', 'it is there now'));
  await database.close();
}
