import { copyWithin } from './snappy.js';

const FRAME_MAGIC = 0x184d2204;
const UNCOMPRESSED_BLOCK = 0x80000000;
/** The shortest match; lengths in the block count from here. */
const MIN_MATCH = 4;

const HAS_BLOCK_CHECKSUM = 0x10;
const HAS_CONTENT_SIZE = 0x08;
const HAS_DICTIONARY = 0x01;

/**
 * Unpacks one LZ4 frame, as Kafka's clients write per record batch. Format: lz4 `lz4_Frame_format.md` and `lz4_Block_format.md` (read
 * 2026-11). Checksums are skipped: TCP and the broker have checked the batch. Throws `RangeError` for bytes that are no such frame and
 * for more than `maxBytes`.
 */
export function decompressLz4(bytes: Buffer, maxBytes: number): Buffer {
  if (bytes.readUInt32LE(0) !== FRAME_MAGIC) throw new RangeError('no lz4 frame');
  const flags = bytes.readUInt8(4);
  // Flags, block descriptor, content size where told, dictionary where told, header checksum.
  let at = 4 + 2 + (flags & HAS_CONTENT_SIZE ? 8 : 0) + (flags & HAS_DICTIONARY ? 4 : 0) + 1;
  const out = new Output(maxBytes);
  for (;;) {
    const size = bytes.readUInt32LE(at);
    at += 4;
    if (size === 0) return out.bytes();
    const length = size & ~UNCOMPRESSED_BLOCK;
    const end = at + length;
    if (end > bytes.length) throw new RangeError('lz4 frame is cut off');
    if ((size & UNCOMPRESSED_BLOCK) !== 0) out.literal(bytes, at, length);
    else decompressBlock(bytes, at, end, out);
    at = end + (flags & HAS_BLOCK_CHECKSUM ? 4 : 0);
  }
}

/** Sequences of literals and a match each; the last one has literals only. */
function decompressBlock(bytes: Buffer, start: number, end: number, out: Output): void {
  let at = start;
  while (at < end) {
    const token = bytes.readUInt8(at++);
    const literals = readLength(bytes, at, token >> 4);
    at = literals.next;
    if (at + literals.length > end) throw new RangeError('lz4 literal is cut off');
    out.literal(bytes, at, literals.length);
    at += literals.length;
    if (at === end) return;
    const offset = bytes.readUInt16LE(at);
    const match = readLength(bytes, at + 2, token & 0xf);
    at = match.next;
    out.match(offset, match.length + MIN_MATCH);
  }
}

/** Fifteen means: more bytes follow, until one is not 255. */
function readLength(bytes: Buffer, at: number, nibble: number): { length: number; next: number } {
  let length = nibble;
  let next = at;
  if (nibble === 15) {
    let byte: number;
    do {
      byte = bytes.readUInt8(next++);
      length += byte;
    } while (byte === 255);
  }
  return { length, next };
}

/** What has been unpacked: grows by doubling, never beyond its limit. Matches may reach into earlier blocks. */
class Output {
  private buffer = Buffer.alloc(64 * 1024);
  private length = 0;

  constructor(private readonly maxBytes: number) {}

  literal(source: Buffer, at: number, length: number): void {
    this.reserve(length);
    source.copy(this.buffer, this.length, at, at + length);
    this.length += length;
  }

  match(offset: number, length: number): void {
    if (offset === 0) throw new RangeError('lz4 match points nowhere');
    this.reserve(length);
    copyWithin(this.buffer, this.length, offset, length);
    this.length += length;
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed > this.maxBytes) throw new RangeError(`lz4 frame would have more than ${this.maxBytes} bytes`);
    if (needed <= this.buffer.length) return;
    const grown = Buffer.alloc(Math.min(Math.max(this.buffer.length * 2, needed), this.maxBytes));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}
