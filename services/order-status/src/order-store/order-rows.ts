import type { OrderStatusWord } from '#libs/contracts';
import { canonicalJson, type Transaction } from '#libs/delivery';
import type { AttentionNeeded } from '../order/attention.js';
import type { OrderState } from '../order/order-state.js';
import { snapshotOf, type Snapshot } from '../order/snapshot.js';
import { stepsOf } from '../order/steps.js';

/** An order's row while its lock is held. */
export interface LockedOrder {
  readonly orderId: string;
  /** Sequence of the last published snapshot; 0 before the first. */
  readonly sequence: number;
  /** As last published. */
  readonly snapshot: Snapshot | null;
}

/** An order after a fold, to be written. */
export interface FoldedOrder {
  /** Of the snapshot: the row's own, or one more when the snapshot is another than the row has. */
  readonly sequence: number;
  /** Of the snapshot told before; null when there was none. */
  readonly statusBefore: OrderStatusWord | null;
  readonly state: OrderState;
  readonly snapshot: Snapshot;
  /** Whether readers are told: only of a snapshot that is another than the last. */
  readonly changed: boolean;
}

/** Takes the locks of the orders, making rows for new ones, always in the same order so that two batches cannot wait for each other. */
export async function lockOrders(tx: Transaction, orderIds: readonly string[], now: Date): Promise<LockedOrder[]> {
  await tx.query(
    `INSERT INTO order_state (order_id, updated_at)
     SELECT order_id, $2::timestamptz FROM unnest($1::text[]) AS new (order_id) ORDER BY order_id
     ON CONFLICT (order_id) DO NOTHING`,
    [orderIds, now.toISOString()],
  );
  const rows = await tx.query<{ order_id: string; sequence: number; snapshot: Snapshot | null }>(
    `SELECT order_id, sequence, snapshot FROM order_state WHERE order_id = ANY($1::text[]) ORDER BY order_id FOR UPDATE`,
    [orderIds],
  );
  return rows.map(({ order_id: orderId, sequence, snapshot }) => ({ orderId, sequence, snapshot }));
}

/** The state beside what the row says was told last. Of what no shop could use yet nothing is told. */
export function nextOf(locked: LockedOrder, state: OrderState): FoldedOrder {
  const snapshot = snapshotOf(state);
  const changed =
    locked.snapshot === null
      ? snapshot.status !== 'UNKNOWN'
      : canonicalJson(locked.snapshot) !== canonicalJson(snapshot);
  const sequence = locked.sequence + (changed ? 1 : 0);
  return { sequence, statusBefore: locked.snapshot?.status ?? null, state, snapshot, changed };
}

/** Writes orders after a fold; their time is that of their latest change. */
export async function writeOrders(tx: Transaction, orders: readonly FoldedOrder[], now: Date): Promise<void> {
  if (orders.length === 0) return;
  await tx.query(WRITE, [JSON.stringify(orders.map(rowOf)), now.toISOString()]);
}

interface OrderRow {
  readonly order_id: string;
  readonly sequence: number;
  readonly status: OrderStatusWord;
  readonly snapshot: Snapshot | null;
  readonly steps: readonly string[];
  readonly attention: AttentionNeeded | null;
  readonly currency: string | null;
  readonly total_minor: number | null;
  readonly captured_minor: number;
  readonly invoiced_minor: number;
  readonly receipted_minor: number;
}

function rowOf({ sequence, state, snapshot }: FoldedOrder): OrderRow {
  return {
    order_id: state.orderId,
    sequence,
    status: snapshot.status,
    snapshot: sequence === 0 ? null : snapshot,
    steps: stepsOf(state),
    attention: state.attention ?? null,
    currency: state.currency,
    total_minor: state.totalMinor,
    captured_minor: state.capturedMinor,
    invoiced_minor: state.invoicedMinor,
    receipted_minor: state.receiptedMinor,
  };
}

const WRITE = `
  UPDATE order_state AS o SET
    sequence = n.sequence, status = n.status, snapshot = NULLIF(n.snapshot, 'null'::jsonb), steps = n.steps,
    attention = NULLIF(n.attention, 'null'::jsonb), currency = n.currency, total_minor = n.total_minor,
    captured_minor = n.captured_minor, invoiced_minor = n.invoiced_minor, receipted_minor = n.receipted_minor,
    updated_at = CASE WHEN n.sequence > o.sequence THEN $2::timestamptz ELSE o.updated_at END,
    changed_in = CASE WHEN n.sequence > o.sequence THEN pg_current_xact_id() ELSE o.changed_in END
  FROM jsonb_to_recordset($1::jsonb) AS n (
    order_id text, sequence bigint, status text, snapshot jsonb, steps text[], attention jsonb, currency text, total_minor bigint,
    captured_minor bigint, invoiced_minor bigint, receipted_minor bigint
  )
  WHERE o.order_id = n.order_id`;

/** Channel on which the ids of orders go that have another snapshot, as they are committed. */
export function changesChannel(schema: string): string {
  return `${schema}.order_changed`;
}

/** Tells those who wait for them, once this is committed, which orders have changed. */
export async function notifyOfChanges(tx: Transaction, schema: string, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  await tx.query('SELECT pg_notify($1, order_id) FROM unnest($2::text[]) AS told (order_id)', [
    changesChannel(schema),
    orderIds,
  ]);
}
