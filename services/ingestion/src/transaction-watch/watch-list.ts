import type { Transaction } from '#libs/delivery';
import type { CurrencyCode, MinorUnits } from '#libs/money';

/** Where a statement may run: a transaction, or the database itself. */
export type Queries = Pick<Transaction, 'query'>;

/**
 * Why a transaction is watched: `REGISTERED` (a shop's registration, or our own payment page), `NOTIFIED` (Opayo's genuine notification),
 * `SUBMITTED` (a producer's claim), `LISTED` (a shop's order names it among its payments).
 */
export type WatchReason = 'REGISTERED' | 'NOTIFIED' | 'SUBMITTED' | 'LISTED';

/** Somebody's word that there is, or will be, a transaction at Opayo. */
export interface Expectation {
  /** In any case; kept in lower case. */
  readonly vendor: string;
  /** Upper-case GUID without braces; null while only the code is known. */
  readonly transactionId: string | null;
  readonly vendorTxCode: string;
  /** `shop/orderReference`; the first one told stays. */
  readonly orderId: string | null;
  readonly why: WatchReason;
  /** The teller's word, shown while Opayo's books are silent; never published. */
  readonly amountMinor?: MinorUnits | undefined;
  readonly currency?: CurrencyCode | undefined;
}

export interface WatchListOptions {
  /** How long Opayo's notification or the poll may take before a told transaction is looked up by itself, milliseconds. */
  readonly lookAfterMs: number;
  readonly now: () => Date;
  /** Called after a commit that made something due at once. */
  readonly onDue?: (() => void) | undefined;
}

/**
 * The transactions we know of and what we know of them, one row each. A row is that of a transactionId; told by its code alone, it waits
 * for the id to come, unless the id is a producer's claim, which proves nothing about the code.
 */
export class WatchList {
  constructor(private readonly options: WatchListOptions) {}

  /**
   * Puts transactions on the list, in the caller's transaction. Told again, also at once and by several, they are the same row: what was
   * told first stays, what was unknown is added. A claim is looked up at once, everything else when neither a notification nor the poll has told
   * its outcome for a while. Call it with `NOTIFIED` for genuine notifications only: a row is a question to Opayo.
   */
  async expect(tx: Pick<Transaction, 'query' | 'afterCommit'>, entries: readonly Expectation[]): Promise<void> {
    if (entries.length === 0) return;
    for (const round of roundsOf(entries)) await this.expectDistinct(tx, round);
    if (entries.some(({ why }) => why === 'SUBMITTED')) tx.afterCommit(() => this.options.onDue?.());
  }

  /**
   * Has what Opayo has under these codes, at whatever vendor, looked up at once where it is of no order yet: somebody has just said whose it may be.
   * For what does not name a vendor, and so is no expectation.
   */
  async lookAgain(tx: Pick<Transaction, 'query' | 'afterCommit'>, vendorTxCodes: readonly string[]): Promise<void> {
    const found = await tx.query(LOOK_AGAIN, [vendorTxCodes, this.options.now()]);
    if (found.length > 0) tx.afterCommit(() => this.options.onDue?.());
  }

  private async expectDistinct(tx: Queries, entries: readonly Expectation[]): Promise<void> {
    const now = this.options.now();
    const later = new Date(now.getTime() + this.options.lookAfterMs);
    const parameters = [...columnsOf(entries), now, later];
    for (const statement of [GIVE_CODE_ITS_ID, ADD_WITH_ID, ADD_TO_CODE, ADD_CODE_ALONE])
      await tx.query(statement, parameters);
  }
}

/**
 * Entries in rounds, each transaction and code once in a round, because one statement can change a row once only; what is told of one in their
 * order. Sorted within a round, so that two batches rather wait for each other.
 */
function roundsOf(entries: readonly Expectation[]): Expectation[][] {
  const rounds: Expectation[][] = [];
  const next = new Map<string, number>();
  for (const entry of entries) {
    const names = [
      `code ${entry.vendorTxCode}`,
      ...(entry.transactionId === null ? [] : [`id ${entry.transactionId}`]),
    ];
    const keys = names.map((name) => `${entry.vendor.toLowerCase()} ${name}`);
    const round = Math.max(...keys.map((key) => next.get(key) ?? 0));
    for (const key of keys) next.set(key, round + 1);
    (rounds[round] ??= []).push(entry);
  }
  const sortKey = ({ transactionId, vendorTxCode }: Expectation): string => `${transactionId ?? ''} ${vendorTxCode}`;
  return rounds.map((round) => round.sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1)));
}

