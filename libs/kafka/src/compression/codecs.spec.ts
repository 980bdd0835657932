import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CompressionCodecs, CompressionTypes } from '../client/kafkajs.js';
import { MAX_DECOMPRESSED_BYTES, readEveryCompression } from './codecs.js';
import { decompressLz4 } from './lz4.js';
import { decompressSnappy } from './snappy.js';

const LIMIT = 1_000;
const codec = (type: keyof typeof CompressionCodecs) =>
  (CompressionCodecs[type] as () => { compress(e: object): Promise<Buffer>; decompress(b: Buffer): Promise<Buffer> })();
const bytes = (...parts: (number | string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part as string))));

describe('snappy', () => {
  it('unpacks literals and copies that overlap what they write', () => {
    // "ab", then ten bytes from two back: ababababab.
    expect(decompressSnappy(bytes(12, 1 << 2, 'ab', ((10 - 4) << 2) | 1, 2), LIMIT).toString()).toBe('abababababab');
  });

  it('unpacks long literals and far copies', () => {
    const literal = 'x'.repeat(300);
    const packed = bytes(0xb0, 0x02, 61 << 2, 0x2b, 0x01, literal, ((4 - 1) << 2) | 2, 0x2c, 0x01);
    expect(decompressSnappy(packed, LIMIT).toString()).toBe(`${literal}xxxx`);
  });

  it.each<[string, Buffer]>([
    ['more than the limit', bytes(0xff, 0xff, 0x7f, 0)],
    ['a literal cut off', bytes(5, 4 << 2, 'ab')],
    ['a copy from before the beginning', bytes(5, 0, 'a', 1, 9)],
    ['a copy from nowhere', bytes(5, 0, 'a', 1, 0)],
    ['less than it says', bytes(5, 0, 'a')],
    ['more than it says', bytes(1, 1 << 2, 'ab')],
    ['a length without end', bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
    ['a frame cut off', Buffer.concat([Buffer.from('82534e41505059000000000100000001', 'hex'), bytes(0, 0, 0, 9, 1)])],
  ])('refuses %s', (_, packed) => {
    expect(() => decompressSnappy(packed, LIMIT)).toThrow(
      /cut off|no lz4|nowhere|before the beginning|more than|would have|longer|shorter|no varint|out of range|outside buffer bounds/,
    );
  });
});

describe('lz4', () => {
  const frame = (flags: number, ...blocks: Buffer[]) =>
    Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, flags, 0x40, 0x00]), ...blocks, Buffer.alloc(4)]);
  const block = (content: Buffer, stored = false) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(stored ? content.length + 0x80000000 : content.length);
    return Buffer.concat([size, content]);
  };

  it('unpacks stored blocks, literals, matches, and matches into the block before', () => {
    const stored = block(Buffer.from('abcd'), true);
    // No literal, a match of four from four back; then one literal.
    const packed = block(bytes(0x00, 4, 0, 0x10, 'z'));
    expect(decompressLz4(frame(0x60, stored, packed), LIMIT).toString()).toBe('abcdabcdz');
  });

  it('unpacks lengths that go on and on', () => {
    // Fifteen and 255 and 10 literals; then a match of 15 + 5 + 4 from one back.
    const packed = block(bytes(0xff, 255, 10, 'y'.repeat(280), 1, 0, 5, 0x00));
    expect(decompressLz4(frame(0x60, packed), LIMIT).toString()).toBe('y'.repeat(280 + 24));
  });

  it.each<[string, Buffer]>([
    ['what is no frame', Buffer.from('not lz4 at all')],
    ['a block cut off', frame(0x60, Buffer.from([0x99, 0, 0, 0, 1]))],
    ['a literal cut off', frame(0x60, block(bytes(0x50, 'ab')))],
    ['a match from nowhere', frame(0x60, block(bytes(0x10, 'a', 0, 0)))],
    ['a match from before the beginning', frame(0x60, block(bytes(0x10, 'a', 9, 0)))],
    ['more than the limit', frame(0x60, block(bytes(0x1f, 'a', 1, 0, 255, 255, 255, 255, 255, 0)))],
    ['a frame without end', frame(0x60).subarray(0, 7)],
  ])('refuses %s', (_, packed) => {
    expect(() => decompressLz4(packed, LIMIT)).toThrow(
      /cut off|no lz4|nowhere|before the beginning|more than|would have|longer|shorter|no varint|out of range|outside buffer bounds/,
    );
  });
});

describe('what KafkaJS is taught', () => {
  beforeAll(() => readEveryCompression());

  it('gzip is written and read', async () => {
    const packed = await codec(CompressionTypes.GZIP).compress({ buffer: Buffer.from('text') });
    await expect(codec(CompressionTypes.GZIP).decompress(packed)).resolves.toEqual(Buffer.from('text'));
  });

  it('nothing else is written', async () => {
    for (const type of [CompressionTypes.Snappy, CompressionTypes.LZ4, CompressionTypes.ZSTD] as const) {
      await expect(codec(type).compress({ buffer: Buffer.alloc(1) })).rejects.toThrow('gzip or nothing');
    }
  });

  it('a few kilobytes cannot ask for all memory there is, and trying again would not help', async () => {
    const large = Buffer.alloc(MAX_DECOMPRESSED_BYTES + 1);
    const packed = [
      [CompressionTypes.GZIP, gzipSync(large)],
      [CompressionTypes.ZSTD, zstdCompressSync(large)],
    ] as const;
    for (const [type, small] of packed) {
      expect(small.length).toBeLessThan(100_000);
      await expect(codec(type).decompress(small)).rejects.toMatchObject({
        name: 'KafkaJSNonRetriableError',
        retriable: false,
      });
    }
  });
});
