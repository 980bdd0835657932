import { describe, expect, it } from '@jest/globals';
import { minorUnits } from '#libs/money';
import { readNotification, type Notification, type ReportedTransaction } from '#libs/opayo';
import { aPayment, notificationOf } from '../../test/payments.js';
import { kindToldBy } from '../notification/told-kind.js';
import { agreementOf, entryOfReport } from './book-entry.js';

const PAYMENT = aPayment();

function notified(fields: Record<string, string> = {}): Notification {
  const reading = readNotification(Buffer.from(notificationOf(PAYMENT, fields), 'latin1'));
  if (!reading.ok) throw new Error('not a notification');
  return reading.notification;
}

const reported = (overrides: Partial<ReportedTransaction> = {}): ReportedTransaction => ({
  ...{ transactionId: PAYMENT.transactionId, vendorTxCode: PAYMENT.vendorTxCode, transactionType: 'Payment' },
  ...{ stateId: 16, status: 'Successfully authorised transaction.', amountMinor: minorUnits(100), currency: 'GBP' },
  ...{ startedAt: null, completedAt: null, securityKey: null, txAuthNo: null, bankAuthorisationCode: null },
  ...{ batchId: null, authProcessor: null, merchantNumber: null, refunded: null, repeated: null, released: null },
  ...{ aborted: null, cardType: null, lastFourDigits: null, fraudRecommendation: null, systemUsed: 'S' },
  ...{ relatedTransactionId: null, ...overrides },
});

describe("a notification and Opayo's report of the same transaction", () => {
  it.each([
    ['PAYMENT', 'OK', 'Payment', 16, 'agrees'],
    ['PAYMENT', 'OK', 'Payment', 7, 'agrees'],
    ['PAYMENT', 'OK', 'Payment', 18, 'agrees'],
    ['PAYMENT', 'OK', 'Payment', 23, 'agrees'],
    ['PAYMENT', 'OK', 'Payment', 6, 'not yet'],
    ['PAYMENT', 'OK', 'Payment', 9, 'disagrees'],
    ['PAYMENT', 'OK', 'Payment', 12, 'disagrees'],
    ['PAYMENT', 'OK', 'Payment', 99, 'disagrees'],
    ['PAYMENT', 'OK', 'Deferred', 16, 'disagrees'],
    ['DEFERRED', 'OK', 'Deferred', 14, 'agrees'],
    ['DEFERRED', 'OK', 'Deferred', 16, 'agrees'],
    ['DEFERRED', 'OK', 'Deferred', 27, 'agrees'],
    ['DEFERRED', 'OK', 'Deferred', 9, 'disagrees'],
    ['AUTHENTICATE', 'REGISTERED', 'Authenticate', 21, 'agrees'],
    ['AUTHENTICATE', 'REGISTERED', 'Authenticate', 26, 'agrees'],
    ['PAYMENT', 'PENDING', 'Payment', 28, 'agrees'],
    ['PAYMENT', 'PENDING', 'Payment', 29, 'agrees'],
    ['PAYMENT', 'NOTAUTHED', 'Payment', 12, 'agrees'],
    ['PAYMENT', 'NOTAUTHED', 'Payment', 16, 'disagrees'],
  ] as const)('%s %s and %s in state %d: %s', (TxType, Status, transactionType, stateId, agreement) => {
    const notification = notified({ TxType, Status });
    expect(agreementOf(kindToldBy(notification), notification, reported({ transactionType, stateId }))).toBe(agreement);
  });

  it('another VendorTxCode is another story; none is no objection', () => {
    const notification = notified();
    expect(agreementOf('CAPTURED', notification, reported({ vendorTxCode: 'another' }))).toBe('disagrees');
    expect(agreementOf('CAPTURED', notification, reported({ vendorTxCode: '' }))).toBe('agrees');
  });

  it('without an amount is no entry', () => {
    expect(entryOfReport(reported({ amountMinor: null }))).toBeUndefined();
    expect(entryOfReport(reported({ currency: null }))).toBeUndefined();
  });
});
