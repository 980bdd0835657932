import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '#libs/service';
import { goldenExchanges, goldenVectors } from '../../test/golden.js';
import {
  isSignedWith,
  meaningOf,
  notificationFrom,
  readNotification,
  SERVER_STATUS,
  vpsSignature,
  type Notification,
} from '../index.js';

interface Vector {
  readonly protocol: string;
  readonly source: string;
  readonly txType: string;
  readonly vendor: string;
  readonly securityKey: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly signature: string;
}

/** Published by other people's clients (the first four), or computed by the rule. */
const VECTORS = goldenVectors<Vector>('server');

const known = (vendor: string, key: string) => ({ vendor, securityKey: new Secret(key) });

function notification(fields: Record<string, string>): Notification {
  const reading = notificationFrom({ TxType: 'PAYMENT', VPSSignature: '0'.repeat(32), ...fields });
  if (!reading.ok) throw new Error(`not a notification: ${JSON.stringify(reading.refusal)}`);
  return reading.notification;
}

describe('the signature of a notification', () => {
  it.each(VECTORS)('is the one of $protocol, $source', ({ txType, vendor, securityKey, fields, signature }) => {
    const knowledge = known(vendor, securityKey);
    expect(vpsSignature(notification({ TxType: txType, ...fields }), knowledge)).toBe(signature);
    for (const posted of [signature, signature.toLowerCase()]) {
      expect(isSignedWith(notification({ TxType: txType, ...fields, VPSSignature: posted }), knowledge)).toBe(true);
    }
  });

  it.each(goldenExchanges('server', /^notification-/))(
    'is right on the bytes of $name, and wrong on any other',
    ({ request, signedWith, meaning }) => {
      const body = request.body as string;
      const reading = readNotification(Buffer.from(body, 'latin1'));
      if (!reading.ok || !signedWith) throw new Error('not a signed notification');
      const knowledge = known(signedWith.vendor, signedWith.securityKey);
      const { factKind, ...rest } = meaning;
      expect(reading.notification).toMatchObject(rest);
      expect(isSignedWith(reading.notification, knowledge)).toBe(true);
      expect(meaningOf(SERVER_STATUS, reading.notification)).toBe(factKind);

      const other = readNotification(Buffer.from(body.replace(/&Status=\w+/, '&Status=PENDING'), 'latin1'));
      expect(other.ok && isSignedWith(other.notification, knowledge)).toBe(false);
    },
  );

  it('of a token does not depend on whether its id was posted with braces', () => {
    for (const { txType, vendor, securityKey, fields, signature } of VECTORS.filter((one) => one.txType === 'TOKEN')) {
      const bare = String(fields['VPSTxId']).replace(/[{}]/g, '');
      for (const VPSTxId of [bare, `{${bare}}`]) {
        expect(vpsSignature(notification({ TxType: txType, ...fields, VPSTxId }), known(vendor, securityKey))).toBe(
          signature,
        );
      }
    }
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
    const { fields, vendor, securityKey: key, signature } = VECTORS[1]!;
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
