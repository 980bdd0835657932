const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;
const ROTATION = 24;

/**
 * The 32-bit murmur2 of Kafka's Java clients, as a signed integer (`org.apache.kafka.common.utils.Utils.murmur2`).
 *
 * KafkaJS has its own, which emulates 64-bit integers with objects; `Math.imul` is the 32-bit product itself.
 */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let hash = SEED ^ length;
  const words = length & ~3;
  for (let at = 0; at < words; at += 4) {
    let word = Math.imul(view.getInt32(at, true), MULTIPLIER);
    word ^= word >>> ROTATION;
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word, MULTIPLIER);
  }
  const rest = length - words;
  if (rest >= 3) hash ^= view.getUint8(words + 2) << 16;
  if (rest >= 2) hash ^= view.getUint8(words + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ view.getUint8(words), MULTIPLIER);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/** The partition in which a Java producer puts `key` (text is UTF-8), of `partitions` partitions. */
export function partitionOf(key: string | Buffer, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}
