import type { OrderStatusWord } from '#libs/contracts';
import type { Database } from '#libs/delivery';
import type { AttentionNeeded } from '../order/attention.js';
import type { OrderFact } from '../order/fact.js';
import type { Snapshot } from '../order/snapshot.js';
import { STEPS, type Step } from '../order/steps.js';
import { STATUS_WORDS } from '../order/status-words.js';

/** An order as its row has it. */
export interface StoredOrder {
  readonly orderId: string;
  readonly sequence: number;
  readonly updatedAt: Date;
  readonly snapshot: Snapshot;
  readonly attention: AttentionNeeded | null;
}

/** Sums over all orders. */
export interface Summary {
  readonly orders: number;
  /** Every word of the list, those without orders included. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly steps: Readonly<Record<Step, number>>;
  /** Per ISO 4217 code; minor units. */
  readonly money: Readonly<Record<string, MoneyTotals>>;
  /** Payments that belong to no order yet. */
  readonly unallocatedPayments: number;
  /** When the newest snapshot was made; null before the first. */
  readonly changedAt: Date | null;
}

export interface MoneyTotals {
  readonly totalMinor: number;
  readonly capturedMinor: number;
  readonly invoicedMinor: number;
  readonly receiptedMinor: number;
}

/** How far a reader of changes has come. */
export interface ChangeCursor {
  /** Transaction, a whole number as text. */
  readonly change: string;
  readonly orderId: string;
}

export const FROM_THE_BEGINNING: ChangeCursor = { change: '0', orderId: '' };

export interface ChangesQuestion {
  readonly after: ChangeCursor;
  readonly shop?: string | undefined;
  readonly limit: number;
}

interface OrderRow {
  order_id: string;
  sequence: number;
  updated_at: Date;
  snapshot: Snapshot;
  attention: AttentionNeeded | null;
}

const COLUMNS = 'order_id, sequence, updated_at, snapshot, attention';

/** Reads orders for people and other systems. Orders of which nothing was published yet do not exist for it. */
export class OrderReader {
  constructor(private readonly database: Database) {}

  async find(orderId: string): Promise<StoredOrder | undefined> {
    const [row] = await this.database.query<OrderRow>(
      `SELECT ${COLUMNS} FROM order_state WHERE order_id = $1 AND sequence > 0`,
      [orderId],
    );
    return row && orderOf(row);
  }

  /** Everything known about one order. */
  async factsOf(orderId: string): Promise<OrderFact[]> {
    const rows = await this.database.query<{ fact: OrderFact }>('SELECT fact FROM order_fact WHERE order_id = $1', [
      orderId,
    ]);
    return rows.map(({ fact }) => fact);
  }

  /** At most `limit` orders after `after` in the order of their ids, all or those of one status. */
  async list(page: { status?: OrderStatusWord | undefined; after: string; limit: number }): Promise<StoredOrder[]> {
    const rows = await this.database.query<OrderRow>(
      `SELECT ${COLUMNS} FROM order_state
       WHERE sequence > 0 AND order_id > $1 AND ($2::text IS NULL OR status = $2)
       ORDER BY order_id LIMIT $3`,
      [page.after, page.status ?? null, page.limit],
    );
    return rows.map(orderOf);
  }

  /** Orders by their ids; those nobody knows of are left out. */
  async findAll(orderIds: readonly string[]): Promise<StoredOrder[]> {
    const rows = await this.database.query<OrderRow>(
      `SELECT ${COLUMNS} FROM order_state WHERE order_id = ANY($1::text[]) AND sequence > 0`,
      [orderIds],
    );
    return rows.map(orderOf);
  }

  /**
   * At most `limit` orders that changed after a cursor, each once, as it is now, and the cursor after them. What a transaction that is still
   * open will change comes later, never behind the cursor. Of one shop, or of all.
   */
  async changes({ after, shop, limit }: ChangesQuestion): Promise<{ orders: StoredOrder[]; next: ChangeCursor }> {
    const rows = await this.database.query<OrderRow & { change: string }>(CHANGES, [
      after.change,
      after.orderId,
      shop === undefined ? null : `${shop}/`,
      limit,
    ]);
    const last = rows.at(-1);
    return { orders: rows.map(orderOf), next: last ? { change: last.change, orderId: last.order_id } : after };
  }

