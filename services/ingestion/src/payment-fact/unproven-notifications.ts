import type { Database, Transaction } from '#libs/delivery';
import { CLAIM_MS } from './due-notifications.js';

/** A notification nobody has registered the payment of. */
export interface Unproven {
  readonly id: number;
  readonly contentHash: string;
  /** Vendor at Opayo; null while nothing tells it. */
  readonly vendor: string | null;
  readonly vendorTxCode: string;
  readonly transactionId: string;
  readonly fields: Buffer;
  readonly receivedAt: Date;
}

/** One that Opayo itself is to be asked about. */
export interface ToConfirm extends Unproven {
  /** This attempt included. */
  readonly attempts: number;
  /** Since when Opayo has said that it has no such transaction. */
  readonly absentSince: Date | null;
}

/** What became of one: of which vendor it is, and with a genuine one its order and business key. */
export interface Proof {
  readonly vendor: string;
  readonly genuine: boolean;
  readonly key: string;
  readonly orderId: string | null;
}

/** The statements of proving notifications that came before their registration, or without one. Instants are the caller's clock. */
export class UnprovenNotifications {
  private counted = 0;

  constructor(private readonly database: Database) {}

  /** What `count` last gave: for whoever must not wait for the database. */
  get lastCount(): number {
    return this.counted;
  }

  /** Those whose registration is known by now, locked until the transaction ends. */
  registered(tx: Transaction, limit: number): Promise<Unproven[]> {
    return tx.query<Unproven>(REGISTERED, [limit]);
  }

  /** Claims at most `limit` whose registration has not come in time and that are due to be asked about at Opayo. */
  claim(limit: number, now: Date): Promise<ToConfirm[]> {
    return this.database.query<ToConfirm>(CLAIM, [now, new Date(now.getTime() + CLAIM_MS), limit]);
  }

  /** Locks a row and tells whether it is still unproven. */
  async lock(tx: Transaction, id: number): Promise<boolean> {
    return (
      (await tx.query('SELECT id FROM notification WHERE id = $1 AND verified IS NULL FOR UPDATE', [id])).length > 0
    );
  }

  /** Writes the verdict down; what is genuine becomes due at once, with its attempts before it. */
  async prove(tx: Transaction, id: number, { vendor, genuine, key, orderId }: Proof, now: Date): Promise<void> {
    await tx.query(PROVE, [id, genuine, vendor, genuine ? key : null, genuine ? orderId : null, now]);
  }

  /** To be asked about again, not before `dueAt`; `absentSince` when Opayo said that it has no such transaction. */
  async postpone(id: number, dueAt: Date, code: string, absentSince: Date | null): Promise<void> {
    await this.database.query(POSTPONE, [id, dueAt, code, absentSince]);
  }

  /** How many wait for a proof. */
  async count(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      'SELECT count(*) FROM notification WHERE verified IS NULL',
    );
    return (this.counted = row?.count ?? 0);
  }

  /** How many were found forged since. */
  async forgedSince(tx: Transaction, since: Date): Promise<number> {
    const sql = 'SELECT count(*) FROM notification WHERE NOT verified AND judged_at >= $1';
    return (await tx.query<{ count: number }>(sql, [since]))[0]?.count ?? 0;
  }

  /** Whether another payment of ours is registered as this transaction. */
  async belongsToAnother(transactionId: string, vendorTxCode: string): Promise<boolean> {
    const sql = 'SELECT FROM registration WHERE transaction_id = $1 AND vendor_tx_code <> $2 LIMIT 1';
    return (await this.database.query(sql, [transactionId, vendorTxCode])).length > 0;
  }
}

const COLUMNS = `
  n.id, n.content_hash AS "contentHash", n.vendor, n.vendor_tx_code AS "vendorTxCode", n.transaction_id AS "transactionId",
  n.fields, n.received_at AS "receivedAt"`;

// In the order of the index of what is unproven: by id alone the planner walks through every notification there ever was.
const REGISTERED = `
  SELECT ${COLUMNS} FROM notification n
  WHERE n.verified IS NULL AND EXISTS (
    SELECT FROM registration r
    WHERE r.vendor_tx_code = n.vendor_tx_code AND (n.vendor IS NULL OR lower(r.vendor) = lower(n.vendor))
  )
  ORDER BY n.due_at, n.id
  LIMIT $1
  FOR UPDATE OF n SKIP LOCKED`;

const CLAIM = `
  UPDATE notification n SET due_at = $2, attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, $1)
  WHERE id IN (
    SELECT id FROM notification WHERE verified IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
  )
  RETURNING ${COLUMNS}, n.attempts, n.absent_since AS "absentSince"`;

const PROVE = `
  UPDATE notification
  SET verified = $2, vendor = $3, key = $4, order_id = $5, due_at = $6, judged_at = $6, attempts = 0, first_attempt_at = NULL, last_code = NULL
  WHERE id = $1 AND verified IS NULL`;

const POSTPONE = `
  UPDATE notification SET due_at = $2, last_code = $3, absent_since = coalesce(absent_since, $4)
  WHERE id = $1 AND verified IS NULL`;
