import { describe, expect, it } from '@jest/globals';
import { notificationFrom, withoutCardData, type Notification } from '../index.js';

const CARD = '4462000000000003';

function notification(fields: Record<string, string>): Notification {
  const reading = notificationFrom({
    ...{
      TxType: 'PAYMENT',
      VPSTxId: '{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}',
      VendorTxCode: 'gifts-536365-1',
      Status: 'OK',
    },
    ...{ VPSSignature: '0'.repeat(32), ...fields },
  });
  if (!reading.ok) throw new Error('not a notification');
  return reading.notification;
}

describe('a notification that is to be kept', () => {
  it('is kept as it is when it holds no card number', () => {
    const clean = notification({ StatusDetail: '0000 : ok', Last4Digits: '0003' });
    expect(withoutCardData(clean)).toEqual(clean);
  });

  it('loses card numbers from texts that are not signed', () => {
    const kept = withoutCardData(notification({ StatusDetail: `0000 : card ${CARD}`, CardNumber: CARD, [CARD]: 'x' }));
    expect(kept?.statusText).toBe('card ************0003');
    expect(JSON.stringify(kept)).not.toContain(CARD);
  });

  it('is not kept when a signed field holds one', () => {
    expect(withoutCardData(notification({ Last4Digits: CARD }))).toBeUndefined();
    expect(withoutCardData(notification({ last4digits: CARD }))).toBeUndefined();
    expect(withoutCardData(notification({ TOKEN: CARD }))?.fields['TOKEN']).toBe(CARD);
  });

  it('keeps ids that happen to look like a card', () => {
    const kept = withoutCardData(notification({ VendorTxCode: CARD }));
    expect(kept?.vendorTxCode).toBe(CARD);
  });
});
