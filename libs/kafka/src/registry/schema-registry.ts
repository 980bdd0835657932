import { topicNamed, type TopicDefinition } from '#libs/contracts';
import { InvariantViolation, RetryableError } from '#libs/errors';
import { checkBody, CompiledRecord, undecodable, type RecordReader } from './compiled-record.js';
import { frame, FRAME_BYTES, schemaIdOf } from './framing.js';
import { RegistryClient, type RegistryAddress } from './registry-client.js';

export interface SchemaRegistryOptions extends RegistryAddress {
  /** Register a schema the registry does not have yet. For local runs and tests only: elsewhere `npm run schemas -- register` does it. Default false. */
  readonly autoRegister?: boolean | undefined;
  /** How long an id the registry does not know is not asked for again, milliseconds. Default 5,000. */
  readonly unknownSchemaTtlMs?: number | undefined;
}

/** The rule every subject of ours has in the registry. */
export const COMPATIBILITY = 'FULL_TRANSITIVE';

/** A topic's subject. By the logical name: runs with other prefixes share their schemas. */
export function subjectOf(topic: Pick<TopicDefinition, 'name'>): string {
  return `${topic.name}-value`;
}

/**
 * Encodes and decodes the values of our topics; asks the registry once per schema and then never again.
 *
 * Errors, by what follows from them. Wait and ask again (`RetryableError`): `REGISTRY_UNAVAILABLE`, `REGISTRY_REFUSED`, `UNKNOWN_SCHEMA` (an id
 * the registry does not know, though it ought to), `SCHEMA_NOT_REGISTERED` (ours). Never readable (`RejectedError`): `NOT_AVRO`, `DECODE_FAILED`,
 * `KIND_BODY_MISMATCH`, `TOO_LARGE`. Our bug (`InvariantViolation`): a body that does not fit.
 */
export class SchemaRegistry {
  private readonly client: RegistryClient;
  /** By subject. */
  private readonly ownIds = new Map<string, Promise<number>>();
  /** Writer schemas by id; requests under way are shared. */
  private readonly writers = new Map<number, Promise<object>>();
  /** By topic and id, so that decoding needs no promise. */
  private readonly readers = new Map<string, RecordReader<unknown>>();
  /** Ids the registry did not know, until when (milliseconds since the epoch) it is not asked again. */
  private readonly unknownUntil = new Map<number, number>();

  constructor(private readonly options: SchemaRegistryOptions) {
    this.client = new RegistryClient(options);
  }

  /** The framed value of `body`. */
  async encode<T>(topic: TopicDefinition<T>, body: T): Promise<Buffer> {
    const avro = checkBody(topic, body);
    return frame(await this.idFor(topic), avro);
  }

  /** The value of framed bytes, as our own record. */
  async decode<T>(topic: TopicDefinition<T>, framed: Buffer): Promise<T> {
    if (this.mustAsk(topic, framed)) await this.ask(topic, framed);
    return this.decodeNow(topic, framed);
  }

  /** Whether `ask` is needed before `decodeNow`: once per topic and writer schema. */
  mustAsk(topic: TopicDefinition, framed: Buffer): boolean {
    const id = schemaIdOf(framed);
    return id !== undefined && !this.readers.has(`${topic.name}/${id}`);
  }

  /** Gets the writer schema of framed bytes. Throws `RetryableError` only: nothing about the value is said here. */
  async ask<T>(topic: TopicDefinition<T>, framed: Buffer): Promise<void> {
    const id = schemaIdOf(framed);
    if (id === undefined) return;
    const writerSchema = await this.writerSchema(id);
    this.readers.set(`${topic.name}/${id}`, readerOrRefusal(topic, writerSchema));
  }

  /** As `decode`, without a promise, for values that need no asking. */
  decodeNow<T>(topic: TopicDefinition<T>, framed: Buffer): T {
    if (framed.length > topic.maxMessageBytes)
      throw undecodable('TOO_LARGE', `${framed.length} bytes on ${topic.name}`);
    const id = schemaIdOf(framed);
    if (id === undefined)
      throw undecodable('NOT_AVRO', `No registry framing in ${framed.length} bytes on ${topic.name}`);
    const read = this.readers.get(`${topic.name}/${id}`);
    if (!read) throw new InvariantViolation(`The schema ${id} of ${topic.name} was not asked for`);
    return read(framed.subarray(FRAME_BYTES)) as T;
  }

  /** Our own schema's id under the topic's subject. */
  async idFor(topic: TopicDefinition): Promise<number> {
    const subject = subjectOf(topic);
    const known = this.ownIds.get(subject) ?? this.askForId(topic);
    this.ownIds.set(subject, known);
    return known.catch((error: unknown) => {
      this.ownIds.delete(subject);
      throw error;
    });
  }

  private async askForId(topic: TopicDefinition): Promise<number> {
    const subject = subjectOf(topic);
    const id = await this.client.idOf(subject, topic.record.schema);
    if (id !== undefined) return id;
    if (!this.options.autoRegister) {
      const text = `The registry does not have our schema of ${subject}: run \`npm run schemas -- register\``;
      throw new RetryableError(text, { code: 'SCHEMA_NOT_REGISTERED', target: 'schema-registry', facts: { subject } });
    }
    const registered = await this.register(subject, topic.record.schema);
    await this.client.setCompatibility(subject, COMPATIBILITY);
    return registered;
  }

  /** Of several writers at once the registry takes one and refuses the others: theirs is there by then. Anything else is a refusal. */
  private async register(subject: string, schema: object): Promise<number> {
    try {
      return await this.client.register(subject, schema);
    } catch (error) {
      const id = error instanceof RetryableError ? await this.client.idOf(subject, schema) : undefined;
      if (id === undefined) throw error;
      return id;
    }
  }

  private async writerSchema(id: number): Promise<object> {
    const waitUntil = this.unknownUntil.get(id);
    if (waitUntil !== undefined && waitUntil > Date.now()) throw unknownSchema(id, waitUntil - Date.now());
    this.unknownUntil.delete(id);
    const asked = this.writers.get(id) ?? this.askForSchema(id);
    this.writers.set(id, asked);
    return asked.catch((error: unknown) => {
      this.writers.delete(id);
      throw error;
    });
  }

  private async askForSchema(id: number): Promise<object> {
    const schema = await this.client.schemaOf(id);
    if (schema) return schema;
    const ttlMs = this.options.unknownSchemaTtlMs ?? 5_000;
    this.unknownUntil.set(id, Date.now() + ttlMs);
    throw unknownSchema(id, ttlMs);
  }
}

/**
 * Whether `body` can be published on the topic (logical name), without asking the registry. Throws `InvariantViolation` when not, so
 * that nothing is put into an outbox that could never leave it; `RangeError` for a name that is no topic.
 */
export function checkEncodable(topicName: string, body: unknown): void {
  const topic = topicNamed(topicName);
  if (body === null && topic.cleanup === 'compact') return;
  checkBody(topic, body);
}

/** A writer's schema that is another record's is refused value by value: each of them goes to quarantine. */
function readerOrRefusal<T>(topic: TopicDefinition<T>, writerSchema: object): RecordReader<T> {
  try {
    return CompiledRecord.of(topic.record).readerFor(writerSchema);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function unknownSchema(id: number, retryAfterMs: number): RetryableError {
  return new RetryableError(`The registry does not know schema ${id}`, {
    code: 'UNKNOWN_SCHEMA',
    target: 'schema-registry',
    retryAfterMs,
    facts: { schemaId: id },
  });
}
