import { createHash } from 'node:crypto';
import type { Transaction } from '../database/transaction.js';
import type { Vault } from '../vault/vault.js';
import type { OutboxMessage } from './outbox-message.js';

/** Keys are spread over this many shards, each published by one relay at a time. Fixed: another number would put one key into two hands. */
export const OUTBOX_SHARDS = 16;

export interface OutboxOptions {
  readonly vault: Vault;
  /** Raises `InvariantViolation` for a message that could not be encoded later, while its maker can still be told. Default: takes everything. */
  readonly check?: ((message: OutboxMessage) => void) | undefined;
  /** Called after a commit that appended something; give `() => relay.wake()` to spare the way over NOTIFY. */
  readonly wake?: (() => void) | undefined;
}

/**
 * Messages to be published, written in the transaction that changes the state they tell of. A `Relay` publishes them.
 *
 * Rows get their order when they are appended: whoever appends for a key must hold that key's lock (the row of the order, the effect …) in
 * the same transaction, otherwise two writers of one key may commit in another order than they appended.
 */
export class Outbox {
  constructor(private readonly options: OutboxOptions) {}

  /**
   * Appends in the order given; a message whose eventId is there already is ignored. Raises `InvariantViolation` of the `check` before
   * anything is written.
   */
  async append(tx: Transaction, messages: readonly OutboxMessage[]): Promise<void> {
    if (messages.length === 0) return;
    for (const message of messages) this.options.check?.(message);
    await tx.query(APPEND, columnsOf(messages, this.options.vault));
    const { wake } = this.options;
    if (wake) tx.afterCommit(wake);
  }
}

/** Channel on which the relays of a schema are told of new rows. */
export function outboxChannel(schema: string): string {
  return `${schema}.outbox`;
}

/** Binds a sealed body to its row, so that bodies cannot change places. */
export function bodyContext(eventId: string): string {
  return `outbox ${eventId}`;
}

/** The shard of a key, 0 … 15. */
export function shardOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt8(0) % OUTBOX_SHARDS;
}

// ORDER BY before the ids are drawn: row order is append order. NOTIFY is part of the transaction: relays hear of it with the commit.
const APPEND = `
  WITH appended AS (
    INSERT INTO outbox (topic, key, shard, event_id, type, subject, occurred_at, traceparent, body)
    SELECT topic, key, shard, event_id, type, subject, occurred_at, traceparent, body
    FROM unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::bytea[])
      WITH ORDINALITY AS new (topic, key, shard, event_id, type, subject, occurred_at, traceparent, body, position)
    ORDER BY position
    ON CONFLICT (event_id) DO NOTHING
    RETURNING id
  )
  SELECT pg_notify(current_schema() || '.outbox', '') FROM appended LIMIT 1`;

function columnsOf(messages: readonly OutboxMessage[], vault: Vault): unknown[] {
  return [
    messages.map((message) => message.topic),
    messages.map((message) => message.key),
    messages.map((message) => shardOf(message.key)),
    messages.map((message) => message.eventId),
    messages.map((message) => message.type),
    messages.map((message) => message.subject),
    messages.map((message) => message.occurredAt.toISOString()),
    messages.map((message) => message.traceparent ?? null),
    messages.map((message) => vault.seal(message.body, bodyContext(message.eventId))),
  ];
}
