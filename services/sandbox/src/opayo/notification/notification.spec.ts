import { describe, expect, it } from '@jest/globals';
import { encodeForm, notificationOf, readVendorReply } from './notification.js';
import { outcome } from '../ledger/outcome.js';
import type { OpayoTransaction } from '../ledger/transaction.js';
import { nextAttemptAfterMs } from './transaction-monitor.js';
import { vpsSignature } from './vps-signature.js';

const paid: OpayoTransaction = {
  transactionId: 'F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2',
  vendor: 'clarityshop',
  vendorTxCode: 'gifts-536365-1-abc',
  securityKey: 'JEUPDN1N7E',
  transactionType: 'Payment',
  relatedTransactionId: null,
  system: 'S',
  description: 'gifts/536365',
  settlementReferenceText: null,
  amountMinor: 13_912,
  currency: 'GBP',
  state: 7,
  history: [{ state: 7, at: '2026-11-23T08:27:00.000Z' }],
  outcome: outcome('OK'),
  card: { formCardType: 'DELTA', piCardType: 'VisaDebit', lastFourDigits: '0003', expiryDate: '0131' },
  customer: null,
  billing: null,
  txAuthNo: 8_636_129,
  bankAuthCode: '999777',
  startedAt: '2026-11-23T08:26:00.000Z',
  completedAt: '2026-11-23T08:27:00.000Z',
  lastActivityAt: '2026-11-23T08:27:00.000Z',
  releasedMinor: null,
  refundedMinor: 0,
  authorisedMinor: 0,
  repeated: false,
  batchId: null,
  authProcessor: 'Elavon',
  merchantNumber: '0021687421',
  fraud: 'NOTCHECKED',
  instructions: [],
  notifications: [],
};
const declined: OpayoTransaction = { ...paid, outcome: outcome('NOTAUTHED'), txAuthNo: null, bankAuthCode: null };

describe('a notification', () => {
  it('is of protocol 3.00 and signed, and says nothing about the amount', () => {
    const { VPSSignature, ...fields } = notificationOf(paid);
    expect(fields).toMatchObject({
      VPSProtocol: '3.00',
      VPSTxId: `{${paid.transactionId}}`,
      Status: 'OK',
      TxAuthNo: '8636129',
    });
    expect(VPSSignature).toBe(vpsSignature(fields, paid));
    expect(VPSSignature).not.toBe(vpsSignature(fields, { ...paid, securityKey: 'ANOTHERKEY' }));
    expect(Object.values(fields).join()).not.toContain('139');
  });

  it('of a decline has neither authorisation number nor bank code', () => {
    const fields = notificationOf(declined);
    expect(fields).toMatchObject({ Status: 'NOTAUTHED', DeclineCode: '05' });
    expect(fields['StatusDetail']).toMatch(/^2000 : /);
    expect(Object.keys(fields)).not.toEqual(expect.arrayContaining(['TxAuthNo']));
    expect(Object.keys(fields)).not.toEqual(expect.arrayContaining(['BankAuthCode']));
  });

  it('is encoded as ISO-8859-1', () => {
    expect(encodeForm({ A: 'é {1} +', B: '€' })).toBe('A=%E9+%7B1%7D+%2B&B=%3F');
  });
});

describe("a vendor's reply", () => {
  it.each([
    [
      'Status=OK\r\nRedirectURL=https://x\r\nStatusDetail=a=b',
      { status: 'OK', redirectUrl: 'https://x', detail: 'a=b' },
    ],
    [
      'StatusDetail=\r\nredirecturl=https://x\r\nSTATUS=invalid\r\n',
      { status: 'INVALID', redirectUrl: 'https://x', detail: '' },
    ],
  ])('%j is understood', (body, expected) => {
    expect(readVendorReply(body)).toEqual(expected);
  });

  it.each(['', '<html>Status=OK</html>', 'Status=MAYBE', 'OK'])('%j is none', (body) => {
    expect(readVendorReply(body)).toBeUndefined();
  });
});

describe('the transaction monitor', () => {
  it('repeats 5 × 5 min, 15 × 15 min, 13 × hourly, then daily, and stops within 30 days', () => {
    const minutes = [1, 5, 6, 20, 21, 33, 34].map((attempts) => (nextAttemptAfterMs(attempts) ?? 0) / 60_000);
    expect(minutes).toEqual([5, 5, 15, 15, 60, 60, 1440]);
    expect([61, 62, 63, 64].map(nextAttemptAfterMs).filter((gap) => gap === undefined).length).toBeGreaterThan(0);
    expect(nextAttemptAfterMs(62)).toBe(86_400_000);
    expect(nextAttemptAfterMs(63)).toBeUndefined();
  });
});
