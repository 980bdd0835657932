import { promisify } from 'node:util';
import { gunzip, gzip, zstdDecompress } from 'node:zlib';
import { CompressionCodecs, CompressionTypes, KafkaJSNonRetriableError } from '../client/kafkajs.js';
import { decompressLz4 } from './lz4.js';
import { decompressSnappy } from './snappy.js';
import { hadTooManyRecords, MAX_BATCH_RECORDS, standInFor } from './unreadable-batch.js';

/** A fetched batch may grow to this, in bytes: well above the largest `max.message.bytes` of our topics, far below what would hurt. */
export const MAX_DECOMPRESSED_BYTES = 64 * 1024 * 1024;

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

const inflateGzip = promisify(gunzip);
const inflateZstd = promisify(zstdDecompress);

/**
 * Teaches KafkaJS to read gzip, snappy, lz4 and zstd, none of them beyond `MAX_DECOMPRESSED_BYTES`. We write gzip or nothing.
 *
 * KafkaJS knows gzip only, and without a limit: a few kilobytes could ask for all memory there is. Safe to call more than once.
 */
export function readEveryCompression(): void {
  const limit = { maxOutputLength: MAX_DECOMPRESSED_BYTES };
  install(CompressionTypes.GZIP, {
    compress: async ({ buffer }) => promisify(gzip)(buffer),
    decompress: async (bytes) => capped('gzip', bytes, () => inflateGzip(bytes, limit)),
  });
  install(
    CompressionTypes.Snappy,
    readOnly('snappy', async (bytes) => decompressSnappy(bytes, MAX_DECOMPRESSED_BYTES)),
  );
  install(
    CompressionTypes.LZ4,
    readOnly('lz4', async (bytes) => decompressLz4(bytes, MAX_DECOMPRESSED_BYTES)),
  );
  install(
    CompressionTypes.ZSTD,
    readOnly('zstd', async (bytes) => inflateZstd(bytes, limit)),
  );
}

function install(type: keyof typeof CompressionCodecs, codec: Codec): void {
  CompressionCodecs[type] = () => codec;
}

function readOnly(name: string, decompress: (bytes: Buffer) => Promise<Buffer>): Codec {
  return {
    compress: async () => {
      throw new KafkaJSNonRetriableError(`We do not write ${name}: gzip or nothing`);
    },
    decompress: async (bytes) => capped(name, bytes, () => decompress(bytes)),
  };
}

/** A batch that cannot be unpacked becomes one record, which goes to quarantine: its own records are unknown, its offsets are not. */
async function capped(name: string, packed: Buffer, decompress: () => Promise<Buffer>): Promise<Buffer> {
  try {
    if (hadTooManyRecords(packed)) throw new RangeError(`more than ${MAX_BATCH_RECORDS} records`);
    return await decompress();
  } catch (error) {
    const text = `A ${name} batch cannot be unpacked within ${MAX_DECOMPRESSED_BYTES} bytes: ${(error as Error).message}`;
    const standIn = standInFor(packed, text);
    if (standIn) return standIn;
    throw new KafkaJSNonRetriableError(text);
  }
}
