import { describe, expect, it } from '@jest/globals';
import { isSameKey, shortKey, storedKey } from './keys.js';

describe('keys', () => {
  it.each([
    ['015562', '000000000015562', '015562'],
    ['000000000000023', '000000000000023', '000023'],
    ['1234567', '000000001234567', '1234567'],
    ['WEBS01', 'WEBS01', 'WEBS01'],
    ['16R069', '16R069', '16R069'],
    [' 000010  ', '000000000000010', '000010'],
    ['_CRD01', '_CRD01', '_CRD01'],
  ])('%p is stored as %s and shown as %s', (key, stored, short) => {
    expect(storedKey(key)).toBe(stored);
    expect(shortKey(stored, 6)).toBe(short);
  });

  it('both forms of a numeric key are the same key, other keys only when they are equal', () => {
    expect(isSameKey('015562', '000000000015562')).toBe(true);
    expect(isSameKey('WEB1', '0WEB1')).toBe(false);
  });
});
