import type { BookDraft } from '../../books/collection.js';
import { outcome } from './outcome.js';
import { STATE, type TransactionState } from './states.js';
import { change, TRANSACTIONS, type OpayoTransaction } from './transaction.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What time alone does to a state: after so long in it the transaction is in another (opayo.md 1.4, 1.6, 3.7). */
const LAPSES: Partial<Record<TransactionState, { readonly afterMs: number; readonly to: TransactionState }>> = {
  [STATE.DEFERRED]: { afterMs: 30 * DAY_MS, to: STATE.DEFERRED_EXPIRED },
  [STATE.AUTHENTICATED]: { afterMs: 90 * DAY_MS, to: STATE.AUTHENTICATE_EXPIRED },
  [STATE.REGISTERED]: { afterMs: 90 * DAY_MS, to: STATE.AUTHENTICATE_EXPIRED },
  // Twenty minutes are documented, the state they end in is inferred.
  [STATE.AT_3D_SECURE]: { afterMs: 20 * MINUTE_MS, to: STATE.TIMED_OUT },
};

/** Whether time has run out on a transaction. Idle pages are not looked at: their end is told to the vendor, by Server's monitor. */
export function isOverdue({ state, history }: OpayoTransaction, now: Date): boolean {
  const lapse = LAPSES[state];
  return lapse !== undefined && now.getTime() >= Date.parse(history.at(-1)?.at ?? '') + lapse.afterMs;
}

/** The transaction as it is now: lapsed if its time has run out, otherwise as it was. */
export function lapse(draft: BookDraft, transaction: OpayoTransaction, now: Date): OpayoTransaction {
  const due = LAPSES[transaction.state];
  if (!due || !isOverdue(transaction, now)) return transaction;
  // It happened when the time was up, whenever somebody looks.
  const at = new Date(Date.parse(transaction.history.at(-1)?.at ?? '') + due.afterMs);
  const timedOut = transaction.outcome === null;
  return change(
    draft,
    transaction,
    {
      state: due.to,
      ...(timedOut
        ? { outcome: outcome('ERROR', { statusCode: '2008', statusDetail: 'The Transaction timed out.' }) }
        : {}),
      completedAt: transaction.completedAt ?? at.toISOString(),
    },
    at,
  );
}

/** Lapses everything whose time has run out. */
export function lapseAll(draft: BookDraft, now: Date): void {
  for (const transaction of draft.all(TRANSACTIONS)) lapse(draft, transaction, now);
}
