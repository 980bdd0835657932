import { describe, expect, it } from '@jest/globals';
import { ShopKeys } from './shop-keys.js';

describe('the keys of the shops', () => {
  it('tell the shop; one shop may have several', () => {
    const keys = ShopKeys.parse('gifts=one==, gifts=two,books=three');
    expect(['one==', 'two', 'three', 'four', '', 'one'].map((key) => keys?.shopOf(key))).toEqual([
      ...['gifts', 'gifts', 'books'],
      ...[undefined, undefined, undefined],
    ]);
  });

  it.each(['', 'gifts', 'gifts=', '=key', 'gifts=a,', 'gi/fts=a', 'gifts=a b'])('%j is no list of keys', (text) => {
    expect(ShopKeys.parse(text)).toBeUndefined();
  });

  it('are not printed with their holder', () => {
    expect(JSON.stringify(ShopKeys.parse('gifts=very-secret'))).not.toContain('very-secret');
  });
});
