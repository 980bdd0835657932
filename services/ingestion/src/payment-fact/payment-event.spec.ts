import { describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { checkEncodable } from '#libs/kafka';
import { minorUnits } from '#libs/money';
import { notificationFrom, readNotification, type FactKind } from '#libs/opayo';
import { Secret } from '#libs/service';
import { aPayment, notificationOf } from '../../test/payments.js';
import { factHashOf, factIdentityOf, paymentEventOf, type FactSource } from './payment-event.js';

const PAYMENT = aPayment();
const AMOUNT = { amountMinor: minorUnits(13912), currency: 'GBP' };

function source(kind: FactKind, fields: Record<string, string> = {}, overrides: Partial<FactSource> = {}): FactSource {
  const reading = readNotification(Buffer.from(notificationOf(PAYMENT, fields), 'latin1'));
  if (!reading.ok) throw new Error('not a notification');
  const securityKey = new Secret(PAYMENT.securityKey);
  const registration = { ...PAYMENT, securityKey, registeredAt: new Date(PAYMENT.registeredAt) };
  const receivedAt = new Date('2026-11-23T10:07:00Z');
  return { kind, notification: reading.notification, registration, receivedAt, amount: AMOUNT, ...overrides };
}

describe('a fact made of a notification', () => {
  it.each([
    ['CAPTURED', {}],
    ['AUTHORISED', { TxType: 'DEFERRED' }],
    ['AUTHENTICATED', { TxType: 'AUTHENTICATE', Status: 'REGISTERED' }],
    ['PENDING', { Status: 'PENDING' }],
    ['DECLINED', { Status: 'REJECTED', StatusDetail: 'no code here' }],
    ['UNRECOGNISED', { Status: 'FROBNICATED' }],
  ] as const)('%s fits its topic', (kind, fields) => {
    expect(() => checkEncodable(TOPICS.paymentEvents.name, paymentEventOf(source(kind, fields)))).not.toThrow();
  });

  it.each(['VOIDED', 'REFUNDED', 'SETTLEMENT_FAILED', 'RELEASED_WITHOUT_CAPTURE'] as const)(
    '%s is never pushed',
    (kind) => {
      expect(() => paymentEventOf(source(kind))).toThrow('never pushes');
    },
  );

  it('takes its time from the registration, where the shop told it', () => {
    expect(paymentEventOf(source('CAPTURED'))).toMatchObject({
      occurredAt: Date.parse('2026-11-23T10:00:00Z'),
      heardAt: Date.parse('2026-11-23T10:07:00Z'),
      captured: { capturedAt: Date.parse('2026-11-23T10:00:00Z'), capturedAtSource: 'REGISTRATION' },
    });
    const { registration } = source('CAPTURED');
    const untold = source('CAPTURED', {}, { registration: { ...registration, registeredAt: null } });
    expect(paymentEventOf(untold)).toMatchObject({
      captured: { capturedAt: Date.parse('2026-11-23T10:07:00Z'), capturedAtSource: 'NOTIFICATION' },
    });
  });

  it('is the same whenever it is made, and another for another transaction or kind', () => {
    const event = paymentEventOf(source('CAPTURED'));
    const later = paymentEventOf(source('CAPTURED', {}, { receivedAt: new Date('2026-11-24T00:00:00Z') }));
    expect(later.eventId).toBe(event.eventId);
    expect(factHashOf(later)).toBe(factHashOf(event));
    expect(paymentEventOf(source('PENDING', { Status: 'PENDING' })).eventId).not.toBe(event.eventId);
  });

  it('with another amount or bank code is another content', () => {
    const hash = factHashOf(paymentEventOf(source('CAPTURED')));
    const amount = { amountMinor: minorUnits(13913), currency: 'GBP' };
    expect(factHashOf(paymentEventOf(source('CAPTURED', {}, { amount })))).not.toBe(hash);
    expect(factHashOf(paymentEventOf(source('CAPTURED', { BankAuthCode: '999778' })))).not.toBe(hash);
  });

  it('of words nobody knows has an identity per word: we cannot say that they tell the same', () => {
    const [first, second] = ['ONE', 'TWO'].map((Status) => factIdentityOf(source('UNRECOGNISED', { Status })));
    expect(first).not.toBe(second);
  });

  it('about money cannot be made without an amount', () => {
    expect(() => paymentEventOf(source('CAPTURED', {}, { amount: undefined }))).toThrow('without an amount');
  });

  it('has four digits of the card or none', () => {
    const { notification } = source('CAPTURED');
    const reading = notificationFrom({ ...notification.fields, Last4Digits: '123456' });
    if (!reading.ok) throw new Error('not a notification');
    expect(paymentEventOf(source('CAPTURED', {}, { notification: reading.notification }))).toMatchObject({
      captured: { lastFourDigits: null },
    });
  });
});
