import type { BookDraft } from '../../books/collection.js';
import { outcome } from '../ledger/outcome.js';
import { STATE } from '../ledger/states.js';
import { change, TRANSACTIONS, type OpayoTransaction } from '../ledger/transaction.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** After so many attempts without a reply the next gap is this long: 5 × 5 min, 15 × 15 min, 13 × hourly, then daily (opayo.md 2.6). */
const GAPS: readonly (readonly [attempts: number, gapMs: number])[] = [
  [5, 5 * MINUTE_MS],
  [15, 15 * MINUTE_MS],
  [13, HOUR_MS],
];
const GIVES_UP_AFTER_MS = 30 * DAY_MS;

/** A shopper who does nothing for so long is gone (opayo.md 2.6). By the sandbox's clock and never faster: a person may be at the page. */
const IDLE_AFTER_MS = 15 * MINUTE_MS;
/** A first notification that was not even begun, because the sandbox stopped: sent by the monitor after so long. */
const FORGOTTEN_AFTER_MS = 5_000;

/** Whether the shopper of a page is gone. */
export function isIdle({ state, lastActivityAt }: OpayoTransaction, now: Date): boolean {
  const underWay = state >= STATE.ON_CARD_SELECTION_PAGE && state <= STATE.SENT_FOR_AUTHORISATION;
  return underWay && now.getTime() >= Date.parse(lastActivityAt) + IDLE_AFTER_MS;
}

/** Cancels a transaction whose shopper is gone (state 8); its vendor is still to be told ABORT. */
export function cancelIdle(draft: BookDraft, transactionId: string, at: Date): void {
  const transaction = draft.get(TRANSACTIONS, transactionId);
  if (!transaction || !isIdle(transaction, at)) return;
  const timedOut = outcome('ABORT', { statusCode: '2008', statusDetail: 'The Transaction timed-out.' });
  change(draft, transaction, { state: STATE.CANCELLED_IDLE, outcome: timedOut, completedAt: at.toISOString() }, at);
}

/**
 * When the vendor is to be told (again), milliseconds since the epoch; undefined when it need not be, or no more. `registered`: by form, so that
 * nobody but the monitor would tell it if the first attempt was never made. `speed`: how many times faster than in life the gaps pass.
 */
export function dueAt(
  transaction: OpayoTransaction,
  { registered, speed }: { registered: boolean; speed: number },
): number | undefined {
  const { state, notifications, completedAt } = transaction;
  const last = notifications.at(-1);
  if (state !== STATE.VENDOR_NOTIFIED && state !== STATE.CANCELLED_IDLE) return undefined;
  if (!last) {
    if (!registered || completedAt === null) return undefined;
    return Date.parse(completedAt) + (state === STATE.CANCELLED_IDLE ? 0 : FORGOTTEN_AFTER_MS);
  }
  const gapMs = notifications.some(({ reply }) => reply !== null)
    ? undefined
    : nextAttemptAfterMs(notifications.length);
  return gapMs === undefined ? undefined : Date.parse(last.sentAt) + gapMs / speed;
}

/** Whether a good payment's vendor has not replied to anything for thirty days. */
export function isAbandoned({ state, notifications }: OpayoTransaction, now: Date, speed: number): boolean {
  const last = notifications.at(-1);
  if (state !== STATE.VENDOR_NOTIFIED || !last || nextAttemptAfterMs(notifications.length) !== undefined) return false;
  return now.getTime() >= Date.parse(last.sentAt) + DAY_MS / speed;
}

/**
 * When the transaction monitor repeats a notification that got no reply: milliseconds after the last of `attempts` attempts; undefined
 * when it gives up, 30 days after the first.
 */
export function nextAttemptAfterMs(attempts: number): number | undefined {
  let elapsedMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    const gapMs = gapAfter(attempt);
    elapsedMs += gapMs;
    if (elapsedMs > GIVES_UP_AFTER_MS) return undefined;
    if (attempt === attempts) return gapMs;
  }
}

function gapAfter(attempt: number): number {
  let last = 0;
  for (const [attempts, gapMs] of GAPS) {
    last += attempts;
    if (attempt <= last) return gapMs;
  }
  return DAY_MS;
}
