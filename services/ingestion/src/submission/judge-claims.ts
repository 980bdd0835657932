import { backoffMs, type Database, type Parking, type Transaction, type Vault } from '#libs/delivery';
import type { Logger } from 'pino';
import { claimContext } from './claim-book.js';
import type { CheckedClaim } from './claim-check.js';
import { verdictOf, wordsOf, wordsOfClaim, type PublishedFact } from './claim-verdict.js';

export interface JudgeClaimsOptions {
  readonly database: Database;
  readonly vault: Vault;
  readonly parking: Parking;
  /** How long Opayo's books may be silent about a claim before somebody is told, milliseconds. */
  readonly unconfirmedAfterMs: number;
  readonly log: Logger;
  readonly now: () => Date;
}

type ClaimState = 'WAITING' | 'UNCONFIRMED' | 'CONFIRMED' | 'DISAGREES';

interface ClaimRow {
  readonly id: number;
  readonly shop: string;
  readonly eventId: string;
  readonly body: Buffer;
  readonly transactionId: string;
  readonly orderId: string | null;
  readonly toldAt: Date;
  readonly state: 'WAITING' | 'UNCONFIRMED';
  readonly looks: number;
  readonly parked: boolean;
}

const AT_ONCE = 100;
/** Opayo is asked by the watch list; here only our own table is read. */
const WHILE_WAITING = { firstMs: 250, longestMs: 30_000 };
const ONCE_TOLD = { firstMs: 60_000, longestMs: 60 * 60_000 };
/** More alerts than this about one shop's claims of one kind of trouble tell nobody anything new; the rest is counted. */
const STANDING_AT_MOST = 20;

/**
 * Holds claims against what Opayo's own books said of their transactions since. A claim that disagrees, and one Opayo does not confirm, raise an alert and are parked
 * under a key of their own: what an outside producer says never blocks an order.
 */
export class JudgeClaims {
  constructor(private readonly options: JudgeClaimsOptions) {}

  /** Judges the claims that are due, at most 100; true when there may be more. */
  async round(): Promise<boolean> {
    const { database, now } = this.options;
    return database.transaction(async (tx) => {
      const rows = await tx.query<ClaimRow>(DUE, [now(), AT_ONCE]);
      if (rows.length === 0) return false;
      const facts = await factsOf(tx, rows);
      for (const row of rows) await this.judge(tx, row, facts.get(row.transactionId) ?? []);
      return rows.length === AT_ONCE;
    });
  }

