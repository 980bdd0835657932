import { describe, expect, it } from '@jest/globals';
import { rangesOf } from './sales-order-ranges.js';

const key = (number: number) => String(number).padStart(15, '0');

describe('ranges of sales orders', () => {
  it('neighbours share a range, an order left open for ever stands alone', () => {
    expect(rangesOf(['000100', '000103', '009000', '009001', '009030'], 20)).toEqual([
      { from: key(100), to: key(103) },
      { from: key(9000), to: key(9001) },
      { from: key(9030), to: key(9030) },
    ]);
  });

  it('sorts, forgets repeats, and takes alphanumeric numbers one by one', () => {
    expect(rangesOf(['16R070', '000101', '16R069', '000100', '000100'], 20)).toEqual([
      { from: key(100), to: key(101) },
      { from: '16R069', to: '16R069' },
      { from: '16R070', to: '16R070' },
    ]);
    expect(rangesOf([], 20)).toEqual([]);
  });
});
