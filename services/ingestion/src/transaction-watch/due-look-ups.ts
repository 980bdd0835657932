import type { Database } from '#libs/delivery';
import { InvariantViolation } from '#libs/errors';
import type { CurrencyCode, MinorUnits } from '#libs/money';
import type { ReportedTransaction, StatusMeaning } from '#libs/opayo';
import type { Queries } from './watch-list.js';

/** A transaction whose turn it is to be looked up, as far as it is known. */
export interface WatchedTransaction {
  readonly id: number;
  readonly vendor: string;
  readonly vendorTxCode: string;
  readonly transactionId: string | null;
  readonly orderId: string | null;
  readonly expectedAt: Date | null;
  readonly expectedWhy: 'REGISTERED' | 'SUBMITTED' | 'LISTED' | null;
  readonly notifiedAt: Date | null;
  readonly seenAt: Date | null;
  readonly factKind: StatusMeaning | null;
  readonly stateId: number | null;
  readonly stateSince: Date | null;
  readonly missingSince: Date | null;
  readonly decidedAt: Date | null;
  readonly parentTransactionId: string | null;
  readonly startedAt: Date | null;
  readonly batchSeenAt: Date | null;
  /** Attempts that failed since the last one that did not. */
  readonly failures: number;
  readonly failingSince: Date | null;
}

/** What a look found, to be written down. */
export interface LookedUp {
  readonly reported: ReportedTransaction;
  readonly kind: StatusMeaning;
  readonly orderId: string | null;
  readonly parentTransactionId: string | null;
  readonly amount: { readonly amountMinor: MinorUnits; readonly currency: CurrencyCode } | undefined;
  readonly stateSince: Date;
  readonly batchSeenAt: Date | null;
  readonly decided: boolean;
  /** Null: final. */
  readonly nextLookAt: Date | null;
}

/** A claim that is neither finished nor postponed comes back after this long: several times the longest wait for Opayo. */
export const LOOK_CLAIM_MS = 120_000;

/** The statements of looking up. Instants are the caller's clock. */
export class DueLookUps {
  constructor(private readonly database: Database) {}

  /** Claims at most `limit` transactions of a vendor that are due, the longest due first; no replica gets what another one has. */
  claim(vendor: string, limit: number, now: Date): Promise<WatchedTransaction[]> {
    const claimedUntil = new Date(now.getTime() + LOOK_CLAIM_MS);
    return this.database.query<WatchedTransaction>(CLAIM, [vendor, limit, now, claimedUntil]);
  }

  /** The row as it is now, locked until the transaction ends. */
  async lock(tx: Queries, id: number): Promise<WatchedTransaction> {
    const sql = `SELECT ${COLUMNS} FROM watched_transaction WHERE id = $1 FOR UPDATE`;
    const [row] = await tx.query<WatchedTransaction>(sql, [id]);
    if (row) return row;
    throw new InvariantViolation('A watched transaction has gone', { code: 'WATCHED_TRANSACTION_GONE', facts: { id } });
  }

  /**
   * Gives a row that is known by its code alone the id Opayo names. When another row has that id already, what this one was told is added to it and
   * this one is dismissed. The id of the row that stays.
   */
  async identify(tx: Queries, id: number, vendor: string, transactionId: string, now: Date): Promise<number> {
    const [known] = await tx.query<{ id: number }>(MERGE, [id, vendor, transactionId]);
    if (known) {
      await tx.query(DISMISS_MERGED, [id, now, `it is ${transactionId}`]);
      return known.id;
    }
    await tx.query('UPDATE watched_transaction SET transaction_id = $2 WHERE id = $1', [id, transactionId]);
    return id;
  }

  /** Writes down what Opayo's books say. */
  async finish(tx: Queries, id: number, look: LookedUp, now: Date): Promise<void> {
    const { reported, amount } = look;
    await tx.query(FINISH, [
      ...[id, now, reported.vendorTxCode, look.orderId, reported.stateId, look.kind, reported.transactionType],
      ...[look.parentTransactionId, amount?.amountMinor ?? null, amount?.currency ?? null, reported.startedAt],
      ...[look.stateSince, look.decided, reported.batchId, look.batchSeenAt, reported.authProcessor, look.nextLookAt],
    ]);
  }

