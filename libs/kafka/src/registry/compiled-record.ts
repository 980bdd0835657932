import type { RecordDefinition, TopicDefinition } from '#libs/contracts';
import { InvariantViolation, RejectedError } from '#libs/errors';
import type { Type } from 'avsc';
import { compileSchema } from './avro-types.js';
import { FRAME_BYTES } from './framing.js';

/** Reads values of one writer's schema as our own record. Throws `RejectedError` `DECODE_FAILED` or `KIND_BODY_MISMATCH`. */
export type RecordReader<T> = (avro: Buffer) => T;

/** Compiling takes milliseconds, and a definition never changes. */
const compiled = new WeakMap<RecordDefinition<unknown>, CompiledRecord<unknown>>();

/** A record of ours, compiled: encodes, and decodes what any compatible writer wrote. */
export class CompiledRecord<T> {
  private readonly type: Type;

  static of<T>(definition: RecordDefinition<T>): CompiledRecord<T> {
    let record = compiled.get(definition) as CompiledRecord<T> | undefined;
    if (!record) compiled.set(definition, (record = new CompiledRecord(definition)));
    return record;
  }

  private constructor(private readonly definition: RecordDefinition<T>) {
    this.type = compileSchema(definition.schema);
  }

  /** Avro bytes, not framed. Throws `InvariantViolation` naming the fields, never their values: they may be personal. */
  encode(body: T): Buffer {
    const wrong = this.wrongFields(body);
    if (wrong.length > 0) {
      const text = `A ${this.definition.name} does not fit its schema at ${wrong.join(', ')}`;
      throw new InvariantViolation(text, { code: 'NOT_ENCODABLE', facts: { record: this.definition.name } });
    }
    const mismatch = this.kindMismatch(body);
    if (mismatch) throw new InvariantViolation(mismatch, { code: 'KIND_BODY_MISMATCH' });
    return this.type.toBuffer(body);
  }

  /** A reader for values written with `writerSchema`. Throws `RejectedError` `DECODE_FAILED` when that is another record than ours. */
  readerFor(writerSchema: object): RecordReader<T> {
    const decode = this.decoderFor(writerSchema);
    return (avro) => {
      const value = failAs('DECODE_FAILED', `The bytes are no ${this.definition.name}`, () => decode(avro));
      const mismatch = this.kindMismatch(value);
      if (mismatch) throw undecodable('KIND_BODY_MISMATCH', mismatch);
      return value;
    };
  }

  private decoderFor(writerSchema: object): RecordReader<T> {
    return failAs('DECODE_FAILED', `What was written cannot be read as ${this.definition.name}`, () => {
      const writer = compileSchema(writerSchema);
      if (writer.equals(this.type)) return (avro: Buffer) => this.type.fromBuffer(avro) as T;
      const resolver = this.type.createResolver(writer);
      return (avro: Buffer) => this.type.fromBuffer(avro, resolver) as T;
    });
  }

  private wrongFields(body: T): string[] {
    const paths: string[] = [];
    const errorHook = (path: string[], _value: unknown, type: Type): void => {
      paths.push(`${path.join('.') || '(whole)'} (${type.typeName.replace('abstract:', '')} expected)`);
    };
    this.type.isValid(body, { errorHook, noUndeclaredFields: true });
    return paths;
  }

  /** Of a record of several kinds exactly the body of its kind is present; of a kind newer than us, none that we know. */
  private kindMismatch(body: T): string | undefined {
    const { bodies, name } = this.definition;
    if (!bodies) return undefined;
    const record = body as Record<string, unknown>;
    const kind = String(record['kind']);
    const wanted = bodies[kind];
    const present = Object.values(bodies).filter((field) => record[field] !== null && record[field] !== undefined);
    const right = wanted === undefined ? present.length === 0 : present.length === 1 && present[0] === wanted;
    return right ? undefined : `A ${name} of kind ${kind} has ${present.join(' and ') || 'no body'}`;
  }
}

/**
 * Whether `body` can be published on the topic: it fits the schema, has exactly the body of its kind and the topic's
 * `maxMessageBytes`. Needs no registry. Throws `InvariantViolation` (`NOT_ENCODABLE`, `KIND_BODY_MISMATCH`, `TOO_LARGE`) when not.
 */
export function checkBody<T>(topic: TopicDefinition<T>, body: T): Buffer {
  if ((body as { kind?: unknown } | null)?.kind === 'UNKNOWN' && topic.record.bodies) {
    const text = `UNKNOWN is what a reader sees of a kind newer than itself: nobody writes it (${topic.name})`;
    throw new InvariantViolation(text, { code: 'KIND_BODY_MISMATCH', facts: { topic: topic.name } });
  }
  const avro = CompiledRecord.of(topic.record).encode(body);
  if (avro.length + FRAME_BYTES > topic.maxMessageBytes) {
    const text = `A ${topic.record.name} of ${avro.length} bytes is larger than ${topic.name} takes (${topic.maxMessageBytes})`;
    throw new InvariantViolation(text, { code: 'TOO_LARGE', facts: { topic: topic.name, byteLength: avro.length } });
  }
  return avro;
}

/** What no handler can be given: it goes to quarantine. */
export function undecodable(code: string, text: string, cause?: unknown): RejectedError {
  const suggestedFix = 'Find the producer that wrote it; when it is mended, replay the quarantined bytes.';
  return new RejectedError(text, { code, owner: 'integration', suggestedFix, cause });
}

function failAs<R>(code: string, text: string, work: () => R): R {
  try {
    return work();
  } catch (error) {
    throw undecodable(code, `${text}: ${(error as Error).message}`, error);
  }
}
