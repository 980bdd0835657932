import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeMessages from 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';
import { limitBatches } from '../client/limited-batches.js';
import { MAX_DECOMPRESSED_BYTES, readEveryCompression } from './codecs.js';
import { UNREADABLE_BATCH_HEADER } from './unreadable-batch.js';

const GZIP = 1;

/** A batch as a broker sends it: it says it has `records` records from offset `baseOffset` on, packed as `packed`. */
function batch(baseOffset: number, records: number, packed: Buffer): Buffer {
  const header = Buffer.alloc(61);
  header.writeBigInt64BE(BigInt(baseOffset), 0);
  header.writeInt32BE(49 + packed.length, 8);
  header[16] = 2;
  header.writeInt16BE(GZIP, 21);
  header.writeInt32BE(records - 1, 23);
  header.writeInt32BE(records, 57);
  return Buffer.concat([header, packed]);
}

/** One record without key, headers and bytes in its value. */
const TINY = Buffer.from([12, 0, 0, 0, 1, 0, 0]);

/** As KafkaJS reads them out of its answer; records before `fetchedOffset` are dropped by its Batch. */
async function read(fetchedOffset: number, ...batches: Buffer[]) {
  const records = Buffer.concat(batches);
  const length = Buffer.alloc(4);
  length.writeInt32BE(records.length);
  const Answer = Decoder as unknown as new (bytes: Buffer) => object;
  const messages = await decodeMessages(new Answer(Buffer.concat([Buffer.alloc(100), length, records]).subarray(100)));
  return messages
    .filter(({ offset }) => Number(offset) >= fetchedOffset)
    .map(({ offset, value, headers }) => ({ offset, value, why: headers?.[UNREADABLE_BATCH_HEADER]?.toString() }));
}

describe('a batch that cannot be unpacked', () => {
  beforeAll(() => {
    readEveryCompression();
    limitBatches();
  });

  it('leaves those beside it as they are, and is one record at its last offset with the bytes as they came', async () => {
    const damaged = Buffer.from('no gzip at all');
    const good = gzipSync(TINY);
    const messages = await read(40, batch(40, 1, good), batch(41, 3, damaged), batch(44, 1, good));
    expect(messages.map(({ offset }) => offset)).toEqual(['40', '43', '44']);
    expect(messages[1]).toMatchObject({
      value: damaged,
      why: expect.stringContaining('A gzip batch cannot be unpacked'),
    });
    expect(messages[2]?.why).toBeUndefined();
  });

  it('is also one that would grow beyond all bounds', async () => {
    const bomb = gzipSync(Buffer.alloc(MAX_DECOMPRESSED_BYTES + 1));
    const [message, ...others] = await read(7, batch(7, 1, bomb));
    expect(message).toMatchObject({ offset: '7', value: bomb, why: expect.stringContaining('67108864') });
    expect(others).toEqual([]);
  });

  it('and one that says it has a hundred million records, in no time', async () => {
    const packed = gzipSync(TINY);
    const started = performance.now();
    const [message, ...others] = await read(7, batch(7, 100_000_000, packed));
    expect(performance.now() - started).toBeLessThan(1000);
    expect(message).toMatchObject({ offset: '100000006', why: expect.stringContaining('more than 1000000 records') });
    expect(others).toEqual([]);
  });

  it('whatever the number of its records and the size of its bytes, up to what the varints of the format hold', async () => {
    for (const records of [1, 2, 64, 65, 300, 20_000]) {
      const damaged = Buffer.alloc(records * 7, 0xff);
      const messages = await read(5, batch(5, records, damaged));
      expect(messages).toEqual([{ offset: String(4 + records), value: damaged, why: expect.any(String) }]);
    }
  });
});
