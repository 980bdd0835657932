import { describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { checkEncodable } from '#libs/kafka';
import { minorUnits } from '#libs/money';
import { notificationFrom, readNotification, type FactKind } from '#libs/opayo';
import { aPayment, notificationOf } from '../../test/payments.js';
import { factHashOf, factIdentityOf, type HeardFact } from './fact.js';
import { notifiedFactOf, type NotifiedFactSource } from './notified-fact.js';
import { paymentEventOf } from './payment-event.js';

const PAYMENT = aPayment();
const AMOUNT = { amountMinor: minorUnits(13912), currency: 'GBP' };

function source(
  kind: FactKind,
  fields: Record<string, string> = {},
  overrides: Partial<NotifiedFactSource> = {},
): NotifiedFactSource {
  const reading = readNotification(Buffer.from(notificationOf(PAYMENT, fields), 'latin1'));
  if (!reading.ok) throw new Error('not a notification');
  return {
    ...{ kind, notification: reading.notification, vendor: PAYMENT.vendor, orderId: `gifts/${PAYMENT.orderReference}` },
    ...{ registeredAt: new Date(PAYMENT.registeredAt), receivedAt: new Date('2026-11-23T10:07:00Z'), amount: AMOUNT },
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

  it('is the same whenever it is made, and another for another transaction or kind', () => {
    const event = paymentEventOf(fact('CAPTURED'));
    const later = fact('CAPTURED', {}, { receivedAt: new Date('2026-11-24T00:00:00Z') });
    expect(paymentEventOf(later).eventId).toBe(event.eventId);
    expect(factHashOf(later)).toBe(factHashOf(fact('CAPTURED')));
    expect(paymentEventOf(fact('PENDING', { Status: 'PENDING' })).eventId).not.toBe(event.eventId);
  });

  it('with another amount or currency is another content; other words, times and card details are not', () => {
    const hash = factHashOf(fact('CAPTURED'));
    expect(factHashOf(fact('CAPTURED', {}, { amount: { ...AMOUNT, amountMinor: minorUnits(13913) } }))).not.toBe(hash);
    expect(factHashOf(fact('CAPTURED', {}, { amount: { ...AMOUNT, currency: 'EUR' } }))).not.toBe(hash);
    expect(factHashOf(fact('CAPTURED', { BankAuthCode: '999778', CardType: 'MC', StatusDetail: 'x' }))).toBe(hash);
  });

  it('of words nobody knows has an identity per word: we cannot say that they tell the same', () => {
    const [first, second] = ['ONE', 'TWO'].map((Status) => factIdentityOf(fact('UNRECOGNISED', { Status })));
    expect(first).not.toBe(second);
  });

  it('about money cannot be made without an amount', () => {
    expect(() => paymentEventOf(fact('CAPTURED', {}, { amount: undefined }))).toThrow('without an amount');
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
