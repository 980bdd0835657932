import { describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { checkEncodable } from '#libs/kafka';
import { minorUnits } from '#libs/money';
import { notificationFrom, readNotification, type FactKind } from '#libs/opayo';
import { aPayment, notificationOf } from '../../test/payments.js';
import type { BookEntry } from './book-entry.js';
import { factHashOf, factIdentityOf, type HeardFact } from './fact.js';
import { notifiedFactOf, type NotifiedFactSource } from './notified-fact.js';
import { paymentEventOf } from './payment-event.js';

const PAYMENT = aPayment();
const AMOUNT = { amountMinor: minorUnits(13912), currency: 'GBP' };
const ENTRY: BookEntry = {
  ...{ source: 'PI', amount: AMOUNT, startedAt: null, completedAt: null, authProcessor: null, merchantNumber: null },
};
const entry = (overrides: Partial<BookEntry>): { entry: BookEntry } => ({ entry: { ...ENTRY, ...overrides } });

function source(
  kind: FactKind,
  fields: Record<string, string> = {},
  overrides: Partial<NotifiedFactSource> = {},
): NotifiedFactSource {
  const reading = readNotification(Buffer.from(notificationOf(PAYMENT, fields), 'latin1'));
  if (!reading.ok) throw new Error('not a notification');
  return {
    ...{ kind, notification: reading.notification, vendor: PAYMENT.vendor, orderId: `gifts/${PAYMENT.orderReference}` },
    ...{ registeredAt: new Date(PAYMENT.registeredAt), receivedAt: new Date('2026-11-23T10:07:00Z'), entry: ENTRY },
    ...overrides,
  };
}

const fact = (...of: Parameters<typeof source>): HeardFact => notifiedFactOf(source(...of));

describe('a fact made of a notification', () => {
  it.each([
    ['CAPTURED', {}],
    ['AUTHORISED', { TxType: 'DEFERRED' }],
    ['AUTHENTICATED', { TxType: 'AUTHENTICATE', Status: 'REGISTERED' }],
    ['PENDING', { Status: 'PENDING' }],
    ['DECLINED', { Status: 'REJECTED', StatusDetail: 'no code here' }],
    ['UNRECOGNISED', { Status: 'FROBNICATED' }],
  ] as const)('%s fits its topic', (kind, fields) => {
    expect(() => checkEncodable(TOPICS.paymentEvents.name, paymentEventOf(fact(kind, fields)))).not.toThrow();
  });

  it.each(['VOIDED', 'REFUNDED', 'SETTLEMENT_FAILED', 'RELEASED_WITHOUT_CAPTURE'] as const)(
    '%s, which only a poll finds, fits it too',
    (kind) => {
      const polled: HeardFact = {
        ...{ kind, vendor: 'ClarityShop', vendorTxCode: 'a', transactionId: PAYMENT.transactionId, orderId: null },
        ...{ parentTransactionId: null, opayoTxType: 'Payment', opayoStatus: '18', heardBy: 'POLL', detail: 'why' },
        ...{ occurredAt: new Date(1), heardAt: new Date(2), amount: AMOUNT },
      };
      const event = paymentEventOf(polled);
      expect(() => checkEncodable(TOPICS.paymentEvents.name, event)).not.toThrow();
      expect(event).toMatchObject({ vendor: 'clarityshop', occurredAt: 1, heardAt: 2, heardBy: 'POLL' });
    },
  );

  it('takes its time from the registration, where the shop told it', () => {
    expect(paymentEventOf(fact('CAPTURED'))).toMatchObject({
      occurredAt: Date.parse('2026-11-23T10:00:00Z'),
      heardAt: Date.parse('2026-11-23T10:07:00Z'),
      captured: { capturedAt: Date.parse('2026-11-23T10:00:00Z'), capturedAtSource: 'REGISTRATION' },
    });
    const untold = source('CAPTURED', {}, { registeredAt: null });
    expect(paymentEventOf(notifiedFactOf(untold))).toMatchObject({
      captured: { capturedAt: Date.parse('2026-11-23T10:07:00Z'), capturedAtSource: 'NOTIFICATION' },
    });
  });

  it("takes its time and its acquirer from Opayo's report, where that was read", () => {
    const [startedAt, completedAt] = [new Date('2026-11-23T09:58:00Z'), new Date('2026-11-23T09:59:00Z')];
    const told = entry({
      source: 'REPORTING',
      startedAt,
      completedAt,
      authProcessor: 'HSBC',
      merchantNumber: '1234567',
    });
    expect(paymentEventOf(fact('CAPTURED', {}, told))).toMatchObject({
      occurredAt: completedAt.getTime(),
      captured: {
        ...{ capturedAt: completedAt.getTime(), capturedAtSource: 'REPORTING' },
        ...{ authProcessor: 'HSBC', merchantNumber: '1234567' },
      },
    });
    expect(paymentEventOf(fact('AUTHORISED', { TxType: 'DEFERRED' }, told)).occurredAt).toBe(startedAt.getTime());
    expect(factHashOf(fact('CAPTURED', {}, told))).toBe(factHashOf(fact('CAPTURED')));
  });

  it('is the same whenever it is made, and another for another transaction or kind', () => {
    const event = paymentEventOf(fact('CAPTURED'));
    const later = fact('CAPTURED', {}, { receivedAt: new Date('2026-11-24T00:00:00Z') });
    expect(paymentEventOf(later).eventId).toBe(event.eventId);
    expect(factHashOf(later)).toBe(factHashOf(fact('CAPTURED')));
    expect(paymentEventOf(fact('PENDING', { Status: 'PENDING' })).eventId).not.toBe(event.eventId);
  });

  it('with another amount or currency is another content; other words, times and card details are not', () => {
    const hash = factHashOf(fact('CAPTURED'));
    expect(factHashOf(fact('CAPTURED', {}, entry({ amount: { ...AMOUNT, amountMinor: minorUnits(13913) } })))).not.toBe(
      hash,
    );
    expect(factHashOf(fact('CAPTURED', {}, entry({ amount: { ...AMOUNT, currency: 'EUR' } })))).not.toBe(hash);
    expect(factHashOf(fact('CAPTURED', { BankAuthCode: '999778', CardType: 'MC', StatusDetail: 'x' }))).toBe(hash);
  });

  it('of words nobody knows has an identity per word: we cannot say that they tell the same', () => {
    const [first, second] = ['ONE', 'TWO'].map((Status) => factIdentityOf(fact('UNRECOGNISED', { Status })));
    expect(first).not.toBe(second);
  });

  it('about money cannot be made without an amount', () => {
    expect(() => paymentEventOf(fact('CAPTURED', {}, { entry: undefined }))).toThrow('without an amount');
  });

  it('has four digits of the card or none', () => {
    const { notification } = source('CAPTURED');
    const reading = notificationFrom({ ...notification.fields, Last4Digits: '123456' });
    if (!reading.ok) throw new Error('not a notification');
    expect(paymentEventOf(fact('CAPTURED', {}, { notification: reading.notification }))).toMatchObject({
      captured: { lastFourDigits: null },
    });
  });
});
