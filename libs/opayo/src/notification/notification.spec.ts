import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readNotification } from '../index.js';

const POSTED = {
  VPSProtocol: '3.00',
  TxType: 'PAYMENT',
  VendorTxCode: 'gifts-536365-1',
  VPSTxId: '{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}',
  Status: 'NOTAUTHED',
  StatusDetail: '2000 : The Authorisation was Declined by the bank.',
  CardType: 'VISA',
  Last4Digits: '0006',
  DeclineCode: '05',
  VPSSignature: '285765407193FAA9B8E432E6B55F5849',
};

const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const read = (text: string) => readNotification(Buffer.from(text, 'latin1'));

describe('a notification', () => {
  it('is read into our names, its words unchanged', () => {
    expect(read(form(POSTED))).toMatchObject({
      ok: true,
      notification: {
        fields: POSTED,
        vpsProtocol: '3.00',
        txType: 'PAYMENT',
        vendorTxCode: 'gifts-536365-1',
        transactionId: 'F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2',
        status: 'NOTAUTHED',
        statusCode: '2000',
        statusText: 'The Authorisation was Declined by the bank.',
        cardType: 'VISA',
        lastFourDigits: '0006',
        bankDeclineCode: '05',
        bankAuthorisationCode: null,
        fraudResponse: null,
      },
    });
  });

  it('is decoded as ISO-8859-1, byte for byte, and split at the first equals sign', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${form(POSTED)}&Extra=a%3Db=c+d%2Be&Place=Caf%E9+`),
      Buffer.from([0xe9]),
    ]);
    const reading = readNotification(bytes);
    expect(reading).toMatchObject({ ok: true, notification: { fields: { Extra: 'a=b=c d+e', Place: 'Café é' } } });
  });

  it('keeps words nobody has seen before', () => {
    expect(read(form({ ...POSTED, Status: 'FROBNICATED', TxType: 'NEW' }))).toMatchObject({
      ok: true,
      notification: { status: 'FROBNICATED', txType: 'NEW' },
    });
  });

  it.each(['VPSTxId', 'VendorTxCode', 'Status', 'TxType', 'VPSSignature'])('is refused without %s', (field) => {
    expect(read(form({ ...POSTED, [field]: '' }))).toEqual({ ok: false, refusal: { code: 'MISSING_FIELD', field } });
  });

  it.each([
    ['VPSTxId', '{F955C22E}'],
    ['VPSTxId', '------------------------------------'],
    ['VendorTxCode', 'x'.repeat(41)],
    ['VendorTxCode', "a'b"],
    ['Status', 'O\tK'],
    ['VPSSignature', 'short'],
  ])('is refused when %s is %s', (field, value) => {
    expect(read(form({ ...POSTED, [field]: value }))).toEqual({ ok: false, refusal: { code: 'BAD_FIELD', field } });
  });

  it.each(['Status', 'status', 'STATUS'])(
    'is refused when a field comes twice, here %s: which of them was signed?',
    (name) => {
      expect(read(`${form(POSTED)}&${name}=OK`)).toEqual({
        ok: false,
        refusal: { code: 'REPEATED_FIELD', field: name },
      });
    },
  );

  it('is refused for control characters, for a flood of fields, and without repeating a name that may be anything', () => {
    expect(read(`${form(POSTED)}&Note=a%00b`)).toEqual({
      ok: false,
      refusal: { code: 'CONTROL_CHARACTER', field: 'Note' },
    });
    for (const name of ['4929000000006', 'x'.repeat(41), 'a%20b%00']) {
      const refusal = { code: name.includes('%') ? 'CONTROL_CHARACTER' : 'REPEATED_FIELD' };
      expect(read(`${form(POSTED)}&${name}=1&${name}=2`)).toEqual({ ok: false, refusal });
    }
    const flood = Array.from({ length: 101 }, (_, index) => `f${index}=1`).join('&');
    expect(read(flood)).toEqual({ ok: false, refusal: { code: 'TOO_MANY_FIELDS' } });
  });

  it('whatever the bytes, the answer is a reading or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof readNotification(bytes).ok).toBe('boolean');
      }),
    );
    expect(read(`${form(POSTED)}&__proto__=x&constructor=y&%zz=%`)).toMatchObject({ ok: true });
  });
});
