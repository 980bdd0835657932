import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { PiClient, readNotification, ReportingClient, type Notification } from '#libs/opayo';
import { Secret } from '#libs/service';
import { startOpayo, type OpayoStandIn } from '../../test/opayo-stand-in.js';
import { aPayment, notificationOf, type TestPayment } from '../../test/payments.js';
import { PI_CREDENTIALS, startPi, type PiStandIn } from '../../test/pi-stand-in.js';
import type { Vendor } from '../vendor/vendors.js';
import { BookReader } from './book-reader.js';

describe("reading Opayo's books about a notification", () => {
  let pi: PiStandIn;
  let opayo: OpayoStandIn;
  let vendor: Pick<Vendor, 'name' | 'pi' | 'reporting'>;
  let nowMs = Date.parse('2026-11-23T10:02:00Z');
  const now = () => new Date(nowMs);

  beforeAll(async () => {
    [pi, opayo] = await Promise.all([startPi(), startOpayo()]);
    const { key, password } = PI_CREDENTIALS;
    vendor = {
      name: 'clarityshop',
      pi: new PiClient({
        baseUrl: pi.baseUrl,
        integrationKey: new Secret(key),
        integrationPassword: new Secret(password),
      }),
      reporting: new ReportingClient({
        url: opayo.reportingUrl,
        vendor: 'clarityshop',
        user: 'u',
        password: new Secret('p'),
      }),
    };
  });
  afterEach(() => {
    pi.failWith(undefined);
    opayo.failReportingWith(undefined);
  });
  afterAll(() => Promise.all([pi.close(), opayo.close()]));

  const readerOf = () => new BookReader({ log: pino({ level: 'silent' }), now });
  const read = (payment: TestPayment, reader = readerOf(), of = vendor) =>
    reader.entryOf(of, notified(payment), 'CAPTURED');

  it('asks Reporting first, which has the times and the acquirer, and then nobody else', async () => {
    const payment = aPayment();
    opayo.report(payment.transactionId, { vendortxcode: payment.vendorTxCode, amount: '139.12' });
    expect(await read(payment)).toEqual({
      ...{ source: 'REPORTING', amount: { amountMinor: 13912, currency: 'GBP' } },
      ...{ startedAt: new Date('2026-11-23T10:00:30Z'), completedAt: new Date('2026-11-23T10:01:30.500Z') },
      ...{ authProcessor: 'HSBC', merchantNumber: '1234567' },
    });
    expect(pi.asked).not.toContain(payment.transactionId);
  });

  it('yen and dinar come out of decimals and minor units alike', async () => {
    for (const [currency, amount, amountMinor] of [
      ['JPY', '500', 500],
      ['KWD', '1.250', 1250],
    ] as const) {
      const [reported, shown] = [aPayment(), aPayment()];
      opayo.report(reported.transactionId, { amount, currency });
      pi.add(shown.transactionId, amountMinor, { currency });
      const expected = { amountMinor, currency };
      expect((await read(reported)).amount).toEqual(expected);
      expect((await read(shown)).amount).toEqual(expected);
    }
  });

  it.each([
    ['is away', 503],
    ['refuses our user', '8'],
    ['answers what we do not know', '4711'],
    ['does not know the transaction', undefined],
  ])('asks Pi when Reporting %s', async (_, failure) => {
    const payment = aPayment();
    pi.add(payment.transactionId, 13912);
    opayo.failReportingWith(failure);
    expect(await read(payment)).toMatchObject({ source: 'PI', amount: { amountMinor: 13912 }, completedAt: null });
  });

  it('asks Pi when no reporting user is configured, or the report has no amount', async () => {
    const [payment, other] = [aPayment(), aPayment()];
    for (const { transactionId } of [payment, other]) pi.add(transactionId, 7);
    opayo.report(payment.transactionId, { amount: 'none' });
    expect((await read(payment)).source).toBe('PI');
    expect((await read(other, readerOf(), { ...vendor, reporting: undefined })).source).toBe('PI');
    expect(opayo.asked).not.toContain(other.transactionId);
  });

  it('leaves a Reporting that is away alone for a while, so that no payment waits for its time-out', async () => {
    const reader = readerOf();
    const payments = [aPayment(), aPayment(), aPayment()] as const;
    for (const { transactionId } of payments) pi.add(transactionId, 1);
    opayo.failReportingWith(503);
    await read(payments[0], reader);
    await read(payments[1], reader);
    expect(opayo.asked).not.toContain(payments[1].transactionId);
    nowMs += 31_000;
    await read(payments[2], reader);
    expect(opayo.asked).toContain(payments[2].transactionId);
  });

  it('with both away is tried again, and everybody is held up, not this payment', async () => {
    pi.failWith(503);
    opayo.failReportingWith(503);
    await expect(read(aPayment())).rejects.toMatchObject({ kind: 'retryable', target: 'opayo-pi' });
    pi.failWith(401);
    await expect(read(aPayment())).rejects.toMatchObject({ kind: 'retryable', code: 'OPAYO_CREDENTIALS_REFUSED' });
  });

  it('believes neither what was cancelled nor what is still under way', async () => {
    const [cancelled, underWay, declined] = [aPayment(), aPayment(), aPayment()];
    opayo.report(cancelled.transactionId, { txstateid: '9' });
    opayo.report(underWay.transactionId, { txstateid: '6' });
    pi.add(declined.transactionId, 1, { status: 'NotAuthed' });
    await expect(read(cancelled)).rejects.toMatchObject({ code: 'OPAYO_DISAGREES', owner: 'finance' });
    await expect(read(underWay)).rejects.toMatchObject({ kind: 'retryable', code: 'OPAYO_NOT_YET' });
    await expect(read(declined)).rejects.toMatchObject({ code: 'OPAYO_DISAGREES' });
  });

  it('what nobody at Opayo knows is parked, and an amount that cannot be used too', async () => {
    const payment = aPayment();
    await expect(read(payment)).rejects.toMatchObject({ code: 'OPAYO_TRANSACTION_NOT_FOUND' });
    pi.add(payment.transactionId, 1, { currency: 'XXQ' });
    await expect(read(payment)).rejects.toMatchObject({ code: 'OPAYO_AMOUNT_MISSING' });
  });
});

function notified(payment: TestPayment): Notification {
  const reading = readNotification(Buffer.from(notificationOf(payment), 'latin1'));
  if (!reading.ok) throw new Error('not a notification');
  return reading.notification;
}
