import { describe, expect, it } from '@jest/globals';
import { minorUnits } from '#libs/money';
import { netShare } from './net-share.js';

const order = (netMinor: number, totalMinor: number) => ({
  netMinor: minorUnits(netMinor),
  totalMinor: minorUnits(totalMinor),
});

describe('what of a payment is not tax', () => {
  it.each([
    ['all of the order', 3000, order(2500, 3000), 2500],
    ['a part of it, rounded half up', 1001, order(2500, 3000), 834],
    ['exactly a half goes up', 1, order(1, 2), 1],
    ['an order without tax', 1234, order(3000, 3000), 1234],
    ['more than the order, for a tip of the shop', 3600, order(2500, 3000), 3000],
    ['an order of no value', 0, order(0, 0), 0],
    [
      'sums beyond what a float could multiply',
      9_000_000_000_000_000,
      order(2_500_000_001, 3_000_000_001),
      7_500_000_000_500_000,
    ],
  ])('%s', (_what, amount, of, expected) => {
    expect(netShare(minorUnits(amount), of)).toBe(expected);
  });
});
