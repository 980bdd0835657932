import avro, { type Schema, type Type } from 'avsc';

// avsc's typings leave out what its own documentation describes: the type classes and the tap they read from.
interface Tap {
  readonly buf: Buffer;
  pos: number;
  readLong(): number;
  skipLong(): void;
}
type HookOptions = Record<string, unknown>;
const { types } = avro as unknown as {
  types: {
    ArrayType: new (
      schema: object,
      options: HookOptions,
    ) => Type & { itemsType: { _read(tap: Tap): unknown; _skip(tap: Tap): void } };
    LongType: { __with(methods: object, noUnpack: boolean): Type };
  };
};

/**
 * Compiles a schema so that its bytes can be trusted not to lie and not to hurt:
 *
 * - Longs are exact up to ±(2^53 − 1) and throw beyond. avsc's own long reads and writes −(2^52 + 1) as +2^52.
 * - An array cannot claim more items than bytes are left. avsc would loop over the claim: five bytes could stop the process.
 * - Values are plain data without avsc's methods; unions are never wrapped.
 *
 * Throws for a schema that is not Avro, or has a map: ours have none, and avsc's share the arrays' fault.
 */
export function compileSchema(schema: object): Type {
  return avro.Type.forSchema(
    schema as Schema,
    {
      wrapUnions: 'never',
      omitRecordMethods: true,
      typeHook: ((part: unknown, options: HookOptions) => ownType(part, options)) as never,
    } as never,
  );
}

function ownType(part: unknown, options: HookOptions): Type | undefined {
  const type =
    typeof part === 'object' && part !== null && !Array.isArray(part) ? (part as { type: unknown }).type : part;
  if (type === 'long') return EXACT_LONG;
  if (type === 'map') throw new TypeError('maps are not among our types');
  if (type === 'array' && typeof part === 'object') return boundedArray(part as object, options);
  return undefined;
}

/** Seven bits a byte: up to seven bytes stay below 2^49 and are exact as a number; longer ones take the way over BigInt. */
const EXACT_BYTES = 7;

const EXACT_LONG = types.LongType.__with(
  {
    isValid: (value: unknown) => Number.isSafeInteger(value),
    fromJSON: (value: number) => value,
    toJSON: (value: number) => value,
    compare: (left: number, right: number) => Math.sign(left - right),
    fromBuffer: readLong,
    toBuffer: writeLong,
  },
  true,
);

function readLong(bytes: Buffer): number {
  if (bytes.length > EXACT_BYTES) return readBigLong(bytes);
  let zigzag = 0;
  let unit = 1;
  for (const byte of bytes) {
    zigzag += (byte & 0x7f) * unit;
    unit *= 128;
  }
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}

function readBigLong(bytes: Buffer): number {
  let zigzag = 0n;
  bytes.forEach((byte, index) => (zigzag |= BigInt(byte & 0x7f) << BigInt(7 * index)));
  const value = (zigzag >> 1n) ^ -(zigzag & 1n);
  if (BigInt.asIntN(64, value) !== value || !Number.isSafeInteger(Number(value))) {
    throw new RangeError('a long beyond 2^53 cannot be a number');
  }
  return Number(value);
}

function writeLong(value: number): Buffer {
  const bytes: number[] = [];
  let zigzag = BigInt(value) >= 0n ? BigInt(value) << 1n : (-BigInt(value) << 1n) - 1n;
  for (; zigzag > 0x7fn; zigzag >>= 7n) bytes.push(Number(zigzag & 0x7fn) | 0x80);
  bytes.push(Number(zigzag));
  return Buffer.from(bytes);
}

function boundedArray(schema: object, options: HookOptions): Type {
  const plain = new types.ArrayType(schema, options);
  return Object.create(plain, {
    _read: {
      value(this: typeof plain, tap: Tap): unknown[] {
        const items: unknown[] = [];
        for (let count = readCount(tap); count > 0; count = readCount(tap)) {
          for (let left = count; left > 0; left--) items.push(this.itemsType._read(tap));
        }
        return items;
      },
    },
    _skip: {
      value(this: typeof plain, tap: Tap): void {
        for (let count = readCount(tap); count > 0; count = readCount(tap)) {
          for (let left = count; left > 0; left--) this.itemsType._skip(tap);
        }
      },
    },
  }) as Type;
}

/** Items of the next block; 0 after the last. Each of our items takes at least one byte. */
function readCount(tap: Tap): number {
  let count = tap.readLong();
  if (count < 0) {
    count = -count;
    tap.skipLong();
  }
  if (count > tap.buf.length - tap.pos) throw new RangeError('an array claims more items than bytes are left');
  return count;
}