  /** Opayo does not know it. */
  async missing(tx: Queries, id: number, nextLookAt: Date | null, now: Date): Promise<void> {
    await tx.query(MISSING, [id, now, nextLookAt]);
  }

  /** Opayo could not be asked, or told something nobody can use; again at `dueAt`. */
  async postpone(tx: Queries, id: number, dueAt: Date, code: string, now: Date): Promise<void> {
    await tx.query(POSTPONE, [id, dueAt, code, now]);
  }

  /** Everything of a vendor that was postponed because Opayo was away becomes due now. */
  async hurry(vendor: string, now: Date): Promise<void> {
    await this.database.query(HURRY, [vendor, now]);
  }
}

const COLUMNS = `
  id, vendor, vendor_tx_code AS "vendorTxCode", transaction_id AS "transactionId", order_id AS "orderId", expected_at AS "expectedAt",
  expected_why AS "expectedWhy", notified_at AS "notifiedAt", seen_at AS "seenAt", fact_kind AS "factKind", state_id AS "stateId",
  state_since AS "stateSince", missing_since AS "missingSince", decided_at AS "decidedAt",
  parent_transaction_id AS "parentTransactionId", started_at AS "startedAt", batch_seen_at AS "batchSeenAt",
  failures, failing_since AS "failingSince"`;

const CLAIM = `
  UPDATE watched_transaction SET next_look_at = $4
  WHERE id IN (
    SELECT id FROM watched_transaction
    WHERE vendor = $1 AND next_look_at <= $3
    ORDER BY next_look_at, id
    LIMIT $2
    FOR UPDATE SKIP LOCKED
  )
  RETURNING ${COLUMNS}`;

const MERGE = `
  UPDATE watched_transaction known SET
    order_id = coalesce(known.order_id, code.order_id),
    expected_at = coalesce(known.expected_at, code.expected_at),
    expected_why = coalesce(known.expected_why, code.expected_why),
    notified_at = coalesce(known.notified_at, code.notified_at),
    next_look_at = least(known.next_look_at, code.next_look_at)
  FROM watched_transaction code
  WHERE code.id = $1 AND known.id <> $1 AND known.vendor = $2 AND known.transaction_id = $3
  RETURNING known.id`;

const DISMISS_MERGED = `
  UPDATE watched_transaction SET next_look_at = NULL, dismissed_at = $2, dismissed_by = 'ingestion', dismissal_reason = $3
  WHERE id = $1`;

// Whoever told it under another code than Opayo has told of another transaction: it is nobody's expectation then.
const FINISH = `
  UPDATE watched_transaction SET
    vendor_tx_code = $3, order_id = $4,
    expected_at = CASE WHEN vendor_tx_code = $3 THEN expected_at END,
    expected_why = CASE WHEN vendor_tx_code = $3 THEN expected_why END, state_id = $5, fact_kind = $6, transaction_type = $7,
    parent_transaction_id = coalesce(parent_transaction_id, $8), amount_minor = $9, currency = $10,
    started_at = coalesce($11, started_at), state_since = $12, seen_at = coalesce(seen_at, $2), missing_since = NULL,
    decided_at = CASE WHEN $13 THEN coalesce(decided_at, $2) END,
    batch_id = coalesce($14, batch_id), batch_seen_at = $15, auth_processor = coalesce($16, auth_processor),
    next_look_at = $17, looked_at = $2, looks = looks + 1, failures = 0, failing_since = NULL, last_code = NULL
  WHERE id = $1`;

const MISSING = `
  UPDATE watched_transaction SET
    missing_since = coalesce(missing_since, $2), next_look_at = $3, looked_at = $2, looks = looks + 1,
    failures = 0, failing_since = NULL, last_code = NULL
  WHERE id = $1`;

const POSTPONE = `
  UPDATE watched_transaction SET
    next_look_at = $2, last_code = $3, failures = failures + 1, failing_since = coalesce(failing_since, $4)
  WHERE id = $1`;

const HURRY = `
  UPDATE watched_transaction SET next_look_at = $2
  WHERE vendor = $1 AND last_code IS NOT NULL AND next_look_at > $2`;
