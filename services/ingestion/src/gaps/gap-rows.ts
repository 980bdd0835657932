import type { Database, Transaction } from '#libs/delivery';
import { whatToDo, type Gap, type GapList, type GapTotal } from './gap.js';

/** Where a page of gaps goes on: behind this one. */
export interface GapPosition {
  readonly since: Date;
  readonly gapId: number;
}

/** A gap with the alert that stands for it. */
export interface AlertedGap extends Gap {
  readonly alertedAt: Date | null;
}

type Queries = Pick<Transaction, 'query'>;

/** The statements of gaps. What a gap is, is a computed column of the watch list. */
export class GapRows {
  constructor(private readonly database: Database) {}

  /** Gaps that were there before `until`, the oldest first, at most `limit`. */
  async list(list: GapList, until: Date, limit: number, after?: GapPosition): Promise<Gap[]> {
    const position = [after?.since ?? null, after?.gapId ?? null];
    return (await this.database.query<GapRow>(LIST, [NAMES[list], until, limit, ...position])).map(gapOf);
  }

  /** Counts and sums of the gaps that were there before `until`. */
  async totals(until: Date): Promise<GapTotal[]> {
    const rows = await this.database.query<Omit<GapTotal, 'list'> & { gap: GapName }>(TOTALS, [until]);
    return rows.map(({ gap, ...total }) => ({ ...total, list: LISTS[gap] }));
  }

  /** Gaps older than `until` without an alert, the oldest first, locked; as many as may be raised before `standing` stand. */
  async unalerted(tx: Queries, until: Date, standing: number, limit: number): Promise<Gap[]> {
    const [now] = await tx.query<{ count: number }>(STANDING);
    const room = Math.min(limit, standing - (now?.count ?? 0));
    if (room <= 0) return [];
    return (await tx.query<GapRow>(UNALERTED, [until, room])).map(gapOf);
  }

  /** What alerts stand for and is no gap any more, or another one; locked. `list` is that of the alert. */
  async closed(tx: Queries, limit: number): Promise<AlertedGap[]> {
    const rows = await tx.query<GapRow & { alertedGap: GapName; alertedAt: Date }>(CLOSED, [limit]);
    return rows.map(({ alertedGap, alertedAt, ...row }) => ({ ...gapOf({ ...row, gap: alertedGap }), alertedAt }));
  }

  /** An alert stands for these since `at`; with null none does. */
  async alerted(tx: Queries, gapIds: readonly number[], at: Date | null): Promise<void> {
    await tx.query(ALERTED, [gapIds, at]);
  }

  /** A person has nothing left to do about it. False when it was no gap. */
  async dismiss(tx: Queries, gapId: number, by: string, reason: string, at: Date): Promise<boolean> {
    return (await tx.query(DISMISS, [gapId, at, by, reason])).length > 0;
  }
}

type GapName = 'EXPECTED_NOT_SEEN' | 'SEEN_NOT_EXPECTED';
type GapRow = Omit<Gap, 'list' | 'whatToDo'> & { readonly gap: GapName };

const NAMES: Readonly<Record<GapList, GapName>> = {
  expectedNotSeen: 'EXPECTED_NOT_SEEN',
  seenNotExpected: 'SEEN_NOT_EXPECTED',
};
const LISTS: Readonly<Record<GapName, GapList>> = {
  EXPECTED_NOT_SEEN: 'expectedNotSeen',
  SEEN_NOT_EXPECTED: 'seenNotExpected',
};

function gapOf({ gap, ...row }: GapRow): Gap {
  return { ...row, list: LISTS[gap], whatToDo: whatToDo(row) };
}

const AMOUNT = 'CASE WHEN currency IS NULL THEN told_amount_minor ELSE amount_minor END';
const CURRENCY = 'coalesce(currency, told_currency)';

const COLUMNS = `
  id AS "gapId", gap, vendor, vendor_tx_code AS "vendorTxCode", transaction_id AS "transactionId", order_id AS "orderId",
  expected_why AS "toldBy", fact_kind AS kind, gap_since AS since, ${AMOUNT} AS "amountMinor", ${CURRENCY} AS currency,
  CASE
    WHEN gap = 'SEEN_NOT_EXPECTED' THEN 'UNEXPECTED'
    WHEN missing_since IS NOT NULL THEN 'NOT_AT_OPAYO'
    WHEN seen_at IS NOT NULL THEN 'UNDECIDED'
    ELSE 'UNHEARD'
  END AS reason`;

const LIST = `
  SELECT ${COLUMNS} FROM watched_transaction
  WHERE gap = $1 AND gap_since <= $2 AND ($4::timestamptz IS NULL OR (gap_since, id) > ($4::timestamptz, $5::bigint))
  ORDER BY gap_since, id LIMIT $3`;

const TOTALS = `
  SELECT gap, ${CURRENCY} AS currency, count(*) AS count, sum(${AMOUNT})::bigint AS "amountMinor",
         min(gap_since) AS "oldestSince"
  FROM watched_transaction WHERE gap IS NOT NULL AND gap_since <= $1
  GROUP BY gap, ${CURRENCY} ORDER BY gap, ${CURRENCY}`;

const STANDING = 'SELECT count(*) AS count FROM watched_transaction WHERE alerted_gap IS NOT NULL';

const UNALERTED = `
  SELECT ${COLUMNS} FROM watched_transaction
  WHERE gap IS NOT NULL AND gap_since <= $1 AND alerted_gap IS NULL
  ORDER BY gap_since, id LIMIT $2
  FOR UPDATE SKIP LOCKED`;

const CLOSED = `
  SELECT ${COLUMNS}, alerted_gap AS "alertedGap", alerted_at AS "alertedAt" FROM watched_transaction
  WHERE alerted_gap IS NOT NULL AND gap IS DISTINCT FROM alerted_gap
  ORDER BY id LIMIT $1
  FOR UPDATE SKIP LOCKED`;

const ALERTED = `
  UPDATE watched_transaction SET alerted_at = $2, alerted_gap = CASE WHEN $2::timestamptz IS NOT NULL THEN gap END
  WHERE id = ANY ($1::bigint[])`;

const DISMISS = `
  UPDATE watched_transaction SET dismissed_at = $2, dismissed_by = $3, dismissal_reason = $4
  WHERE id = $1 AND gap IS NOT NULL
  RETURNING id`;
