import type { BookDraft } from '../../books/collection.js';
import type { Card } from '../card.js';
import { decide, start } from '../ledger/begin.js';
import { isGood, outcome, stateAfter } from '../ledger/outcome.js';
import { STATE } from '../ledger/states.js';
import { change, TRANSACTIONS, type NotificationAttempt, type OpayoTransaction } from '../ledger/transaction.js';

/** What the shop of the replay registers (opayo.md 2.1). Amount in minor units. */
export interface Registration {
  readonly vendor: string;
  readonly vendorTxCode: string;
  readonly transactionId: string;
  readonly securityKey: string;
  readonly description: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** The order's own time, which may lie some hours from now. */
  readonly startedAt: Date;
}

/** Puts a new Server PAYMENT into the book; one that is there already is left as it is. `at` is the sandbox's now. */
export function register(draft: BookDraft, registration: Registration, at: Date): OpayoTransaction {
  const known = draft.get(TRANSACTIONS, registration.transactionId);
  if (known) return known;
  const begun = start(
    draft,
    { ...registration, transactionType: 'Payment', system: 'S', state: STATE.ON_CONFIRMATION_PAGE },
    at,
  );
  if (!begun.ok) throw new RangeError(`Opayo has another transaction with the code ${registration.vendorTxCode}`);
  return begun.transaction;
}

/** The shopper pays, or the bank declines. A second time changes nothing. */
export function complete(
  draft: BookDraft,
  transactionId: string,
  { result, card, at }: { result: 'OK' | 'NOTAUTHED'; card: Card; at: Date },
): OpayoTransaction {
  const checks = { address: 'NOTMATCHED', postCode: 'NOTMATCHED', cv2: 'MATCHED' } as const;
  return decide(draft, transactionId, outcome(result, { checks }), at, { card });
}

/** Enters an attempt to notify the vendor; the first reply that is understood decides the state, later ones change nothing. */
export function noteAttempt(draft: BookDraft, transactionId: string, attempt: NotificationAttempt): void {
  const transaction = draft.get(TRANSACTIONS, transactionId);
  if (!transaction) return;
  const notifications = [...transaction.notifications, attempt];
  const open = transaction.state === STATE.VENDOR_NOTIFIED && attempt.reply !== null;
  const state = open ? stateAfterReply(transaction, attempt.reply) : transaction.state;
  change(draft, transaction, { state, notifications }, new Date(attempt.sentAt));
}

/** The monitor stops asking: what was good is cancelled, as after a wrong reply (opayo.md 2.6). */
export function giveUp(draft: BookDraft, transactionId: string, at: Date): void {
  const transaction = draft.get(TRANSACTIONS, transactionId);
  if (transaction?.state !== STATE.VENDOR_NOTIFIED) return;
  change(draft, transaction, { state: stateAfterReply(transaction, null) }, at);
}

/** INVALID and ERROR cancel what was good; a decline stays what it is, whatever is answered (opayo.md 2.6). */
function stateAfterReply({ transactionType, outcome: decided }: OpayoTransaction, reply: string | null) {
  if (!decided) return STATE.VENDOR_NOTIFIED;
  return reply !== 'OK' && isGood(decided) ? STATE.CANCELLED_BY_VENDOR_REPLY : stateAfter(transactionType, decided);
}
