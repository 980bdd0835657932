import { createHash } from 'node:crypto';
import { TOPICS, type QuarantinedRecord } from '#libs/contracts';
import type { Database } from '../database/database.js';
import { storableText } from '../database/storable-text.js';
import type { Transaction } from '../database/transaction.js';
import { deterministicUuid } from '../hash/hash-of.js';
import type { Outbox } from '../outbox/outbox.js';
import type { OutboxMessage } from '../outbox/outbox-message.js';
import type { Vault } from '../vault/vault.js';
import { contentsOf, recordOf, type QuarantinedItem, type RecordToKeep } from './quarantined-item.js';

export interface QuarantineTableOptions {
  /** The service that found the records, as `quarantine.v1` gives it. */
  readonly service: string;
  readonly database: Database;
  readonly vault: Vault;
  readonly outbox: Outbox;
  /** Default: the clock. */
  readonly now?: (() => Date) | undefined;
}

/**
 * Keeps records no reader understood until somebody replays them: bytes sealed in PostgreSQL, where and why on `quarantine.v1`, both in
 * one transaction. It is the `QuarantineStore` of `libs/kafka`.
 */
export class QuarantineTable {
  readonly #now: () => Date;

  constructor(private readonly options: QuarantineTableOptions) {
    this.#now = options.now ?? (() => new Date());
  }

  /**
   * Keeps a record; the row's id. A repeat (same topic, partition, offset and value) keeps and tells nothing new and has the same id. When it
   * throws, nothing was kept, or, COMMIT_OUTCOME_UNKNOWN, perhaps: keep it again.
   */
  async keep(record: RecordToKeep): Promise<string> {
    const { quarantineId } = await this.options.database.transaction((tx) => this.#keep(tx, record));
    return quarantineId;
  }

  /** What waits to be replayed, in the order it was written per partition; at most `limit`, default 100. */
  async waiting({ topic, limit = 100 }: { topic?: string; limit?: number } = {}): Promise<QuarantinedItem[]> {
    return this.options.database.query<QuarantinedItem>(WAITING, [topic ?? null, limit]);
  }

  /** A kept record with its bytes, or undefined when there is none of that id. */
  async read(quarantineId: string): Promise<RecordToKeep | undefined> {
    const [row] = await this.options.database.query<QuarantinedItem & { record: Buffer }>(READ, [quarantineId]);
    return row && recordOf(row, this.options.vault.open(row.record, bodyContext(quarantineId)));
  }

  /** Records that the caller's transaction replayed it: true for the first who does, false for everybody after. */
  async markReplayed(tx: Transaction, quarantineId: string, by: string): Promise<boolean> {
    const marked = await tx.query(MARK_REPLAYED, [quarantineId, this.#now(), by]);
    return marked.length > 0;
  }

  async #keep(tx: Transaction, record: RecordToKeep): Promise<QuarantinedItem> {
    const { topic, partition, schemaId, code, byteLength } = record;
    const text = storableText(record.text);
    const quarantineId = quarantineIdOf(record);
    const offset = Number(record.offset);
    const item = {
      quarantineId,
      topic,
      partition,
      offset,
      schemaId,
      code,
      text,
      byteLength,
      quarantinedAt: this.#now(),
    };
    const sealed = this.options.vault.seal(contentsOf(record), bodyContext(quarantineId));
    const inserted = await tx.query(INSERT, [
      ...[quarantineId, topic, partition, record.offset, schemaId, code, text, byteLength, sealed, item.quarantinedAt],
    ]);
    if (inserted.length > 0) await this.options.outbox.append(tx, [this.#message(item)]);
    return item;
  }

  #message(item: QuarantinedItem): OutboxMessage {
    const { quarantinedAt } = item;
    const eventId = deterministicUuid('quarantined', this.options.service, item.quarantineId);
    const body: QuarantinedRecord = {
      ...item,
      eventId,
      service: this.options.service,
      quarantinedAt: quarantinedAt.getTime(),
    };
    return {
      topic: TOPICS.quarantine.name,
      key: item.topic,
      eventId,
      type: 'RecordQuarantined',
      subject: `${item.topic}/${item.partition}/${item.offset}`,
      occurredAt: quarantinedAt,
      body,
    };
  }
}

/** With the value in it: a topic made anew begins at offset 0 again. */
function quarantineIdOf({ topic, partition, offset, value }: RecordToKeep): string {
  const valueHash = createHash('sha256')
    .update(value ?? '')
    .digest('hex');
  return deterministicUuid(topic, partition, offset, valueHash);
}

function bodyContext(quarantineId: string): string {
  return `quarantined ${quarantineId}`;
}

const INSERT = `
  INSERT INTO quarantined (quarantine_id, topic, partition, "offset", schema_id, code, text, byte_length, record, quarantined_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT (quarantine_id) DO NOTHING
  RETURNING quarantine_id`;

const COLUMNS = `
  quarantine_id AS "quarantineId", topic, partition, "offset", schema_id AS "schemaId", code, text,
  byte_length AS "byteLength", quarantined_at AS "quarantinedAt"`;

const WAITING = `
  SELECT ${COLUMNS} FROM quarantined
  WHERE replayed_at IS NULL AND ($1::text IS NULL OR topic = $1)
  ORDER BY topic, partition, "offset" LIMIT $2`;

const READ = `SELECT ${COLUMNS}, record FROM quarantined WHERE quarantine_id = $1`;

const MARK_REPLAYED = `
  UPDATE quarantined SET replayed_at = $2, replayed_by = $3
  WHERE quarantine_id = $1 AND replayed_at IS NULL
  RETURNING quarantine_id`;
