import { STATE, type TransactionState } from '../opayo/ledger/states.js';
import { TRANSACTIONS, type OpayoTransaction } from '../opayo/ledger/transaction.js';
import type { BookReader } from './collection.js';

/** What can be said of a transaction; the words of the pipeline's facts, though nothing of it is used here. */
export type BookedFactKind =
  | 'CAPTURED'
  | 'AUTHORISED'
  | 'AUTHENTICATED'
  | 'PENDING'
  | 'DECLINED'
  | 'RELEASED_WITHOUT_CAPTURE'
  | 'VOIDED'
  | 'REFUNDED'
  | 'SETTLEMENT_FAILED';

/** One fact a faultless observer of Opayo would know. */
export interface BookedFact {
  readonly transactionId: string;
  readonly vendor: string;
  readonly vendorTxCode: string;
  readonly kind: BookedFactKind;
  /** Minor units of `currency`. Of a capture, and of what takes it back, what was captured; else what was asked for. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly parentTransactionId: string | null;
  /** ISO 8601 instant by the sandbox's clock. */
  readonly at: string;
}

/**
 * Everything that happened, from the ledger alone, in the order it did. What passes within minutes (pages, 3-D Secure, a vendor that has not
 * replied yet) is not there until it has ended; tokens move no money and are never there.
 */
export function opayoFacts(books: BookReader): BookedFact[] {
  return books
    .all(TRANSACTIONS)
    .flatMap(factsOf)
    .sort((left, right) => (left.at + left.transactionId < right.at + right.transactionId ? -1 : 1));
}

/** States in which nothing was taken, whatever was tried (opayo.md 3.7). */
const NOTHING_TAKEN: readonly TransactionState[] = [1, 8, 9, 10, 11, 12, 13, 17, 20, 30, 31, 32, 33, 34, 35, 37];

/** The facts of one transaction, oldest first. */
export function factsOf(transaction: OpayoTransaction): BookedFact[] {
  const { transactionType, state } = transaction;
  if (transactionType === 'Token') return [];
  if (NOTHING_TAKEN.includes(state)) return [factOf(transaction, 'DECLINED')];
  if (state === STATE.EURO_AWAITING_AUTHORISATION) return [factOf(transaction, 'PENDING')];
  switch (transactionType) {
    case 'Refund':
      return reached(transaction, 16, 29) ? [factOf(transaction, 'REFUNDED')] : [];
    case 'Authenticate':
      return [
        ...when(transaction, [15, 21], 'AUTHENTICATED'),
        ...when(transaction, [22, 26], 'RELEASED_WITHOUT_CAPTURE'),
      ];
    case 'Deferred':
      return [
        ...when(transaction, [14], 'AUTHORISED'),
        ...when(transaction, [19, 27], 'RELEASED_WITHOUT_CAPTURE'),
        ...(transaction.releasedMinor === null ? [] : captureAndAfter(transaction)),
      ];
    default:
      return reached(transaction, 16, 29) ? captureAndAfter(transaction) : [];
  }
}

function captureAndAfter(transaction: OpayoTransaction): BookedFact[] {
  const taken = { ...transaction, amountMinor: transaction.releasedMinor ?? transaction.amountMinor };
  return [
    factOf(taken, 'CAPTURED', capturedAt(transaction)),
    ...when(taken, [18], 'VOIDED'),
    ...when(taken, [23, 36], 'SETTLEMENT_FAILED'),
  ];
}

/** Money is taken when the bank says so, not when the vendor replies. */
function capturedAt({ instructions, completedAt }: OpayoTransaction): string | null {
  return instructions.find(({ type }) => type === 'release')?.at ?? completedAt;
}

function when(transaction: OpayoTransaction, states: readonly TransactionState[], kind: BookedFactKind): BookedFact[] {
  const entered = transaction.history.find(({ state }) => states.includes(state));
  return entered ? [factOf(transaction, kind, entered.at)] : [];
}

function reached({ history }: OpayoTransaction, ...states: readonly TransactionState[]): boolean {
  return history.some(({ state }) => states.includes(state));
}

function factOf(transaction: OpayoTransaction, kind: BookedFactKind, at?: string | null): BookedFact {
  const { transactionId, vendor, vendorTxCode, amountMinor, currency, relatedTransactionId, completedAt, startedAt } =
    transaction;
  return {
    ...{ transactionId, vendor, vendorTxCode, kind, amountMinor, currency },
    parentTransactionId: relatedTransactionId,
    at: at ?? completedAt ?? startedAt,
  };
}
