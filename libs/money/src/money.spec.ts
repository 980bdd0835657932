import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addMinor,
  currencyExponent,
  Decimal,
  formatMinor,
  minorUnits,
  parseMinor,
  readMinor,
  sumMinor,
} from './index.js';

describe('minor units', () => {
  it.each([
    ['119.99', 'GBP', 11999],
    ['0.01', 'GBP', 1],
    ['-5.5', 'GBP', -550],
    ['500', 'JPY', 500],
    ['1.234', 'KWD', 1234],
    ['1.20000', 'GBP', 120],
  ])('%s %s is %d minor units', (text, currency, expected) => {
    expect(parseMinor(text, currency)).toBe(expected);
  });

  it.each([
    ['1.005', 'GBP'],
    ['1.5', 'JPY'],
    ['1e3', 'GBP'],
    ['1,000.00', 'GBP'],
    [' 1.00', 'GBP'],
    ['', 'GBP'],
    ['1.00', 'XYZ'],
    ['1.00', 'gbp'],
    ['90071992547409.92', 'GBP'],
  ])('%s %s is refused, not rounded', (text, currency) => {
    expect(() => parseMinor(text, currency)).toThrow(RangeError);
  });

  it('what comes from outside is an amount or none, never another one', () => {
    expect(readMinor('139.12', 'GBP')).toBe(13912);
    expect(readMinor('500.00', 'JPY')).toBe(500);
    expect(readMinor('1.234', 'KWD')).toBe(1234);
    const none = [
      ...[
        ['500.50', 'JPY'],
        ['1.2345', 'KWD'],
        ['1.005', 'GBP'],
        ['1,000.00', 'GBP'],
        ['1e3', 'GBP'],
        ['', 'GBP'],
      ],
      ...[
        ['1.00', 'XYZ'],
        ['1.00', ''],
        [`${'0'.repeat(50)}1.00`, 'GBP'],
        ['90071992547409.92', 'GBP'],
      ],
    ] as const;
    for (const [text = '', currency = ''] of none) expect(readMinor(text, currency)).toBeUndefined();
  });

  it('text and minor units say the same in every currency', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom('GBP', 'JPY', 'KWD', 'CLF'), (amount, currency) => {
        expect(parseMinor(formatMinor(amount, currency), currency)).toBe(amount === 0 ? 0 : amount);
      }),
    );
  });

  it('a sum that leaves the safe integers throws instead of rounding', () => {
    expect(() => addMinor(Number.MAX_SAFE_INTEGER, 1)).toThrow(RangeError);
    expect(() => minorUnits(2n ** 53n)).toThrow(RangeError);
    expect(() => minorUnits(0.5)).toThrow(RangeError);
    expect(() => minorUnits(Number.NaN)).toThrow(RangeError);
    expect(sumMinor([1, 2, -4])).toBe(-1);
    expect(sumMinor([])).toBe(0);
  });

  it('the currency decides the exponent', () => {
    expect(['GBP', 'JPY', 'KWD', 'CLF'].map(currencyExponent)).toEqual([2, 0, 3, 4]);
  });
});

describe('exact decimals', () => {
  it.each([
    ['2.55', '1.2', 5, '2.12500'],
    ['0.85', '1.2', 5, '0.70833'],
    ['-0.85', '1.2', 5, '-0.70833'],
    ['1', '3', 2, '0.33'],
    ['0.005', '1', 2, '0.01'],
    ['-0.005', '1', 2, '-0.01'],
  ])('%s / %s at %d decimals is %s', (left, right, scale, expected) => {
    expect(Decimal.parse(left).dividedBy(Decimal.parse(right), scale).toString()).toBe(expected);
  });

  it('adds, subtracts, multiplies and rounds without a float', () => {
    expect(Decimal.parse('0.1').plus(Decimal.parse('0.2')).toString()).toBe('0.3');
    expect(Decimal.parse('0.1').minus(Decimal.parse('0.25')).toString()).toBe('-0.15');
    expect(Decimal.parse('12').times(Decimal.parse('0.70833')).round(2).toString()).toBe('8.50');
    expect(Decimal.parse('2.5').round(5).toString()).toBe('2.50000');
    expect(() => Decimal.parse('1').dividedBy(Decimal.parse('0'), 2)).toThrow('division by zero');
  });
});
