/** Milliseconds since 1970-01-01T00:00:00Z, a whole number. */
export type TimestampMillis = number;

/** An Avro record of ours together with its TypeScript type: what `libs/kafka` needs to encode, decode and check it. */
export interface RecordDefinition<T> {
  /** Full name, e.g. `com.clarityconnect.opayo.PaymentEvent`. */
  readonly name: string;
  /** The schema as in `schemas/`, JSON. */
  readonly schema: object;
  /** For a record of several kinds: kind → name of its body field. A record has exactly the body of its kind. */
  readonly bodies?: Readonly<Record<string, string>>;
  /** Only for the compiler: ties `T` to the definition. Never set. */
  readonly type?: T;
}

/** The type a definition stands for. */
export type RecordOf<D> = D extends RecordDefinition<infer T> ? T : never;
