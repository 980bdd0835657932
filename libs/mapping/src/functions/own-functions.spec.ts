import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressParts, placeLines, postcodeOf } from './address.js';
import { convert, minorOf } from './convert.js';
import { lineValue, netOf, netUnitPrice, taxOn, unitPrice } from './net-price.js';
import { fingerprint, reference } from './reference.js';

describe('prices and tax', () => {
  it.each([
    [1530n, '6', '20', '2.12500'],
    [85n, '1', '20', '0.70833'],
    [255n, '1', '0', '2.55000'],
    [0n, '1', '20', '0.00000'],
    [-510n, '2', '20', '-2.12500'],
    [1000n, '3', '17.5', '2.83688'],
  ])('%d pence for %s at %s %% is %s net each', (amount, quantity, rate, expected) => {
    expect(netUnitPrice(amount, quantity, rate, 'GBP')).toBe(expected);
  });

  it('the currency decides the decimals of an amount', () => {
    expect(netUnitPrice(500n, '2', '0', 'JPY')).toBe('250.00000');
    expect(unitPrice(495n, 'GBP')).toBe('4.95000');
    expect(lineValue('3', '0.33333', 'KWD')).toBe(1000);
  });

  it.each([
    ['6', '2.12500', 1275],
    ['1', '0.70833', 71],
    ['3', '0.00167', 1],
    ['1', '0.00500', 1],
    ['-1', '0.00500', -1],
  ])('%s at %s is %d, half up', (quantity, price, expected) => {
    expect(lineValue(quantity, price, 'GBP')).toBe(expected);
  });

  it('tax and net round half up', () => {
    expect(taxOn(1275n, '20')).toBe(255);
    expect(taxOn(3n, '50')).toBe(2);
    expect(netOf(85n, '20')).toBe(71);
    expect(netOf(85n, '0')).toBe(85);
  });

  it('a line priced from its gross comes back within a penny, for quantities below a thousand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 999 }), (gross, quantity) => {
        const net = lineValue(String(quantity), netUnitPrice(BigInt(gross), String(quantity), '20', 'GBP'), 'GBP');
        expect(Math.abs(net + taxOn(BigInt(net), '20') - gross)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each(['', 'x', '1e3', '0'])('refuses a quantity of %p', (quantity) => {
    expect(() => netUnitPrice(1n, quantity, '20', 'GBP')).toThrow();
  });
});

describe('our reference in SYSPRO', () => {
  it('is readable, ends in the effect’s own suffix and is the same for ever', () => {
    expect(reference('536365', 'sales-order:GIFT:gifts/536365', 30)).toBe(
      `536365-${fingerprint('sales-order:GIFT:gifts/536365', 6)}`,
    );
    expect(fingerprint('sales-order:GIFT:gifts/536365', 6)).toMatch(/^[A-Z2-7]{6}$/);
    // Pinned: a reference that changed would never be found again in SYSPRO.
    expect(fingerprint('abc', 6)).toBe('XJ4BNP');
  });

  it('tells two references apart that are alike when cut', () => {
    const long = 'ORDER-2010-12-01-0000000000000000';

    const first = reference(`${long}1`, `sales-order:GIFT:gifts/${long}1`, 30);
    const second = reference(`${long}2`, `sales-order:GIFT:gifts/${long}2`, 30);

    expect([first.length, second.length]).toEqual([30, 30]);
    expect(first).not.toBe(second);
  });

  it('is plain ASCII of at most the given length, whatever the order reference', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (readable, effectId) => {
        expect(reference(readable, effectId, 30)).toMatch(/^[A-Za-z0-9_./-]{0,23}-[A-Z2-7]{6}$/);
      }),
    );
  });
});

describe('another currency', () => {
  it.each([
    [10_000n, 'JPY', 'GBP', '0.0051', 'halfUp', 5100],
    [1000n, 'GBP', 'JPY', '196.05', 'halfUp', 1961],
    [1000n, 'GBP', 'KWD', '0.4', 'halfUp', 4000],
    [1n, 'GBP', 'EUR', '0.5', 'halfUp', 1],
    [1n, 'GBP', 'EUR', '0.5', 'halfEven', 0],
    [3n, 'GBP', 'EUR', '0.5', 'halfEven', 2],
    [1n, 'GBP', 'EUR', '0.001', 'up', 1],
    [199n, 'GBP', 'EUR', '0.999', 'down', 198],
    [-1n, 'GBP', 'EUR', '0.5', 'halfUp', -1],
    [-1n, 'GBP', 'EUR', '0.999', 'down', 0],
  ])('%d minor units of %s are, in %s at %s rounded %s, %d', (amount, from, to, rate, rounding, expected) => {
    expect(convert(amount, from, to, rate, rounding)).toBe(expected);
  });

  it('the same currency is the same amount, whatever the rate says', () => {
    expect(convert(1530n, 'GBP', 'GBP', '', 'halfUp')).toBe(1530);
    expect(convert(1530n, 'GBP', 'GBP', '1.25', 'halfUp')).toBe(1530);
  });

  it.each([
    ['', 'RATE_MISSING'],
    ['0', 'RATE_NOT_POSITIVE'],
    ['-1.2', 'RATE_NOT_POSITIVE'],
    ['1,2', 'NOT_A_NUMBER'],
  ])('a rate of %j is refused, never taken as 1', (rate, rule) => {
    expect(() => convert(1530n, 'EUR', 'GBP', rate, 'halfUp')).toThrow(expect.objectContaining({ rule }));
  });

  it('words nobody knows are refused', () => {
    expect(() => convert(1n, 'EUR', 'XQQ', '1', 'halfUp')).toThrow(
      expect.objectContaining({ rule: 'CURRENCY_UNKNOWN' }),
    );
    expect(() => convert(1n, 'EUR', 'GBP', '1', 'nearest')).toThrow(
      expect.objectContaining({ rule: 'ROUNDING_UNKNOWN' }),
    );
  });

  it('a decimal amount is minor units of its currency', () => {
    expect(minorOf('12.345', 'GBP', 'halfUp')).toBe(1235);
    expect(minorOf('12.345', 'KWD', 'halfUp')).toBe(12_345);
    expect(minorOf('12.5', 'JPY', 'halfEven')).toBe(12);
  });
});

describe('parts of an address', () => {
  const parts = ['12 HIGH STREET', 'London sw1a1aa'];

  it('the postcode has a field of its own, wherever it was written', () => {
    expect(postcodeOf(parts, '', 'GB')).toBe('SW1A 1AA');
    expect(addressParts(parts, '', 'GB')).toEqual(['12 High Street', 'London']);
  });

  it('a place is written as its country does', () => {
    expect(placeLines('PARIS', '', '75001', 'FR')).toEqual(['75001 Paris']);
  });
});
