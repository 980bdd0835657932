import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';
import { deterministicUuid, hashOf } from './hash-of.js';

describe('the hash of a value', () => {
  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        expect(hashOf(reversed)).toBe(hashOf(record));
      }),
    );
  });

  it('is another one for another value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const equal = canonicalJson(left) === canonicalJson(right);
        expect(hashOf(left) === hashOf(right)).toBe(equal);
      }),
    );
  });

  it('is the SHA-256 of the canonical JSON, the same for ever', () => {
    expect(canonicalJson({ b: [1, null, 'ü'], a: { d: undefined, c: true } })).toBe(
      '{"a":{"c":true},"b":[1,null,"ü"]}',
    );
    expect(hashOf({ b: 2, a: 1 })).toBe('43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777');
  });

  it('is that of the parsed value for what was stored as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(hashOf(JSON.parse(JSON.stringify(value)))).toBe(hashOf(value));
      }),
    );
  });

  it('takes dates by their instant and big integers by their digits', () => {
    expect(canonicalJson({ at: new Date(0), amountMinor: 9007199254740993n })).toBe(
      '{"amountMinor":9007199254740993,"at":"1970-01-01T00:00:00.000Z"}',
    );
  });

  it.each([[NaN], [Infinity], [undefined], [() => 1], [Symbol('x')], [new Map()], [new Set()], [[undefined]]])(
    'refuses %p, which JSON would silently change',
    (value) => {
      expect(() => hashOf(value)).toThrow(expect.objectContaining({ code: 'NOT_CANONICAL' }));
    },
  );
});

describe('a deterministic UUID', () => {
  it('is the same for the same parts, another for others, and a version 8 UUID', () => {
    expect(deterministicUuid('a', 1)).toBe(deterministicUuid('a', 1));
    expect(deterministicUuid('a', 'b')).not.toBe(deterministicUuid('ab'));
    expect(deterministicUuid('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
