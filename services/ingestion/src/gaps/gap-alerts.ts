import type { Database, Outbox } from '#libs/delivery';
import { watchAlertMessage, type WatchAlert } from '../transaction-watch/watch-alert.js';
import type { Gap, GapList } from './gap.js';
import type { GapRows } from './gap-rows.js';

export interface GapAlertsOptions {
  readonly database: Database;
  readonly rows: GapRows;
  readonly outbox: Outbox;
  /** How old a gap may grow before somebody is told, milliseconds. */
  readonly afterMs: number;
  readonly now: () => Date;
}

const BATCH = 100;
/** More alerts than this at a time tell nobody anything new: the oldest have one each, the gauges count the rest. */
const STANDING_AT_MOST = 200;

const CODES: Readonly<Record<GapList, string>> = {
  expectedNotSeen: 'OPAYO_EXPECTED_NOT_SEEN',
  seenNotExpected: 'OPAYO_SEEN_NOT_EXPECTED',
};

/** Tells people of gaps that grew old, once each, and that they are gone. */
export class GapAlerts {
  constructor(private readonly options: GapAlertsOptions) {}

  /** One batch of each; true when there may be more. */
  async round(): Promise<boolean> {
    const { database, rows, outbox, afterMs, now } = this.options;
    return database.transaction(async (tx) => {
      const closed = await rows.closed(tx, BATCH);
      await outbox.append(
        tx,
        closed.map((gap) => watchAlertMessage(alertOf(gap, gap.alertedAt ?? now()), now())),
      );
      if (closed.length > 0) await rows.alerted(tx, idsOf(closed), null);
      const until = new Date(now().getTime() - afterMs);
      const old = await rows.unalerted(tx, until, STANDING_AT_MOST, BATCH);
      const raisedAt = now();
      await outbox.append(
        tx,
        old.map((gap) => watchAlertMessage(alertOf(gap, raisedAt))),
      );
      if (old.length > 0) await rows.alerted(tx, idsOf(old), raisedAt);
      return closed.length === BATCH || old.length === BATCH;
    });
  }
}

function idsOf(gaps: readonly Gap[]): number[] {
  return gaps.map(({ gapId }) => gapId);
}

function alertOf(gap: Gap, raisedAt: Date): WatchAlert {
  const { gapId, list, vendor, vendorTxCode, orderId, amountMinor, currency } = gap;
  return {
    code: CODES[list],
    about: `gap ${gapId}`,
    severity: 'WARNING',
    owner: 'finance',
    // Not the order, which may be found while the alert stands: what closes it has to follow it under the same key.
    subject: `opayo/${vendor}/${vendorTxCode}`,
    orderId,
    what: whatOf(gap),
    whatToDo: gap.whatToDo,
    ...(amountMinor === null || currency === null ? { amountMinor: null, currency: null } : { amountMinor, currency }),
    raisedAt,
  };
}

function whatOf({ reason, vendorTxCode, since, kind }: Gap): string {
  switch (reason) {
    case 'NOT_AT_OPAYO':
      return `The payment ${vendorTxCode}, told to us ${since.toISOString()}, is not known at Opayo`;
    case 'UNDECIDED':
      return `The payment ${vendorTxCode}, told to us ${since.toISOString()}, is at Opayo and still not decided`;
    case 'UNHEARD':
      return `Of the payment ${vendorTxCode}, told to us ${since.toISOString()}, nothing was heard from Opayo`;
    case 'UNEXPECTED':
      return `Opayo has ${vendorTxCode} (${kind ?? 'unknown'}) since ${since.toISOString()}; nobody told us of it and it is of no order`;
  }
}
