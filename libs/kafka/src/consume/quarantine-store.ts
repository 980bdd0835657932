/** A record that no handler gets: where it was, why, and its bytes exactly as they were. */
export interface RecordToQuarantine {
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
  /** `NOT_AVRO`, `DECODE_FAILED`, `KIND_BODY_MISMATCH`, `TOO_LARGE`, or `HANDLER_FAILED` for a record that its handler cannot bear. */
  readonly code: string;
  /** What was expected and what was found, without the content. */
  readonly text: string;
  readonly byteLength: number;
  /** When the broker or the producer says it was written. */
  readonly writtenAt: Date;
}

/**
 * Where quarantined bytes go. The strategy commits the offset only after `keep` has returned.
 *
 * `keep` returns the row's id, and the same for a repeat of the same topic, partition and offset. When it throws, nothing was kept: the
 * partition pauses and the batch comes again.
 */
export interface QuarantineStore {
  keep(record: RecordToQuarantine): Promise<string>;
}
