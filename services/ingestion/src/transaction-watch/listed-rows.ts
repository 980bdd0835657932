import type { ReportedRow } from '#libs/opayo';
import type { Queries } from './watch-list.js';

/** What storing a page found. */
export interface Stored {
  readonly added: number;
  /** Known rows that Opayo lists with other words or another amount than before. */
  readonly changed: number;
}

/** What Opayo lists about itself, put on the watch list. */
export class ListedRows {
  /**
   * Stores rows of one vendor; those that are new or listed otherwise than before are to be looked up at once. Stored again, nothing happens.
   * `parentTransactionId`: they were listed as related to it.
   */
  async store(
    tx: Queries,
    vendor: string,
    rows: readonly ReportedRow[],
    now: Date,
    parentTransactionId: string | null = null,
  ): Promise<Stored> {
    const distinct = [...new Map(rows.map((row) => [row.transactionId, row])).values()];
    // In one order, so that two replicas rather wait for each other.
    distinct.sort((left, right) => (left.transactionId < right.transactionId ? -1 : 1));
    if (distinct.length === 0) return { added: 0, changed: 0 };
    const [ids, codes] = [distinct.map((row) => row.transactionId), distinct.map((row) => row.vendorTxCode)];
    await tx.query(GIVE_CODE_ITS_ID, [vendor, ids, codes]);
    const stored = await tx.query<{ added: boolean }>(STORE, [
      ...[vendor, ids, codes, distinct.map((row) => row.transactionType)],
      ...[distinct.map(wordsOf), distinct.map((row) => row.startedAt), now, parentTransactionId],
      ...[distinct.map(amountOf), distinct.map((row) => (amountOf(row) === null ? null : row.currency))],
    ]);
    const added = stored.filter((row) => row.added).length;
    return { added, changed: stored.length - added };
  }
}

const amountOf = ({ amountMinor, currency }: ReportedRow): number | null => (currency === null ? null : amountMinor);

/** Whatever of a row can change. */
function wordsOf({ transactionType, result, status, amountMinor, currency }: ReportedRow): string {
  return JSON.stringify([transactionType, result, status, amountMinor, currency]);
}

/** Opayo's own word for which transaction a code is. */
const GIVE_CODE_ITS_ID = `
  UPDATE watched_transaction watched SET transaction_id = listed.transaction_id
  FROM unnest($2::text[], $3::text[]) AS listed (transaction_id, vendor_tx_code)
  WHERE watched.vendor = $1 AND watched.vendor_tx_code = listed.vendor_tx_code AND watched.transaction_id IS NULL
    AND NOT EXISTS (SELECT FROM watched_transaction known WHERE known.vendor = $1 AND known.transaction_id = listed.transaction_id)`;

// `xmax = 0` only for rows this statement inserted.
const STORE = `
  INSERT INTO watched_transaction AS watched (
    vendor, transaction_id, vendor_tx_code, transaction_type, listed_as, started_at, seen_at, next_look_at, parent_transaction_id,
    amount_minor, currency)
  SELECT $1, transaction_id, vendor_tx_code, transaction_type, listed_as, started_at, $7::timestamptz, $7::timestamptz, $8, amount_minor, currency
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $9::bigint[], $10::text[])
    AS listed (transaction_id, vendor_tx_code, transaction_type, listed_as, started_at, amount_minor, currency)
  ON CONFLICT (vendor, transaction_id) WHERE transaction_id IS NOT NULL DO UPDATE SET
    listed_as = excluded.listed_as,
    seen_at = coalesce(watched.seen_at, excluded.seen_at),
    started_at = coalesce(watched.started_at, excluded.started_at),
    parent_transaction_id = coalesce(watched.parent_transaction_id, excluded.parent_transaction_id),
    next_look_at = CASE WHEN watched.listed_as IS DISTINCT FROM excluded.listed_as
      THEN least(watched.next_look_at, excluded.next_look_at) ELSE watched.next_look_at END
  WHERE watched.listed_as IS DISTINCT FROM excluded.listed_as OR watched.seen_at IS NULL
    OR (watched.parent_transaction_id IS NULL AND excluded.parent_transaction_id IS NOT NULL)
  RETURNING xmax = 0 AS added`;
