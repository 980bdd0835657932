/** Header of the record that stands in for a batch nobody can unpack; its value says why. */
export const UNREADABLE_BATCH_HEADER = 'clarity-unreadable-batch';

/** A batch may say it has so many records: ten times what a producer packs into the largest batch that we unpack. */
export const MAX_BATCH_RECORDS = 1_000_000;

// Kafka's record batch, magic 2 (https://kafka.apache.org/documentation/#recordbatch): what stands before the packed records.
//   baseOffset 8 | batchLength 4 | partitionLeaderEpoch 4 | magic 1 | crc 4 | attributes 2 | lastOffsetDelta 4 | …timestamps, producer 30 | records 4
const HEADER_BYTES = 61;
const BATCH_LENGTH_AT = 8;
/** Counted in batchLength: everything behind it. */
const LENGTH_COUNTS_FROM = 12;
const MAGIC_AT = 16;
const LAST_OFFSET_DELTA_AT = 23;
const RECORD_COUNT_AT = 57;
const ATTRIBUTES_AT = 21;

/** So far below the batch that KafkaJS drops it as read before. */
const LONG_READ = -(2 ** 31 - 1);

/**
 * What KafkaJS is to read in place of packed records that cannot be unpacked: one record at the batch's last offset, whose value is the packed bytes
 * as they came, so that it goes to quarantine and the partition goes on behind it. Without it a batch made by any outside producer would end the
 * consumer for good. KafkaJS reads as many records as the batch says: the others lie before everything and are dropped.
 *
 * `packed` is KafkaJS's view into its answer, so the batch's header lies right before it; undefined when it does not.
 */
export function standInFor(packed: Buffer, why: string): Buffer | undefined {
  const header = headerBefore(packed);
  if (!header) return undefined;
  const count = header.readInt32BE(RECORD_COUNT_AT);
  const filler = recordOf(LONG_READ, null, []);
  const fillers = Buffer.concat(Array.from({ length: Math.max(0, count - 1) }, () => filler));
  const lastOffsetDelta = header.readInt32BE(LAST_OFFSET_DELTA_AT);
  return Buffer.concat([fillers, recordOf(lastOffsetDelta, packed, [[UNREADABLE_BATCH_HEADER, why]])]);
}

/** Whether the batch around `packed` had more records than `MAX_BATCH_RECORDS` before `limitRecordCount`. */
export function hadTooManyRecords(packed: Buffer): boolean {
  const header = headerBefore(packed);
  if (!header) return false;
  return header.readInt32BE(RECORD_COUNT_AT) === 1 && header.readInt32BE(LAST_OFFSET_DELTA_AT) >= MAX_BATCH_RECORDS;
}

/**
 * Makes a packed batch that says it has more records than `MAX_BATCH_RECORDS` say 1, in place: KafkaJS loops over what a batch says before anybody could
 * object, and a megabyte can say a hundred million. `batch` begins behind the batch's length.
 */
export function limitRecordCount(batch: Buffer): void {
  const at = (position: number): number => position - LENGTH_COUNTS_FROM;
  if (batch.length < HEADER_BYTES - LENGTH_COUNTS_FROM || batch[at(MAGIC_AT)] !== 2) return;
  const isPacked = (batch.readInt16BE(at(ATTRIBUTES_AT)) & 0x7) !== 0;
  if (isPacked && batch.readInt32BE(at(RECORD_COUNT_AT)) > MAX_BATCH_RECORDS)
    batch.writeInt32BE(1, at(RECORD_COUNT_AT));
}

function headerBefore(packed: Buffer): Buffer | undefined {
  if (packed.byteOffset < HEADER_BYTES) return undefined;
  const header = Buffer.from(packed.buffer, packed.byteOffset - HEADER_BYTES, HEADER_BYTES);
  const isOurs =
    header[MAGIC_AT] === 2 && header.readInt32BE(BATCH_LENGTH_AT) === HEADER_BYTES - LENGTH_COUNTS_FROM + packed.length;
  return isOurs ? header : undefined;
}

/** A record as it lies in a batch: length, attributes, timestamp, offset, no key, value, headers. */
function recordOf(offsetDelta: number, value: Buffer | null, headers: readonly (readonly [string, string])[]): Buffer {
  const bytes = (content: Buffer | null): Buffer[] =>
    content === null ? [varint(-1)] : [varint(content.length), content];
  const record = Buffer.concat([
    Buffer.from([0]),
    ...[varint(0), varint(offsetDelta), varint(-1)],
    ...bytes(value),
    varint(headers.length),
    ...headers.flatMap(([name, text]) => [...bytes(Buffer.from(name)), ...bytes(Buffer.from(text))]),
  ]);
  return Buffer.concat([varint(record.length), record]);
}

/** Zigzag, seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  const bytes: number[] = [];
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}
