import { InvariantViolation } from '#libs/errors';
import type { Transaction } from '#libs/delivery';
import type { MinorUnits } from '#libs/money';
import { factHashOf, factIdentityOf, type HeardFact, type RecordedFact } from './fact.js';

type Queries = Pick<Transaction, 'query'>;

/** The statements of the book of facts. */
export class FactTable {
  async add(tx: Queries, fact: HeardFact, eventId: string): Promise<void> {
    await tx.query(INSERT_FACT, [
      ...[factIdentityOf(fact), eventId, fact.transactionId, fact.kind, fact.vendor, fact.vendorTxCode],
      ...[fact.parentTransactionId, fact.orderId, fact.amount?.amountMinor ?? null, fact.amount?.currency ?? null],
      ...[fact.occurredAt, fact.heardAt, fact.heardBy, fact.implied ?? false],
    ]);
  }

  /** What was published about a transaction, the first first. */
  async of(tx: Queries, transactionId: string): Promise<RecordedFact[]> {
    const rows = await tx.query<FactRow>(SELECT_FACTS, [transactionId]);
    return rows.map(({ amountMinor, currency, ...row }) =>
      amountMinor === null || currency === null ? row : { ...row, amountMinor: amountMinor as MinorUnits, currency },
    );
  }

  /** The hash under which an identity was accepted. */
  async hashOf(tx: Queries, source: string, identity: string): Promise<string> {
    const [row] = await tx.query<{ body_hash: string }>(
      'SELECT body_hash FROM inbox WHERE source = $1 AND identity = $2',
      [source, identity],
    );
    if (row) return row.body_hash;
    throw new InvariantViolation('A fact that is known has no entry', { code: 'FACT_GONE', facts: { identity } });
  }

  /** Whether a disagreement is parked under this key now. */
  async conflictStands(tx: Queries, key: string): Promise<boolean> {
    const sql = `SELECT FROM parked WHERE key = $1 AND code = 'FACT_CONFLICT' AND released_at IS NULL`;
    return (await tx.query(sql, [key])).length > 0;
  }

  /** Whether this very content disagreed before. */
  async knowsConflict(tx: Queries, fact: HeardFact): Promise<boolean> {
    const sql = 'SELECT FROM fact_conflict WHERE identity = $1 AND body_hash = $2';
    return (await tx.query(sql, [factIdentityOf(fact), factHashOf(fact)])).length > 0;
  }

  async addConflict(tx: Queries, fact: HeardFact, key: string): Promise<void> {
    const sql = 'INSERT INTO fact_conflict (identity, body_hash, key, heard_at) VALUES ($1, $2, $3, $4)';
    await tx.query(sql, [factIdentityOf(fact), factHashOf(fact), key, fact.heardAt]);
  }
}

interface FactRow extends Omit<RecordedFact, 'amountMinor' | 'currency'> {
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

const INSERT_FACT = `
  INSERT INTO payment_fact (identity, event_id, transaction_id, kind, vendor, vendor_tx_code, parent_transaction_id, order_id,
                            amount_minor, currency, occurred_at, heard_at, heard_by, implied)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;

const SELECT_FACTS = `
  SELECT kind, event_id AS "eventId", order_id AS "orderId", occurred_at AS "occurredAt", implied,
         amount_minor AS "amountMinor", currency
  FROM payment_fact WHERE transaction_id = $1 ORDER BY heard_at, identity`;
