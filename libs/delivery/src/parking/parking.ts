import { randomUUID } from 'node:crypto';
import type { MinorUnits } from '#libs/money';
import type { Database } from '../database/database.js';
import { storableText } from '../database/storable-text.js';
import type { Transaction } from '../database/transaction.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Vault } from '../vault/vault.js';
import { alertIdOf, parkedItemAlert } from './alert-messages.js';
import type { ItemToPark, ParkedItem } from './parked-item.js';

export interface ParkingOptions {
  /** The service's name, as alerts give it. */
  readonly service: string;
  readonly database: Database;
  readonly vault: Vault;
  readonly outbox: Outbox;
  /** Default: the clock. */
  readonly now?: (() => Date) | undefined;
}

/**
 * Blocked keys. A parked item stands at the head of its key until somebody releases it; what follows stays where the service keeps it,
 * unapplied, and other keys flow. Parking raises an alert on `alerts.v1`, releasing closes it, both in the caller's transaction.
 */
export class Parking {
  readonly #now: () => Date;

  constructor(private readonly options: ParkingOptions) {
    this.#now = options.now ?? (() => new Date());
  }

  /**
   * Parks an item and raises its alert. While one of the same key and code stands, nothing happens and no second alert is raised. After a
   * release the same may be parked again: a new row, the same alertId.
   */
  async park(tx: Transaction, item: ItemToPark): Promise<void> {
    const parked = await this.parkSilently(tx, item);
    if (parked) await this.options.outbox.append(tx, [parkedItemAlert(this.options.service, parked)]);
  }

  /** As `park`, without an alert: for alerts that cannot be published themselves. The item, or undefined when one stands already. */
  async parkSilently(tx: Transaction, { body, ...item }: ItemToPark): Promise<ParkedItem | undefined> {
    const text = storableText(item.text);
    const parked: ParkedItem = { ...item, text, parkedId: randomUUID(), parkedAt: this.#now() };
    const inserted = await tx.query(INSERT, [
      parked.parkedId,
      alertIdOf(this.options.service, item.key, item.code),
      item.key,
      item.code,
      item.orderId,
      item.effectId,
      text,
      item.owner,
      item.suggestedFix,
      item.severity,
      item.amountMinor,
      item.currency,
      this.options.vault.seal(body, bodyContext(parked.parkedId)),
      parked.parkedAt,
    ]);
    return inserted.length > 0 ? parked : undefined;
  }

  /**
   * Releases everything parked under `key`, or of it what has one of `codes`, and closes its alerts; `by` and `reason` stay on record. The
   * items released, none when the key was not blocked: releasing twice does nothing.
   */
  async release(
    tx: Transaction,
    key: string,
    by: string,
    reason: string,
    codes?: readonly string[],
  ): Promise<ParkedItem[]> {
    const releasedAt = this.#now();
    const released = (await tx.query<ParkedRow>(RELEASE, [key, releasedAt, by, reason, codes ?? null])).map(itemOf);
    await this.options.outbox.append(
      tx,
      released.map((item) => parkedItemAlert(this.options.service, item, releasedAt)),
    );
    return released;
  }

  /** Those of `keys` that are blocked, as the transaction sees them. */
  async blocked(tx: Transaction, keys: readonly string[]): Promise<Set<string>> {
    if (keys.length === 0) return new Set();
    const rows = await tx.query<{ key: string }>(BLOCKED, [keys]);
    return new Set(rows.map(({ key }) => key));
  }

  /** Everything parked now, the longest waiting first; without the bodies, which may hold personal data. */
  async list(): Promise<ParkedItem[]> {
    const rows = await this.options.database.query<ParkedRow>(LIST);
    return rows.map(itemOf);
  }

  /** The body an item was parked with, or undefined when there is no such item. */
  async bodyOf<T>(parkedId: string): Promise<T | undefined> {
    const [row] = await this.options.database.query<{ body: Buffer }>('SELECT body FROM parked WHERE parked_id = $1', [
      parkedId,
    ]);
    return row && this.options.vault.open<T>(row.body, bodyContext(parkedId));
  }
}

function bodyContext(parkedId: string): string {
  return `parked ${parkedId}`;
}

const INSERT = `
  INSERT INTO parked (parked_id, alert_id, key, code, order_id, effect_id, text, owner, suggested_fix, severity, amount_minor, currency, body, parked_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
  ON CONFLICT (key, code) WHERE released_at IS NULL DO NOTHING
  RETURNING parked_id`;

const COLUMNS = `parked_id, key, code, order_id, effect_id, text, owner, suggested_fix, severity, amount_minor, currency, parked_at`;

const RELEASE = `
  UPDATE parked SET released_at = $2, released_by = $3, release_reason = $4
  WHERE key = $1 AND released_at IS NULL AND ($5::text[] IS NULL OR code = ANY($5::text[]))
  RETURNING ${COLUMNS}`;

const BLOCKED = `SELECT DISTINCT key FROM parked WHERE released_at IS NULL AND key = ANY($1::text[])`;

const LIST = `SELECT ${COLUMNS} FROM parked WHERE released_at IS NULL ORDER BY parked_at, id`;

interface ParkedRow {
  parked_id: string;
  key: string;
  code: string;
  order_id: string | null;
  effect_id: string | null;
  text: string;
  owner: string;
  suggested_fix: string;
  severity: ParkedItem['severity'];
  amount_minor: number | null;
  currency: string | null;
  parked_at: Date;
}

function itemOf(row: ParkedRow): ParkedItem {
  return {
    parkedId: row.parked_id,
    key: row.key,
    code: row.code,
    orderId: row.order_id ?? undefined,
    effectId: row.effect_id ?? undefined,
    text: row.text,
    owner: row.owner,
    suggestedFix: row.suggested_fix,
    severity: row.severity,
    amountMinor: (row.amount_minor as MinorUnits | null) ?? undefined,
    currency: row.currency ?? undefined,
    parkedAt: row.parked_at,
  };
}
