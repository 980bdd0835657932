import { collection, type BookDraft } from '../books/collection.js';
import type { Card } from './card.js';

/**
 * Opayo's txstateid, as far as a Server payment gets here: 4 on the confirmation page, 7 vendor notified and awaiting reply, 9 cancelled
 * because the vendor answered INVALID or ERROR or never, 12 declined, 16 authorised (opayo.md 3.7).
 */
export type TransactionState = 4 | 7 | 9 | 12 | 16;

/** A Server PAYMENT in Opayo's book. */
export interface ServerTransaction {
  /** Upper-case GUID without braces. */
  readonly transactionId: string;
  /** Lower case. */
  readonly vendor: string;
  readonly vendorTxCode: string;
  /** Ten letters and digits; keys the signature. Never shown by the books. */
  readonly securityKey: string;
  readonly description: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly state: TransactionState;
  /** OK or NOTAUTHED once the shopper is through; null before. */
  readonly result: 'OK' | 'NOTAUTHED' | null;
  readonly card: Card | null;
  /** Gateway authorisation number; only when authorised. */
  readonly txAuthNo: number | null;
  /** ISO 8601 instants by the sandbox's clock. */
  readonly startedAt: string;
  readonly completedAt: string | null;
  /** What was sent to the NotificationURL and what came back, oldest first. */
  readonly notifications: readonly NotificationAttempt[];
}

export interface NotificationAttempt {
  /** ISO 8601 instant by the sandbox's clock. */
  readonly sentAt: string;
  /** OK, INVALID, ERROR, or null when no reply was understood. */
  readonly reply: string | null;
  /** StatusDetail of the reply, or why there was none. */
  readonly detail: string;
}

export const TRANSACTIONS = collection<ServerTransaction>('opayo.transactions');

/** What a shop registers (opayo.md 2.1). Amount in minor units. */
export interface Registration {
  readonly vendor: string;
  readonly vendorTxCode: string;
  readonly transactionId: string;
  readonly securityKey: string;
  readonly description: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly startedAt: Date;
}

/** Puts a new transaction into the book; one that is there already is left as it is. */
export function register(draft: BookDraft, { startedAt, vendor, ...registration }: Registration): ServerTransaction {
  const known = draft.get(TRANSACTIONS, registration.transactionId);
  if (known) return known;
  const transaction: ServerTransaction = {
    ...registration,
    vendor: vendor.toLowerCase(),
    startedAt: startedAt.toISOString(),
    state: 4,
    result: null,
    card: null,
    txAuthNo: null,
    completedAt: null,
    notifications: [],
  };
  draft.put(TRANSACTIONS, transaction.transactionId, transaction);
  return transaction;
}

/** The shopper pays, or the bank declines. A second time changes nothing. */
export function complete(
  draft: BookDraft,
  transactionId: string,
  { result, card, at }: { result: 'OK' | 'NOTAUTHED'; card: Card; at: Date },
): ServerTransaction {
  const transaction = draft.get(TRANSACTIONS, transactionId);
  if (!transaction) throw new RangeError(`Opayo has no transaction ${transactionId}`);
  if (transaction.result !== null) return transaction;
  const txAuthNo = result === 'OK' ? draft.nextNumber('opayo.tx-auth-no', 8_636_128) : null;
  const completed: ServerTransaction = {
    ...transaction,
    result,
    card,
    txAuthNo,
    state: 7,
    completedAt: at.toISOString(),
  };
  draft.put(TRANSACTIONS, transactionId, completed);
  return completed;
}

/** Enters an attempt to notify the vendor; the first reply that is understood decides the state, later ones change nothing. */
export function noteAttempt(draft: BookDraft, transactionId: string, attempt: NotificationAttempt): void {
  const transaction = draft.get(TRANSACTIONS, transactionId);
  if (!transaction) return;
  const decided = transaction.state !== 7 || attempt.reply === null;
  const state = decided ? transaction.state : stateAfter(attempt.reply, transaction.result);
  draft.put(TRANSACTIONS, transactionId, {
    ...transaction,
    state,
    notifications: [...transaction.notifications, attempt],
  });
}

function stateAfter(reply: string | null, result: ServerTransaction['result']): TransactionState {
  if (result === 'NOTAUTHED') return 12;
  return reply === 'OK' ? 16 : 9;
}
