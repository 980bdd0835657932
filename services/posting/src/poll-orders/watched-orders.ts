import type { Database, Outbox, Transaction } from '#libs/delivery';
import type { MinorUnits } from '#libs/money';
import { changeMessage, type Observation } from './order-changes.js';
import type { WatchedOrder } from './watched-order.js';

/** The orders SYSPRO may still change; rows come from the ledger when an order is confirmed. */
export class WatchedOrders {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Those of a company that are still open, by number. */
  async open(company: string): Promise<WatchedOrder[]> {
    const rows = await this.database.query<OrderRow>(OPEN, [company]);
    return rows.map(orderOf);
  }

  /**
   * Keeps what was seen and tells of it, in one transaction. An order that somebody else has seen changing meanwhile is left to them: nothing
   * is told twice. Answers how many changes were told.
   */
  keep(observations: readonly Observation[]): Promise<number> {
    if (observations.length === 0) return Promise.resolve(0);
    return this.database.transaction(async (tx) => {
      const kept = await this.#update(tx, observations);
      await this.#keepInvoices(tx, kept);
      const changes = kept.flatMap((observation) => observation.changes);
      await this.outbox.append(tx, changes.map(changeMessage));
      return changes.length;
    });
  }

  async #update(tx: Transaction, observations: readonly Observation[]): Promise<Observation[]> {
    const column = <T>(value: (observation: Observation) => T): T[] => observations.map(value);
    const rows = await tx.query<{ company: string; sales_order: string }>(UPDATE, [
      column(({ before }) => before.company),
      column(({ before }) => before.salesOrder),
      column(({ before }) => before.rowHash),
      column(({ status }) => status),
      column(({ shipped }) => shipped),
      column(({ rowHash }) => rowHash),
      column(({ closed }) => closed),
    ]);
    const updated = new Set(rows.map((row) => JSON.stringify([row.company, row.sales_order])));
    return observations.filter(({ before }) => updated.has(JSON.stringify([before.company, before.salesOrder])));
  }

  async #keepInvoices(tx: Transaction, kept: readonly Observation[]): Promise<void> {
    const invoices = kept.flatMap(({ before, invoices: seen }) => seen.map((invoice) => ({ ...before, ...invoice })));
    if (invoices.length === 0) return;
    await tx.query(KEEP_INVOICES, [
      invoices.map(({ company }) => company),
      invoices.map(({ salesOrder }) => salesOrder),
      invoices.map(({ invoice }) => invoice),
      invoices.map(({ balanceMinor }) => balanceMinor),
    ]);
  }
}

interface OrderRow {
  readonly company: string;
  readonly sales_order: string;
  readonly order_id: string;
  readonly customer_code: string;
  readonly currency: string;
  readonly status: string | null;
  readonly shipped: boolean;
  readonly row_hash: string | null;
  readonly invoices: readonly string[];
  readonly balances: readonly number[];
}

function orderOf(row: OrderRow): WatchedOrder {
  return {
    company: row.company,
    salesOrder: row.sales_order,
    orderId: row.order_id,
    customerCode: row.customer_code,
    currency: row.currency,
    status: row.status,
    shipped: row.shipped,
    rowHash: row.row_hash,
    invoices: row.invoices.map((invoice, index) => ({ invoice, balanceMinor: row.balances[index] as MinorUnits })),
  };
}

const OPEN = `
  SELECT o.company, o.sales_order, o.order_id, o.customer_code, o.currency, o.status, o.shipped, o.row_hash,
    COALESCE(array_agg(i.invoice ORDER BY i.invoice) FILTER (WHERE i.invoice IS NOT NULL), '{}') AS invoices,
    COALESCE(array_agg(i.balance_minor ORDER BY i.invoice) FILTER (WHERE i.invoice IS NOT NULL), '{}') AS balances
  FROM watched_order o LEFT JOIN watched_invoice i USING (company, sales_order)
  WHERE o.company = $1 AND o.closed_at IS NULL
  GROUP BY o.company, o.sales_order
  ORDER BY o.sales_order`;

const UPDATE = `
  UPDATE watched_order o SET status = seen.status, shipped = seen.shipped, row_hash = seen.row_hash,
    closed_at = CASE WHEN seen.closed THEN now() END
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::boolean[])
    AS seen (company, sales_order, known_hash, status, shipped, row_hash, closed)
  WHERE o.company = seen.company AND o.sales_order = seen.sales_order AND o.row_hash IS NOT DISTINCT FROM seen.known_hash
  RETURNING o.company, o.sales_order`;

const KEEP_INVOICES = `
  INSERT INTO watched_invoice (company, sales_order, invoice, balance_minor)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
  ON CONFLICT (company, sales_order, invoice) DO UPDATE SET balance_minor = excluded.balance_minor`;
