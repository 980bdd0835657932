import { describe, expect, it } from '@jest/globals';
import { murmur2, partitionOf } from './murmur2.js';

/** From Kafka's own `UtilsTest.testMurmur2` (apache/kafka, clients/src/test/java/org/apache/kafka/common/utils/UtilsTest.java). */
const JAVA_VECTORS: [string, number][] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
];

describe('murmur2', () => {
  it.each(JAVA_VECTORS)('of %s is what Java computes', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });

  it('reads bytes that begin in the middle of a buffer', () => {
    expect(murmur2(Buffer.from('xxfoobarxx').subarray(2, 8))).toBe(-790332482);
  });

  it('puts a key into the partition where Java puts it', () => {
    expect(partitionOf('foobar', 12)).toBe((-790332482 & 0x7fffffff) % 12);
    expect(partitionOf('é', 7)).toBe(partitionOf(Buffer.from([0xc3, 0xa9]), 7));
  });
});
