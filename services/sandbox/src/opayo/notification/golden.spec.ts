import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { outcome, type Match, type Result, type ThreeDSecureStatus } from '../ledger/outcome.js';
import type { OpayoTransaction } from '../ledger/transaction.js';
import type { Protocol } from '../server/server-registration.js';
import { notificationOf } from './notification.js';
import { tokenSignature, vpsSignature } from './vps-signature.js';

const GOLDEN = new URL('../../../../../test/golden/opayo/server/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8'));

describe('the golden signatures', () => {
  it.each(read('signature-vectors.json').vectors as Record<string, never>[])('$protocol, $source', (vector) => {
    const { fields, vendor, securityKey, signature, txType } = vector as unknown as {
      fields: Record<string, string>;
      vendor: string;
      securityKey: string;
      signature: string;
      txType: string;
    };
    const sign = txType === 'TOKEN' && fields['Status'] === 'OK' ? tokenSignature : vpsSignature;
    expect(sign(fields, { vendor, securityKey })).toBe(signature);
  });
});

describe('the golden notifications', () => {
  // Made of the transaction's id here; nobody can know what Opayo would have made.
  const MADE = ['CAVV', 'ACSTransID', 'DSTransID', 'SchemeTraceID', 'VPSSignature'];
  const names = readdirSync(GOLDEN).filter((name) => name.startsWith('notification-'));

  it.each(names)('%s has our fields and a signature over them', (name) => {
    const { request, signedWith } = read(name);
    const wanted: Record<string, string> = request.fields;
    const given = notificationOf(transactionOf(wanted, signedWith), {
      protocol: wanted['VPSProtocol'] as Protocol,
      giftAid: wanted['GiftAid'] === '1',
      madeToken: wanted['Token']?.slice(1, -1) ?? null,
    });
    expect(Object.keys(given).sort()).toEqual(Object.keys(wanted).sort());
    for (const [field, value] of Object.entries(wanted).filter(([field]) => !MADE.includes(field))) {
      expect([field, given[field]?.toLowerCase()]).toEqual([field, value.toLowerCase()]);
    }
    const tokenMade = wanted['TxType'] === 'TOKEN' && wanted['Status'] === 'OK';
    const sign = tokenMade ? tokenSignature : vpsSignature;
    expect(given['VPSSignature']).toBe(sign(given, signedWith));
  });

  function transactionOf(
    fields: Record<string, string>,
    signedWith: { vendor: string; securityKey: string },
  ): OpayoTransaction {
    const [code, ...detail] = (fields['StatusDetail'] ?? '').split(' : ');
    const TYPES = { PAYMENT: 'Payment', DEFERRED: 'Deferred', AUTHENTICATE: 'Authenticate', TOKEN: 'Token' } as const;
    return {
      ...signedWith,
      transactionId: (fields['VPSTxId'] ?? '').replace(/[{}]/g, ''),
      vendorTxCode: fields['VendorTxCode'] ?? '',
      transactionType: TYPES[fields['TxType'] as keyof typeof TYPES],
      relatedTransactionId: null,
      system: 'S',
      state: 7,
      history: [],
      amountMinor: 13_912,
      currency: 'GBP',
      description: '',
      settlementReferenceText: null,
      card: fields['CardType']
        ? {
            formCardType: fields['CardType'],
            piCardType: 'Visa',
            lastFourDigits: fields['Last4Digits'] ?? '',
            expiryDate: fields['ExpiryDate'] ?? '1130',
          }
        : null,
      customer: null,
      billing: null,
      startedAt: '2026-11-23T08:26:00.000Z',
      completedAt: '2026-11-23T08:27:00.000Z',
      lastActivityAt: '2026-11-23T08:27:00.000Z',
      outcome: outcome(fields['Status'] as Result, {
        statusCode: code ?? '',
        statusDetail: detail.join(' : '),
        bankResponseCode: fields['DeclineCode'] ?? null,
        threeDSecure: fields['3DSecureStatus'] as ThreeDSecureStatus,
        checks: {
          address: fields['AddressResult'] as Match,
          postCode: fields['PostCodeResult'] as Match,
          cv2: fields['CV2Result'] as Match,
        },
      }),
      txAuthNo: fields['TxAuthNo'] ? Number(fields['TxAuthNo']) : null,
      bankAuthCode: fields['BankAuthCode'] ?? null,
      releasedMinor: null,
      refundedMinor: 0,
      authorisedMinor: 0,
      repeated: false,
      batchId: null,
      authProcessor: 'Elavon',
      merchantNumber: '1',
      fraud: (fields['FraudResponse'] ?? 'NOTCHECKED') as OpayoTransaction['fraud'],
      instructions: [],
      notifications: [],
    };
  }
});
