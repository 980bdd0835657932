/** A record that no reader understood, as `libs/kafka` hands it over (its `RecordToQuarantine`). */
export interface RecordToKeep {
  /** Logical name, without the run's prefix. */
  readonly topic: string;
  readonly partition: number;
  /** Decimal text. */
  readonly offset: string;
  readonly key: Buffer | null;
  /** Null for a record without value. */
  readonly value: Buffer | null;
  /** All headers, each with its values as they came. */
  readonly headers: Readonly<Record<string, readonly Buffer[]>>;
  /** Registry id in the framing, where there is one. */
  readonly schemaId: number | null;
  /** `NOT_AVRO`, `DECODE_FAILED`, … */
  readonly code: string;
  /** What was expected and what was found, without the content. */
  readonly text: string;
  readonly byteLength: number;
  /** When the broker or the producer says it was written. */
  readonly writtenAt: Date;
}

/** What people are shown of a kept record: where and why, not what. */
export interface QuarantinedItem {
  readonly quarantineId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly schemaId: number | null;
  readonly code: string;
  readonly text: string;
  readonly byteLength: number;
  readonly quarantinedAt: Date;
}

/** The sealed part of a kept record, as JSON. */
interface Contents {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Record<string, string[]>;
  readonly writtenAt: string;
}

/** The bytes as JSON can carry them (base64). */
export function contentsOf({ key, value, headers, writtenAt }: RecordToKeep): Contents {
  return {
    key: key?.toString('base64') ?? null,
    value: value?.toString('base64') ?? null,
    headers: mapValues(headers, (values) => values.map((each) => each.toString('base64'))),
    writtenAt: writtenAt.toISOString(),
  };
}

/** The record as it was kept. */
export function recordOf({ offset, ...item }: QuarantinedItem, contents: Contents): RecordToKeep {
  const { topic, partition, schemaId, code, text, byteLength } = item;
  return {
    ...{ topic, partition, offset: String(offset), schemaId, code, text, byteLength },
    key: bytesOf(contents.key),
    value: bytesOf(contents.value),
    headers: mapValues(contents.headers, (values) => values.map((each) => Buffer.from(each, 'base64'))),
    writtenAt: new Date(contents.writtenAt),
  };
}

function bytesOf(base64: string | null): Buffer | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