function columnsOf(entries: readonly Expectation[]): unknown[][] {
  return [
    entries.map(({ vendor }) => vendor.toLowerCase()),
    entries.map(({ transactionId }) => transactionId),
    entries.map(({ vendorTxCode }) => vendorTxCode),
    entries.map(({ why }) => why),
    entries.map(({ orderId }) => orderId),
    entries.map(({ amountMinor, currency }) => (currency === undefined ? null : (amountMinor ?? null))),
    entries.map(({ amountMinor, currency }) => (amountMinor === undefined ? null : (currency ?? null))),
  ];
}

const TOLD = `
  WITH told AS (
    SELECT vendor, transaction_id, vendor_tx_code, order_id, told_amount_minor, told_currency, why,
      CASE WHEN why <> 'NOTIFIED' THEN $8::timestamptz END AS expected_at,
      CASE WHEN why <> 'NOTIFIED' THEN why END AS expected_why,
      CASE WHEN why = 'NOTIFIED' THEN $8::timestamptz END AS notified_at,
      CASE WHEN why = 'SUBMITTED' THEN $8::timestamptz ELSE $9::timestamptz END AS next_look_at
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])
      AS entry (vendor, transaction_id, vendor_tx_code, why, order_id, told_amount_minor, told_currency)
  )`;

const COLUMNS = `
  vendor, transaction_id, vendor_tx_code, order_id, told_amount_minor, told_currency, expected_at, expected_why, notified_at, next_look_at`;

/**
 * What was told first stays. What nothing can become of any more is looked at again for a claim, and when Opayo notified money where its books said declined: the
 * payment went on after that look, or was cancelled after the notification, and then the capture has to be taken back.
 */
const added = (told: 'told' | 'excluded'): string => `
  order_id = coalesce(watched.order_id, ${told}.order_id),
  told_amount_minor = CASE WHEN watched.told_currency IS NULL THEN ${told}.told_amount_minor ELSE watched.told_amount_minor END,
  told_currency = coalesce(watched.told_currency, ${told}.told_currency),
  expected_at = coalesce(watched.expected_at, ${told}.expected_at),
  expected_why = coalesce(watched.expected_why, ${told}.expected_why),
  notified_at = coalesce(watched.notified_at, ${told}.notified_at),
  next_look_at = CASE
    WHEN watched.next_look_at IS NOT NULL OR watched.decided_at IS NULL OR ${told}.expected_why IS NOT DISTINCT FROM 'SUBMITTED'
      OR (watched.fact_kind = 'DECLINED' AND ${told}.notified_at IS NOT NULL AND ${told}.told_currency IS NOT NULL)
    THEN least(watched.next_look_at, ${told}.next_look_at)
  END`;

const GIVE_CODE_ITS_ID = `${TOLD}
  UPDATE watched_transaction watched SET transaction_id = told.transaction_id
  FROM told
  WHERE told.transaction_id IS NOT NULL AND told.why <> 'SUBMITTED'
    AND watched.vendor = told.vendor AND watched.vendor_tx_code = told.vendor_tx_code AND watched.transaction_id IS NULL
    AND NOT EXISTS (
      SELECT FROM watched_transaction known WHERE known.vendor = told.vendor AND known.transaction_id = told.transaction_id
    )`;

const ADD_WITH_ID = `${TOLD}
  INSERT INTO watched_transaction AS watched (${COLUMNS})
  SELECT ${COLUMNS} FROM told WHERE transaction_id IS NOT NULL
  ON CONFLICT (vendor, transaction_id) WHERE transaction_id IS NOT NULL DO UPDATE SET ${added('excluded')}`;

const ADD_TO_CODE = `${TOLD}
  UPDATE watched_transaction watched SET ${added('told')}
  FROM told
  WHERE told.transaction_id IS NULL AND watched.vendor = told.vendor AND watched.vendor_tx_code = told.vendor_tx_code`;

const ADD_CODE_ALONE = `${TOLD}
  INSERT INTO watched_transaction AS watched (${COLUMNS})
  SELECT ${COLUMNS} FROM told
  WHERE transaction_id IS NULL AND NOT EXISTS (
    SELECT FROM watched_transaction known WHERE known.vendor = told.vendor AND known.vendor_tx_code = told.vendor_tx_code
  )
  ON CONFLICT (vendor, vendor_tx_code) WHERE transaction_id IS NULL DO UPDATE SET ${added('excluded')}`;

const LOOK_AGAIN = `
  UPDATE watched_transaction SET next_look_at = $2
  WHERE vendor_tx_code = ANY ($1::text[]) AND seen_at IS NOT NULL AND order_id IS NULL
  RETURNING id`;
