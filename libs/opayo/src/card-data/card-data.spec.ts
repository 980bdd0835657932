import { describe, expect, it } from '@jest/globals';
import { findCardData, hasCardNumber, maskCardNumbers } from '../index.js';

/** Opayo's published test cards (reference page 7). */
const CARDS = [
  ...['4929000000006', '4929000005559', '4484000000002', '4462000000000003', '4917300000000008', '5186150660000009'],
  ...['5185690060000001', '6759000000005', '6705000000008', '5185570760000008', '6766000000000', '374200000000004'],
  ...['36000000000008', '3569990000000009', '4929602110085639', '5403814948608092'],
];

describe('the card number tripwire', () => {
  it.each(CARDS)('%s is found, alone, in a sentence and in groups', (card) => {
    expect(hasCardNumber(card)).toBe(true);
    expect(hasCardNumber(`paid with ${card}, thanks`)).toBe(true);
    if (card.length === 16) {
      expect(hasCardNumber(card.replace(/(.{4})(?!$)/g, '$1 '))).toBe(true);
      expect(hasCardNumber(card.replace(/(.{4})(?!$)/g, '$1-'))).toBe(true);
    }
  });

  it.each([
    ['a digit off', '4462000000000004'],
    ['time in milliseconds', '1512345678901'],
    ['a time stamp', '20101201082600'],
    ['a GUID', '{44620000-0000-0003-8EA3-6DAC68FA59D2}'],
    ['a longer number', '44620000000000034462000000000003'],
    ['inside a word', 'ref4462000000000003'],
    ['a VendorTxCode', '10000000001-2015-12-12-123456'],
    ['a phone number', '+44 1452 541000'],
    ['an order reference', '536365'],
  ])('%s is no card: %s', (_, text) => {
    expect(hasCardNumber(text)).toBe(false);
  });

  it('a bar code is an article where articles are named, and a card elsewhere', () => {
    const barCode = '4006381000390';
    expect(hasCardNumber(barCode)).toBe(true);
    expect(findCardData({ lines: [{ stockCode: barCode }] })).toEqual([]);
    expect(findCardData({ lines: [{ description: barCode }] })).toEqual(['lines.0.description']);
    expect(findCardData({ lines: [{ stockCode: '4462000000000003' }] })).toEqual(['lines.0.stockCode']);
  });

  it('names the place and never the digits', () => {
    const order = {
      placed: {
        customer: { name: '4462 0000 0000 0003' },
        lines: [{}, { quantity: 4929000005559 }],
        billingAddress: null,
      },
    };
    const found = findCardData(order);
    expect(found).toEqual(['placed.customer.name', 'placed.lines.1.quantity']);
    expect(findCardData({ a: { '4462000000000003': 1 } })).toEqual(['a.(a property name)']);
    expect(JSON.stringify(found)).not.toMatch(/4462|4929/);
  });

  it('a mask leaves the last four digits and everything that is no card', () => {
    expect(maskCardNumbers('card 4462000000000003 of order 4462000000000004')).toBe(
      'card ************0003 of order 4462000000000004',
    );
  });
});
