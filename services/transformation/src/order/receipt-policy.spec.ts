import { describe, expect, it } from '@jest/globals';
import { parseReceiptPolicy } from './receipt-policy.js';

describe('when a company posts captured money', () => {
  it.each([
    ['onInvoice', 'onInvoice', 'onInvoice'],
    [' onCapture ', 'onCapture', 'onCapture'],
    ['GIFT=onCapture', 'onCapture', 'onInvoice'],
    ['GIFT=onInvoice, EURO = onCapture', 'onInvoice', 'onCapture'],
  ])('%j: GIFT %s, EURO %s', (text, gift, euro) => {
    const policy = parseReceiptPolicy(text);

    expect([policy?.('GIFT'), policy?.('EURO')]).toEqual([gift, euro]);
  });

  it.each([
    '',
    'onWhim',
    'GIFT=',
    'GIFT=onWhim',
    'GIFT=onCapture,GIFT=onInvoice',
    'TOOLONG=onCapture',
    'GIFT=onCapture,',
    'onCapture,GIFT=onInvoice',
    'GIFT=onCapture=yes',
  ])('%j says nothing that could be followed', (text) => {
    expect(parseReceiptPolicy(text)).toBeUndefined();
  });
});
