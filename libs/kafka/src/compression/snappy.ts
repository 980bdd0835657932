const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
/** Magic, version, lowest compatible version. */
const XERIAL_HEADER_BYTES = 16;

/**
 * Unpacks snappy as Kafka's clients write it: blocks in the frame of snappy-java, or one bare block. Format:
 * google/snappy `format_description.txt` and xerial/snappy-java `SnappyOutputStream` (read 2026-11). Throws `RangeError` for bytes that
 * are no snappy and for more than `maxBytes`.
 */
export function decompressSnappy(bytes: Buffer, maxBytes: number): Buffer {
  if (!bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return decompressBlock(bytes, maxBytes);
  const blocks: Buffer[] = [];
  let total = 0;
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    if (length < 0 || at + 4 + length > bytes.length) throw new RangeError('snappy frame is cut off');
    const block = decompressBlock(bytes.subarray(at + 4, at + 4 + length), maxBytes - total);
    total += block.length;
    blocks.push(block);
    at += 4 + length;
  }
  return Buffer.concat(blocks, total);
}

/** One block: the unpacked length as a varint, then literals and copies of what was unpacked already. */
function decompressBlock(bytes: Buffer, maxBytes: number): Buffer {
  const { value: length, next } = readVarint(bytes);
  if (length > maxBytes) throw new RangeError(`snappy block would have ${length} bytes`);
  const out = Buffer.alloc(length);
  let written = 0;
  for (let at = next; at < bytes.length;) {
    const element = readElement(bytes, at);
    if (written + element.length > length) throw new RangeError('snappy block is longer than it says');
    if (element.offset === 0) {
      if (element.next + element.length > bytes.length) throw new RangeError('snappy literal is cut off');
      bytes.copy(out, written, element.next, element.next + element.length);
      at = element.next + element.length;
    } else {
      copyWithin(out, written, element.offset, element.length);
      at = element.next;
    }
    written += element.length;
  }
  if (written !== length) throw new RangeError('snappy block is shorter than it says');
  return out;
}

/** `offset` 0 marks a literal, whose bytes stand at `next`. */
function readElement(bytes: Buffer, at: number): { length: number; offset: number; next: number } {
  const tag = bytes.readUInt8(at);
  const high = tag >> 2;
  switch (tag & 3) {
    case 0: {
      if (high < 60) return { length: high + 1, offset: 0, next: at + 1 };
      const size = high - 59;
      return { length: bytes.readUIntLE(at + 1, size) + 1, offset: 0, next: at + 1 + size };
    }
    case 1:
      return { length: (high & 7) + 4, offset: checked(((tag >> 5) << 8) | bytes.readUInt8(at + 1)), next: at + 2 };
    case 2:
      return { length: high + 1, offset: checked(bytes.readUInt16LE(at + 1)), next: at + 3 };
    default:
      return { length: high + 1, offset: checked(bytes.readUInt32LE(at + 1)), next: at + 5 };
  }
}

function checked(offset: number): number {
  if (offset === 0) throw new RangeError('snappy copy points nowhere');
  return offset;
}

/** Copies `length` bytes from `offset` before `at`; they may overlap what is being written, which repeats it. */
export function copyWithin(out: Buffer, at: number, offset: number, length: number): void {
  if (offset > at) throw new RangeError('copy points before the beginning');
  if (offset >= length) out.copy(out, at, at - offset, at - offset + length);
  else for (let index = 0; index < length; index++) out[at + index] = out[at - offset + index] as number;
}

function readVarint(bytes: Buffer): { value: number; next: number } {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes.readUInt8(index);
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return { value, next: index + 1 };
  }
  throw new RangeError('snappy length is no varint');
}
