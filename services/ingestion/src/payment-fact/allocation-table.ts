import type { AllocationSource } from '#libs/contracts';
import type { Transaction } from '#libs/delivery';

type Queries = Pick<Transaction, 'query'>;

/** A transaction as its facts name it. */
export interface PublishedTransaction {
  readonly vendor: string;
  readonly vendorTxCode: string;
  /** Upper-case GUID without braces. */
  readonly transactionId: string;
  readonly parentTransactionId: string | null;
}

/** What was published about a transaction, as far as its order is concerned. */
export interface AllocationState {
  /** Null while nothing was published about it. */
  readonly published: PublishedTransaction | null;
  /** The order it was published under or given to; null while it is unallocated. */
  readonly orderId: string | null;
  /** Whether a fact of it went out without an order, and nobody has told readers whose it is. */
  readonly isOpen: boolean;
}

/** An allocation that was told. */
export interface Allocation {
  readonly transactionId: string;
  readonly orderId: string;
  readonly eventId: string;
  readonly allocatedBy: AllocationSource;
  readonly allocatedAt: Date;
}

/** The statements of allocations. */
export class AllocationTable {
  /**
   * Until the transaction ends, nobody else tells whose these payments are, nor publishes facts of them: of a fact and its order that come at
   * once, neither would see the other. Codes before transactions, each sorted, so that two rather wait for each other than lock each other out.
   */
  async lock(tx: Queries, vendorTxCodes: readonly string[], transactionIds: readonly string[]): Promise<void> {
    const named = (what: string, values: readonly string[]): string[] =>
      [...new Set(values)].sort().map((value) => `${what} ${value}`);
    await tx.query(LOCK, [[...named('payment code', vendorTxCodes), ...named('payment', transactionIds)]]);
  }

  async stateOf(tx: Queries, transactionId: string): Promise<AllocationState> {
    const [row] = await tx.query<StateRow>(STATE, [transactionId]);
    if (!row) return { published: null, orderId: null, isOpen: false };
    const { orderId, isOpen, ...published } = row;
    return { published, orderId, isOpen };
  }

  /** The transactions with one of these codes that something was published about. */
  withCodes(tx: Queries, vendorTxCodes: readonly string[]): Promise<PublishedTransaction[]> {
    return tx.query(`${SELECT} WHERE vendor_tx_code = ANY ($1::text[]) ORDER BY transaction_id, heard_at`, [
      vendorTxCodes,
    ]);
  }

  /** What came of a transaction and is unallocated. */
  openChildren(tx: Queries, transactionId: string): Promise<PublishedTransaction[]> {
    return tx.query(OPEN_CHILDREN, [transactionId]);
  }

  /** False when it was told before. What the watch list has of it is of the order from now on, so that it is no gap. */
  async add(tx: Queries, { transactionId, orderId, eventId, allocatedBy, allocatedAt }: Allocation): Promise<boolean> {
    const added = await tx.query(INSERT, [transactionId, orderId, eventId, allocatedBy, allocatedAt]);
    if (added.length > 0) await tx.query(WATCHED, [transactionId, orderId]);
    return added.length > 0;
  }
}

interface StateRow extends PublishedTransaction {
  readonly orderId: string | null;
  readonly isOpen: boolean;
}

const LOCK = `
  SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
  FROM (SELECT name FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, position) ORDER BY position) AS names`;

const COLUMNS = `
  vendor, vendor_tx_code AS "vendorTxCode", transaction_id AS "transactionId", parent_transaction_id AS "parentTransactionId"`;

const SELECT = `SELECT DISTINCT ON (transaction_id) ${COLUMNS} FROM payment_fact`;

/** What was published first names the transaction, and its order where it had one. */
const STATE = `
  SELECT ${COLUMNS},
    coalesce(
      (SELECT order_id FROM payment_allocation WHERE transaction_id = $1),
      (SELECT order_id FROM payment_fact WHERE transaction_id = $1 AND order_id IS NOT NULL ORDER BY heard_at, identity LIMIT 1)
    ) AS "orderId",
    NOT EXISTS (SELECT FROM payment_allocation WHERE transaction_id = $1)
      AND EXISTS (SELECT FROM payment_fact WHERE transaction_id = $1 AND order_id IS NULL) AS "isOpen"
  FROM payment_fact WHERE transaction_id = $1
  ORDER BY heard_at, identity LIMIT 1`;

const OPEN_CHILDREN = `
  ${SELECT} WHERE parent_transaction_id = $1 AND order_id IS NULL
    AND NOT EXISTS (SELECT FROM payment_allocation known WHERE known.transaction_id = payment_fact.transaction_id)
  ORDER BY transaction_id, heard_at`;

const INSERT = `
  INSERT INTO payment_allocation (transaction_id, order_id, event_id, allocated_by, allocated_at)
  VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING transaction_id`;

const WATCHED = 'UPDATE watched_transaction SET order_id = $2 WHERE transaction_id = $1 AND order_id IS NULL';
