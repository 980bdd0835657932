import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import fc from 'fast-check';
import { compileSchema } from './avro-types.js';

const LONG = compileSchema({ type: 'long' });
const LIMITS = [0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 52, -(2 ** 52), -(2 ** 52) - 1, 2 ** 53 - 1, -(2 ** 53) + 1];

describe('a long', () => {
  it.each(LIMITS)('%d comes back as it was, in the bytes that Avro says', (value) => {
    const bytes = LONG.toBuffer(value);
    expect(LONG.fromBuffer(bytes)).toBe(value);
    expect(zigzag(bytes)).toBe(BigInt(value));
  });

  it('comes back as it was, whatever safe integer it is, also inside a record', () => {
    const type = compileSchema({
      type: 'record',
      name: 'R',
      fields: [{ name: 'amountMinor', type: ['null', 'long'] }],
    });
    fc.assert(
      fc.property(fc.maxSafeInteger(), (amountMinor) => {
        expect(type.fromBuffer(type.toBuffer({ amountMinor }))).toEqual({ amountMinor });
      }),
    );
  });

  it('beyond 2^53 is refused when writing and when reading', () => {
    for (const value of [2 ** 53, -(2 ** 53), 1.5, Number.NaN])
      expect(() => LONG.toBuffer(value)).toThrow(/invalid "long"/);
    for (const value of [2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)]) {
      expect(() => LONG.fromBuffer(varint(value)) as unknown).toThrow(/beyond 2\^53/);
    }
  });

  it('would come back with another sign from avsc itself: the reason for our own', () => {
    const theirs = avro.Type.forSchema('long');
    const value = -(2 ** 52) - 1;
    expect(theirs.fromBuffer(theirs.toBuffer(value))).toBe(2 ** 52);
  });

  it('of a timestamp, and of a writer that had an int, are read the same', () => {
    const time = compileSchema({ type: 'long', logicalType: 'timestamp-millis' });
    expect(time.fromBuffer(time.toBuffer(1_700_000_000_000))).toBe(1_700_000_000_000);
    const int = compileSchema({ type: 'int' });
    expect(LONG.fromBuffer(int.toBuffer(-7), LONG.createResolver(int))).toBe(-7);
  });
});

describe('an array', () => {
  const LIST = compileSchema({ type: 'array', items: 'string' });

  it('comes back as it was, also in blocks that tell their size', () => {
    expect(LIST.fromBuffer(LIST.toBuffer(['a', 'b']))).toEqual(['a', 'b']);
    const blocks = Buffer.concat([
      varint(-2n),
      varint(4n),
      Buffer.from('\x02a\x02b'),
      varint(1n),
      Buffer.from('\x02c'),
      varint(0n),
    ]);
    expect(LIST.fromBuffer(blocks)).toEqual(['a', 'b', 'c']);
  });

  it('that claims more items than there are bytes is refused at once', () => {
    const claims = Buffer.concat([varint(2n ** 31n), Buffer.from('\x02a')]);
    expect(() => LIST.fromBuffer(claims) as unknown).toThrow('more items than bytes');
  });

  it('that a reader skips is bounded too', () => {
    const fields = (names: string[]) =>
      names.map((name) => ({ name, type: { type: 'array', items: 'string' }, default: [] }));
    const writer = compileSchema({ type: 'record', name: 'R', fields: fields(['gone', 'kept']) });
    const reader = compileSchema({ type: 'record', name: 'R', fields: fields(['kept']) });
    const resolver = reader.createResolver(writer);
    expect(reader.fromBuffer(writer.toBuffer({ gone: ['x'], kept: ['y'] }), resolver)).toEqual({ kept: ['y'] });
    expect(() => reader.fromBuffer(varint(2n ** 31n), resolver) as unknown).toThrow('more items than bytes');
  });
});

it('a map is not among our types', () => {
  expect(() => compileSchema({ type: 'map', values: 'string' })).toThrow('maps');
});

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value >= 0n ? value << 1n : (-value << 1n) - 1n;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

function zigzag(bytes: Buffer): bigint {
  const raw = bytes.reduce((sum, byte, index) => sum | (BigInt(byte & 0x7f) << BigInt(7 * index)), 0n);
  return (raw >> 1n) ^ -(raw & 1n);
}