  /** At most `limit` orders a person has to look at, the longest waiting first. */
  async needingAttention(limit: number): Promise<StoredOrder[]> {
    const rows = await this.database.query<OrderRow>(
      `SELECT ${COLUMNS} FROM order_state WHERE attention IS NOT NULL AND sequence > 0
       ORDER BY (attention->>'since')::bigint, order_id LIMIT $1`,
      [limit],
    );
    return rows.map(orderOf);
  }

  /** Orders and the money taken for them, by status word and currency (null while neither order nor payment told one). */
  moneyByStatus(): Promise<{ status: string; currency: string | null; orders: number; capturedMinor: number }[]> {
    return this.database.query(MONEY_BY_STATUS);
  }

  async summary(): Promise<Summary> {
    const [statuses, steps, money, [rest]] = await Promise.all([
      this.database.query<{ status: string; orders: number }>(BY_STATUS),
      this.database.query<{ step: Step; orders: number }>(BY_STEP),
      this.database.query<MoneyTotals & { currency: string }>(MONEY),
      this.database.query<{ unallocated: number; changed_at: Date | null }>(REST),
    ]);
    const byStatus = Object.fromEntries(STATUS_WORDS.map(({ word }) => [word, 0]));
    for (const { status, orders } of statuses) byStatus[status] = orders;
    const byStep = Object.fromEntries(STEPS.map((step) => [step, 0])) as Record<Step, number>;
    for (const { step, orders } of steps) byStep[step] = orders;
    return {
      orders: statuses.reduce((sum, { orders }) => sum + orders, 0),
      byStatus,
      steps: byStep,
      money: Object.fromEntries(money.map(({ currency, ...totals }) => [currency, totals])),
      unallocatedPayments: rest?.unallocated ?? 0,
      changedAt: rest?.changed_at ?? null,
    };
  }
}

function orderOf(row: OrderRow): StoredOrder {
  const { order_id: orderId, sequence, updated_at: updatedAt, snapshot, attention } = row;
  return { orderId, sequence, updatedAt, snapshot, attention };
}

// A transaction id below the oldest that is open has been decided: nothing can appear at or below it any more.
const CHANGES = `
  SELECT ${COLUMNS}, changed_in::text AS change FROM order_state
  WHERE sequence > 0 AND (changed_in, order_id) > ($1::xid8, $2)
    AND changed_in < pg_snapshot_xmin(pg_current_snapshot()) AND ($3::text IS NULL OR starts_with(order_id, $3))
  ORDER BY changed_in, order_id LIMIT $4`;

const BY_STATUS = 'SELECT status, count(*) AS orders FROM order_state WHERE sequence > 0 GROUP BY status';

const BY_STEP = `
  SELECT step, count(*) AS orders FROM order_state, unnest(steps) AS step WHERE sequence > 0 GROUP BY step`;

// sum() of bigint is numeric, which arrives as text: the cast throws rather than rounds.
const MONEY = `
  SELECT currency, coalesce(sum(total_minor), 0)::bigint AS "totalMinor", sum(captured_minor)::bigint AS "capturedMinor",
    sum(invoiced_minor)::bigint AS "invoicedMinor", sum(receipted_minor)::bigint AS "receiptedMinor"
  FROM order_state WHERE sequence > 0 AND currency IS NOT NULL GROUP BY currency ORDER BY currency`;

const MONEY_BY_STATUS = `
  SELECT status, currency, count(*) AS orders, sum(captured_minor)::bigint AS "capturedMinor"
  FROM order_state WHERE sequence > 0 GROUP BY status, currency`;

const REST = `
  SELECT (SELECT count(*) FROM order_fact WHERE order_id IS NULL) AS unallocated,
    (SELECT max(updated_at) FROM order_state WHERE sequence > 0) AS changed_at`;
