import type { Database } from '../database/database.js';
import type { Vault } from '../vault/vault.js';
import { bodyContext } from './outbox.js';
import type { OutboxMessage } from './outbox-message.js';

/** A row not yet published. */
export interface OutboxRow extends Omit<OutboxMessage, 'traceparent' | 'body'> {
  readonly id: number;
  readonly traceparent: string | null;
  readonly sealedBody: Buffer;
}

/** What waits to be published, of the whole schema: blocked rows included. */
export interface Backlog {
  readonly messages: number;
  /** Age of the oldest, milliseconds; 0 when nothing waits. */
  readonly oldestAgeMs: number;
}

const MAX_BYTES = 16 * 1024 * 1024;

/** The statements a relay runs on the outbox. */
export class OutboxRows {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /**
   * The next rows of the shards `holder` has at this moment, in row order, at most `limit` and about 16 MiB, without those of `pausedTopics`
   * and of blocked keys. Everything unpublished is looked at each time, not what is above the last id: ids are drawn before the commit.
   */
  next(holder: string, pausedTopics: readonly string[], limit: number): Promise<OutboxRow[]> {
    return this.database.transaction(async (tx) => {
      await tx.query(IN_INDEX_ORDER);
      return tx.query<OutboxRow>(NEXT, [holder, pausedTopics, limit, MAX_BYTES]);
    });
  }

  async markPublished(rows: readonly OutboxRow[]): Promise<void> {
    const ids = rows.map(({ id }) => id);
    await this.database.query('UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY($1::bigint[])', [ids]);
  }

  /** Deletes at most `limit` rows published longer ago than `retentionMs`; how many it deleted. */
  async prune(retentionMs: number, limit: number): Promise<number> {
    const deleted = await this.database.query(PRUNE, [retentionMs, limit]);
    return deleted.length;
  }

  async backlog(): Promise<Backlog> {
    const [backlog] = await this.database.query<Backlog>(BACKLOG);
    return backlog ?? { messages: 0, oldestAgeMs: 0 };
  }

  /** The message in a row. Raises as `Vault.open`. */
  messageOf(row: OutboxRow): OutboxMessage {
    const { topic, key, eventId, type, subject, occurredAt, traceparent, sealedBody } = row;
    const body = this.vault.open<unknown>(sealedBody, bodyContext(eventId));
    return { topic, key, eventId, type, subject, occurredAt, body, traceparent: traceparent ?? undefined };
  }
}

/** The key under which `Parking` blocks a topic's key for the relay; the statement below makes the same. */
export function blockedKeyOf({ topic, key }: Pick<OutboxRow, 'topic' | 'key'>): string {
  return `outbox:${topic}:${key}`;
}

// PostgreSQL believes that hardly any row is unpublished, and would, after an outage, read and sort the whole backlog for each batch.
const IN_INDEX_ORDER = `SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`;

const NEXT = `
  SELECT id, topic, key, event_id AS "eventId", type, subject, occurred_at AS "occurredAt", traceparent, body AS "sealedBody"
  FROM (
    SELECT row.*, sum(octet_length(row.body)) OVER (ORDER BY row.id) - octet_length(row.body) AS bytes_before
    FROM (
      SELECT o.*
      FROM outbox o
      WHERE o.published_at IS NULL
        AND o.shard = ANY(ARRAY(SELECT shard FROM outbox_lease WHERE holder = $1 AND expires_at > clock_timestamp()))
        AND o.topic <> ALL($2::text[])
        AND NOT EXISTS (
          SELECT FROM parked p WHERE p.released_at IS NULL AND p.key = 'outbox:' || o.topic || ':' || o.key
        )
      ORDER BY o.id
      LIMIT $3
    ) AS row
  ) AS counted
  WHERE bytes_before < $4
  ORDER BY id`;

const PRUNE = `
  DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE published_at < clock_timestamp() - $1 * interval '1 millisecond'
    ORDER BY published_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  RETURNING id`;

const BACKLOG = `
  SELECT count(*) AS messages,
         coalesce(floor(extract(epoch FROM clock_timestamp() - min(appended_at)) * 1000), 0)::bigint AS "oldestAgeMs"
  FROM outbox WHERE published_at IS NULL`;
