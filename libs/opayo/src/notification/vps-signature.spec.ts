import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '#libs/service';
import { isSignedWith, notificationFrom, vpsSignature, type Notification } from '../index.js';

/** Published by other people's clients (reference page 2.5); `key` and `vendor` are what is not posted. */
const VECTORS = [
  {
    source: '3.00, thephpleague/omnipay-sagepay tests/Message/ServerNotifyRequestTest.php',
    vendor: '',
    key: 'JEUPDN1N7E',
    fields: {
      ...{ VPSTxId: '{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}', VendorTxCode: '438791', Status: 'OK', TxAuthNo: '4255' },
      ...{ AVSCV2: 'c', AddressResult: 'd', PostCodeResult: 'e', CV2Result: 'f', GiftAid: 'g', '3DSecureStatus': 'h' },
      ...{ CAVV: 'i', AddressStatus: 'j', PayerStatus: 'k', CardType: 'l', Last4Digits: '1234', DeclineCode: '00' },
      ...{ ExpiryDate: '0722', BankAuthCode: '999777' },
    },
    signature: '285765407193FAA9B8E432E6B55F5849',
  },
  {
    source: '2.23, mathie/sage_pay spec/sage_pay/server/transaction_notification_spec.rb',
    vendor: 'rubaidh',
    key: '17F13DCBD8',
    fields: {
      ...{ VPSTxId: '{728A5721-B45F-4570-937E-90A16B0A5000}', VendorTxCode: 'unique-tx-code', Status: 'OK' },
      ...{ TxAuthNo: '1234567890', AVSCV2: 'ALL MATCH', AddressResult: 'MATCHED', PostCodeResult: 'MATCHED' },
      ...{ CV2Result: 'MATCHED', GiftAid: '0', '3DSecureStatus': 'OK', CAVV: 'Something?', AddressStatus: 'CONFIRMED' },
      ...{ PayerStatus: 'VERIFIED', CardType: 'VISA', Last4Digits: '1234' },
    },
    signature: '6AB7A7FFB5369AF953CD57A84D5C2979',
  },
  ...(
    [
      ['OK', '8E77F29220981737C51C615C3464301F'],
      ['ABORT', 'EA6C59BD4DBEDB8B8B59345E64F9A02C'],
    ] as const
  ).map(([status, signature]) => ({
    source: `3.00 ${status}, ebizmarts sagepaysuite Test/Unit/Controller/Server/NotifyTest.php`,
    vendor: '',
    key: '',
    fields: {
      ...{ VPSTxId: '{F81FD5E1-12C9-C1D7-5D05-F6E8C12A526F}', VendorTxCode: '10000000001-2015-12-12-123456' },
      ...{
        Status: status,
        TxAuthNo: '17962849',
        AVSCV2: 'OK',
        AddressResult: 'OK',
        PostCodeResult: 'OK',
        CV2Result: 'OK',
      },
      ...{ GiftAid: '0', '3DSecureStatus': 'NOTCHECKED', AddressStatus: 'OK', PayerStatus: 'OK', CardType: 'VISA' },
      ...{ Last4Digits: '0006', ExpiryDate: '0222', BankAuthCode: '999777' },
    },
    signature,
  })),
];

const known = (vendor: string, key: string) => ({ vendor, securityKey: new Secret(key) });

function notification(fields: Record<string, string>): Notification {
  const reading = notificationFrom({ TxType: 'PAYMENT', VPSSignature: '0'.repeat(32), ...fields });
  if (!reading.ok) throw new Error(`not a notification: ${JSON.stringify(reading.refusal)}`);
  return reading.notification;
}

describe('the signature of a notification', () => {
  it.each(VECTORS)('is the published one: $source', ({ vendor, key, fields, signature }) => {
    expect(vpsSignature(notification(fields), known(vendor, key))).toBe(signature);
    expect(isSignedWith(notification({ ...fields, VPSSignature: signature }), known(vendor, key))).toBe(true);
    expect(isSignedWith(notification({ ...fields, VPSSignature: signature.toLowerCase() }), known(vendor, key))).toBe(
      true,
    );
  });

  it('of protocol 4.00 ends with the three ids of 3-D Secure 2', () => {
    const fields = {
      ...VECTORS[0]!.fields,
      ...{ ACSTransID: 'acs', DSTransID: 'ds', SchemeTraceID: 'trace', Token: 'unsigned', Surcharge: '1.00' },
    };
    const spelledOut =
      '{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}438791OK4255shopcJEUPDN1N7Edefghijkl1234000722999777acsdstrace';
    const expected = createHash('md5').update(spelledOut).digest('hex').toUpperCase();
    expect(vpsSignature(notification(fields), known('SHOP', 'JEUPDN1N7E'))).toBe(expected);
  });

  it('of a token that was made covers six things, without braces; of one that was not, everything', () => {
    const fields = {
      TxType: 'TOKEN',
      VPSTxId: '{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}',
      VendorTxCode: 't1',
      GiftAid: '0',
      Token: '{T}',
    };
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex').toUpperCase();
    expect(vpsSignature(notification({ ...fields, Status: 'OK' }), known('Shop', 'K'))).toBe(
      md5('F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2t1OKshop{T}K'),
    );
    expect(vpsSignature(notification({ ...fields, Status: 'ABORT' }), known('Shop', 'K'))).toBe(
      md5('{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}t1ABORTshopK0'),
    );
  });

  it('is taken over the bytes of ISO-8859-1', () => {
    const expected = createHash('md5')
      .update(Buffer.concat([Buffer.from('{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}c1OK'), Buffer.from([0xe9])]))
      .digest('hex')
      .toUpperCase();
    const fields = {
      VPSTxId: '{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}',
      VendorTxCode: 'c1',
      Status: 'OK',
      CardType: 'é',
    };
    expect(vpsSignature(notification(fields), known('', ''))).toBe(expected);
  });

  it('fails when any signed value, the key or the vendor is another', () => {
    const { fields, vendor, key, signature } = VECTORS[1]!;
    const signed = { ...fields, VPSSignature: signature };
    for (const name of Object.keys(fields).filter((field) => field !== 'VPSTxId')) {
      expect(isSignedWith(notification({ ...signed, [name]: 'OTHER' }), known(vendor, key))).toBe(false);
    }
    expect(isSignedWith(notification(signed), known(vendor, 'OTHER'))).toBe(false);
    expect(isSignedWith(notification(signed), known('other', key))).toBe(false);
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-F]{32}$/), (guess) => {
        fc.pre(guess !== signature);
        expect(isSignedWith(notification({ ...signed, VPSSignature: guess }), known(vendor, key))).toBe(false);
      }),
    );
  });
});