  /** How many claims nobody has confirmed yet. */
  async openCount(): Promise<number> {
    const [row] = await this.options.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM claim WHERE due_at IS NOT NULL',
    );
    return row?.count ?? 0;
  }

  private async judge(tx: Transaction, row: ClaimRow, facts: readonly PublishedFact[]): Promise<void> {
    const claim = this.open(row);
    if (!claim) return this.lookAgain(tx, row, row.state, ONCE_TOLD);
    const judged = verdictOf(claim, facts);
    if (judged.verdict === 'confirmed') return this.confirm(tx, row);
    if (judged.verdict === 'disagrees') return this.disagree(tx, row, claim, judged.why);
    const isLate = this.options.now().getTime() - row.toldAt.getTime() >= this.options.unconfirmedAfterMs;
    if (!isLate) return this.lookAgain(tx, row, 'WAITING', WHILE_WAITING);
    if (judged.verdict === 'not yet') return this.disagree(tx, row, claim, `Opayo's books say ${wordsOf(facts)}`);
    return this.unconfirmed(tx, row, claim);
  }

  private open(row: ClaimRow): CheckedClaim | undefined {
    try {
      return this.options.vault.open<CheckedClaim>(row.body, claimContext(row.shop, row.eventId));
    } catch (error) {
      this.options.log.error({ err: error, eventId: row.eventId }, 'a claim cannot be opened; it will be tried again');
      return undefined;
    }
  }

  private async confirm(tx: Transaction, row: ClaimRow): Promise<void> {
    const { eventId, transactionId, orderId } = row;
    if (row.parked) await this.options.parking.release(tx, keyOf(row), 'ingestion', "Opayo's books have confirmed it");
    await this.end(tx, row, 'CONFIRMED', false);
    this.options.log.info({ eventId, transactionId, orderId }, "a submitted event is confirmed by Opayo's books");
  }

  private async disagree(tx: Transaction, row: ClaimRow, claim: CheckedClaim, why: string): Promise<void> {
    if (row.parked) await this.options.parking.release(tx, keyOf(row), 'ingestion', "Opayo's books have answered");
    const parked = await this.tell(tx, row, claim, {
      code: 'CLAIM_DISAGREES',
      text: `${submitted(row, claim)}, but ${why}; only what Opayo says was published`,
      suggestedFix:
        'Compare with the transaction in MyOpayo. If Opayo is right, mend the producer; nothing was posted from its word.',
    });
    await this.end(tx, row, 'DISAGREES', parked);
    const { eventId, transactionId, orderId } = row;
    this.options.log.error({ eventId, transactionId, orderId, why }, "a submitted event disagrees with Opayo's books");
  }

  private async unconfirmed(tx: Transaction, row: ClaimRow, claim: CheckedClaim): Promise<void> {
    const parked =
      row.parked ||
      (await this.tell(tx, row, claim, {
        code: 'CLAIM_UNCONFIRMED',
        text: `${submitted(row, claim)}, and Opayo's books know nothing of it yet; nothing was published`,
        suggestedFix:
          'Look the transaction up in MyOpayo. If it is there, see whether the Reporting API answers (health of ingestion); if not, the producer told of a payment that never was.',
      }));
    await this.lookAgain(tx, { ...row, parked }, 'UNCONFIRMED', ONCE_TOLD);
  }

  /** False when so many alike stand already that one more would tell nothing. */
  private async tell(
    tx: Transaction,
    row: ClaimRow,
    claim: CheckedClaim,
    what: { readonly code: string; readonly text: string; readonly suggestedFix: string },
  ): Promise<boolean> {
    const [standing] = await tx.query<{ count: number }>(STANDING, [what.code, `claim ${row.shop}/`]);
    if ((standing?.count ?? 0) >= STANDING_AT_MOST) return false;
    const { amountMinor, currency } = claim;
    await this.options.parking.park(tx, {
      ...{ key: keyOf(row), orderId: row.orderId ?? undefined, ...what, owner: 'integration', severity: 'WARNING' },
      ...(amountMinor === null || currency === null ? {} : { amountMinor, currency }),
      body: claim,
    });
    return true;
  }

  private async end(tx: Transaction, row: ClaimRow, state: ClaimState, parked: boolean): Promise<void> {
    await tx.query(END, [row.id, state, parked, this.options.now()]);
  }

  private async lookAgain(
    tx: Transaction,
    row: ClaimRow,
    state: ClaimState,
    pause: { readonly firstMs: number; readonly longestMs: number },
  ): Promise<void> {
    const dueAt = new Date(this.options.now().getTime() + backoffMs(row.looks + 1, pause, () => 1));
    const looks = row.state === state ? row.looks + 1 : 0;
    await tx.query(LOOK_AGAIN, [row.id, state, row.parked, looks, dueAt]);
  }
}

/** Its own: a parked claim blocks nothing but itself. */
function keyOf({ shop, eventId }: ClaimRow): string {
  return `claim ${shop}/${eventId}`;
}

function submitted({ shop, transactionId }: ClaimRow, claim: CheckedClaim): string {
  const who = shop === '' ? 'A producer' : `The shop '${shop}'`;
  return `${who} submitted ${wordsOfClaim(claim)} of transaction ${transactionId} (${claim.vendorTxCode})`;
}

async function factsOf(tx: Transaction, rows: readonly ClaimRow[]): Promise<Map<string, PublishedFact[]>> {
  const ids = rows.map(({ transactionId }) => transactionId);
  const facts = await tx.query<PublishedFact & { transactionId: string }>(FACTS, [ids]);
  return Map.groupBy(facts, ({ transactionId }) => transactionId);
}

const DUE = `
  SELECT id, shop, event_id AS "eventId", body, transaction_id AS "transactionId", order_id AS "orderId", told_at AS "toldAt", state, looks, parked
  FROM claim WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2
  FOR UPDATE SKIP LOCKED`;

const FACTS = `
  SELECT transaction_id AS "transactionId", kind, vendor, vendor_tx_code AS "vendorTxCode", parent_transaction_id AS "parentTransactionId",
         amount_minor AS "amountMinor", currency
  FROM payment_fact WHERE transaction_id = ANY ($1::text[]) ORDER BY heard_at, identity`;

const STANDING = `
  SELECT count(*)::int AS count FROM parked WHERE code = $1 AND released_at IS NULL AND starts_with(key, $2)`;

const END = 'UPDATE claim SET state = $2, parked = $3, judged_at = $4, due_at = NULL WHERE id = $1';

const LOOK_AGAIN = 'UPDATE claim SET state = $2, parked = $3, looks = $4, due_at = $5 WHERE id = $1';
