import type { Transaction, Vault } from '#libs/delivery';
import type { Finding } from './finding.js';
import type { AwaitedData } from './order-validator.js';

type Reader = Pick<Transaction, 'query'>;

/** What validation said of one order, to be kept with the decision. */
export interface FindingsOfOrder {
  readonly orderId: string;
  readonly findings: readonly Finding[];
  readonly awaits: readonly AwaitedData[];
}

/** What was found when the order was last validated. Values may be personal. */
export interface KeptFindings {
  readonly foundAt: Date;
  readonly findings: readonly Finding[];
}

/** What validation last said of each order (sealed), and the master data it waits for. */
export class FindingBook {
  constructor(private readonly vault: Vault) {}

  /** Keeps what was said instead of what was said before; forget what the orders waited for first. Their keys are locked. */
  async keep(tx: Transaction, orders: readonly FindingsOfOrder[], foundAt: Date): Promise<void> {
    if (orders.length === 0) return;
    const orderIds = orders.map(({ orderId }) => orderId);
    const sealed = orders.map(({ orderId, findings }) => this.vault.seal(findings, context(orderId)));
    await tx.query(KEEP, [orderIds, foundAt, sealed]);
    const awaits = orders.flatMap(({ orderId, awaits: awaited }) => awaited.map((each) => ({ orderId, ...each })));
    if (awaits.length === 0) return;
    await tx.query(AWAIT, [
      awaits.map(({ orderId }) => orderId),
      awaits.map(({ company }) => company),
      awaits.map(({ kind }) => kind),
      awaits.map(({ code }) => code),
      awaits.map(({ knownAsOf }) => knownAsOf?.toISOString() ?? null),
    ]);
  }

  /** The orders wait for no master data any more. */
  async forgetWaits(tx: Transaction, orderIds: readonly string[]): Promise<void> {
    if (orderIds.length === 0) return;
    await tx.query(`DELETE FROM order_awaits WHERE order_id = ANY($1::text[])`, [orderIds]);
  }

  /** What was found of an order, or undefined when it was never validated. */
  async of(reader: Reader, orderId: string): Promise<KeptFindings | undefined> {
    const [row] = await reader.query<{ found_at: Date; findings: Buffer }>(
      `SELECT found_at, findings FROM order_findings WHERE order_id = $1`,
      [orderId],
    );
    return row && { foundAt: row.found_at, findings: this.vault.open(row.findings, context(orderId)) };
  }

  /** Whether the order is not sent because master data are missing or too old. */
  async waitsForMasterData(reader: Reader, orderId: string): Promise<boolean> {
    const rows = await reader.query(`SELECT 1 AS one FROM order_awaits WHERE order_id = $1 AND code = '' LIMIT 1`, [
      orderId,
    ]);
    return rows.length > 0;
  }

  /** Orders whose awaited master data are there: a code that has come or changed, or a reading in full no older than `freshSince`. */
  async ready(reader: Reader, freshSince: Date, most: number): Promise<string[]> {
    const rows = await reader.query<{ order_id: string }>(READY, [freshSince, most]);
    return rows.map((row) => row.order_id);
  }
}

function context(orderId: string): string {
  return `findings ${orderId}`;
}

const KEEP = `
  INSERT INTO order_findings (order_id, found_at, findings)
  SELECT order_id, $2, findings FROM unnest($1::text[], $3::bytea[]) AS found (order_id, findings)
  ON CONFLICT (order_id) DO UPDATE SET found_at = excluded.found_at, findings = excluded.findings`;

const AWAIT = `
  INSERT INTO order_awaits (order_id, company, kind, code, known_as_of)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
  ON CONFLICT (order_id, company, kind, code) DO NOTHING`;

const READY = `
  SELECT DISTINCT a.order_id FROM order_awaits a
  LEFT JOIN master_data d ON a.code <> '' AND d.company = a.company AND d.kind = a.kind AND d.code = a.code
  LEFT JOIN master_data_sweep s ON a.code = '' AND s.company = a.company AND s.kind = a.kind
  WHERE (d.code IS NOT NULL AND (a.known_as_of IS NULL OR d.as_of > a.known_as_of)) OR (s.complete AND s.as_of >= $1)
  ORDER BY a.order_id LIMIT $2`;
