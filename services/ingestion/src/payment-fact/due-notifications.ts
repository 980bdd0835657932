import type { Database, Transaction } from '#libs/delivery';

/** A verified notification whose turn it is. */
export interface DueNotification {
  readonly id: number;
  readonly contentHash: string;
  /** Vendor at Opayo; null only for what was stored before vendors were. */
  readonly vendor: string | null;
  readonly vendorTxCode: string;
  /** Business key: one at a time, in the order they came. */
  readonly key: string;
  /** `shop/orderReference`, as far as known when it was proven. */
  readonly orderId: string | null;
  readonly fields: Buffer;
  readonly traceparent: string | null;
  readonly receivedAt: Date;
  /** This attempt included. */
  readonly attempts: number;
  readonly firstAttemptAt: Date;
}

/** Which rows: `only` those of one vendor, or those of all `except` some. */
export interface Lane {
  readonly needsAmount: boolean;
  readonly only?: string | undefined;
  readonly except?: readonly string[] | undefined;
}

/** A claim that is neither finished nor postponed comes back after this long: several times the longest wait for Opayo. */
export const CLAIM_MS = 90_000;

/** The statements of applying notifications. Instants are the caller's clock. */
export class DueNotifications {
  constructor(private readonly database: Database) {}

  /**
   * Claims at most `limit` rows that are due, the longest due first: the head of each key only, and none of a parked key, so that one key's
   * facts come out in the order they came in. Several replicas may claim at once; none gets what another one has.
   */
  claim(lane: Lane, limit: number, now: Date): Promise<DueNotification[]> {
    const claimedUntil = new Date(now.getTime() + CLAIM_MS);
    const { needsAmount, only, except } = lane;
    // Each lane has an index of its own, which the planner sees only where the lane is written out.
    const sql = claimOf(
      needsAmount,
      only !== undefined ? '= $4' : except !== undefined ? '<> ALL($4::text[])' : undefined,
    );
    const named = only ?? except;
    return this.database.query<DueNotification>(sql, [
      now,
      claimedUntil,
      limit,
      ...(named === undefined ? [] : [named]),
    ]);
  }

  /** Locks a row and tells whether it is still to be applied. */
  async lock(tx: Transaction, id: number): Promise<boolean> {
    const rows = await tx.query('SELECT id FROM notification WHERE id = $1 AND applied_at IS NULL FOR UPDATE', [id]);
    return rows.length > 0;
  }

  /** Its fact is in the outbox, or was before, or it tells none. */
  async finish(tx: Transaction, id: number, outcome: 'PUBLISHED' | 'REPEAT' | 'NO_EFFECT', now: Date): Promise<void> {
    await tx.query('UPDATE notification SET applied_at = $2, outcome = $3, last_code = NULL WHERE id = $1', [
      id,
      now,
      outcome,
    ]);
  }

  /** It disagreed with what was published first, and a person released it: it ends here, with that person's reason. */
  async dismiss(tx: Transaction, row: Pick<DueNotification, 'id' | 'key'>, now: Date): Promise<void> {
    await tx.query(DISMISS, [row.id, now, row.key]);
  }

  /** Not before `dueAt`; `code` is why. */
  async postpone(tx: Pick<Transaction, 'query'>, id: number, dueAt: Date, code: string): Promise<void> {
    const sql = 'UPDATE notification SET due_at = $2, last_code = $3 WHERE id = $1 AND applied_at IS NULL';
    await tx.query(sql, [id, dueAt, code]);
  }

  /** Everything of a vendor postponed for an amount becomes due now: Opayo answers again, and there is no use in sitting out the back-off. */
  async hurry(vendor: string, now: Date): Promise<void> {
    await this.database.query(HURRY, [now, vendor]);
  }

  /** Its order was found: from here on it is one of that order's. */
  async allocate(tx: Pick<Transaction, 'query'>, id: number, orderId: string): Promise<void> {
    await tx.query('UPDATE notification SET key = $2, order_id = $2 WHERE id = $1 AND applied_at IS NULL', [
      id,
      orderId,
    ]);
  }

  /** Seconds since the oldest verified and unapplied notification came; 0 when there is none. */
  async oldestAgeSeconds(now: Date): Promise<number> {
    const [oldest] = await this.database.query<{ received_at: Date | null }>(
      'SELECT min(received_at) AS received_at FROM notification WHERE verified AND applied_at IS NULL',
    );
    return oldest?.received_at ? Math.max(0, (now.getTime() - oldest.received_at.getTime()) / 1000) : 0;
  }
}

// `parked` is libs/delivery's table in this schema; asking it here keeps blocked heads from filling the limit.
const claimOf = (needsAmount: boolean, vendor: string | undefined): string => `
  UPDATE notification SET
    due_at = $2, last_code = NULL, attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, $1)
  WHERE id IN (
    SELECT due.id FROM notification due
    WHERE due.verified AND due.applied_at IS NULL AND due.due_at <= $1 AND ${needsAmount ? '' : 'NOT '}due.needs_amount
      ${vendor === undefined ? '' : `AND due.vendor ${vendor}`}
      AND NOT EXISTS (
        SELECT FROM notification earlier
        WHERE earlier.key = due.key AND earlier.verified AND earlier.applied_at IS NULL AND earlier.id < due.id
      )
      AND NOT EXISTS (SELECT FROM parked WHERE parked.key = due.key AND parked.released_at IS NULL)
    ORDER BY due.due_at, due.id
    LIMIT $3
    FOR UPDATE SKIP LOCKED
  )
  RETURNING id, content_hash AS "contentHash", vendor, vendor_tx_code AS "vendorTxCode", key, order_id AS "orderId", fields, traceparent,
            received_at AS "receivedAt", attempts, first_attempt_at AS "firstAttemptAt"`;

const HURRY = `
  UPDATE notification SET due_at = $1
  WHERE verified AND applied_at IS NULL AND needs_amount AND last_code IS NOT NULL AND due_at > $1
    AND (vendor = $2 OR vendor IS NULL)`;

const DISMISS = `
  UPDATE notification SET applied_at = $2, outcome = 'DISMISSED', last_code = NULL, outcome_reason = (
    SELECT concat('FACT_CONFLICT, released by ', released_by, ': ', release_reason) FROM parked
    WHERE key = $3 AND code = 'FACT_CONFLICT' AND released_at IS NOT NULL
    ORDER BY released_at DESC LIMIT 1
  )
  WHERE id = $1`;
