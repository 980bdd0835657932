import { describe, expect, it } from '@jest/globals';
import { comparableCode, foldedCode, isOneSlipApart } from './code-forms.js';

describe('codes', () => {
  it.each([
    ['CUSTOMER', '0000010', '10'],
    ['CUSTOMER', '000000000000010', '10'],
    ['CUSTOMER', '0', '0'],
    ['CUSTOMER', ' C10 ', 'C10'],
    ['STOCK_ITEM', '00123', '00123'],
    ['STOCK_ITEM', '85123a', '85123a'],
  ] as const)('%s %j is compared as %s', (kind, code, expected) => {
    expect(comparableCode(kind, code)).toBe(expected);
  });

  it('are folded to what is left when case, blanks, signs and look-alikes do not count', () => {
    expect(['85123a', '85123 A', '85-123A'].map(foldedCode)).toEqual(['85123A', '85123A', '85123A']);
    expect(foldedCode('IO-1')).toBe('101');
  });

  it.each([
    ['85123A', '85123B', true],
    ['85123A', '85123', true],
    ['85123', '85123A', true],
    ['85123A', '85132A', true],
    ['85123A', '85123A', false],
    ['85123A', '85124B', false],
    ['85123A', '8512', false],
    ['AB', 'CD', false],
  ])('%s and %s are one slip apart: %s', (one, other, expected) => {
    expect(isOneSlipApart(one, other)).toBe(expected);
    expect(isOneSlipApart(other, one)).toBe(expected);
  });
});
