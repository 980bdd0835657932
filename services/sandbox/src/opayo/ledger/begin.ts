import type { BookDraft } from '../../books/collection.js';
import { acquirerOf } from './acquirer.js';
import { stateAfter, type Outcome } from './outcome.js';
import { done, refused, type Ledgered } from './refusal.js';
import { STATE, type TransactionState } from './states.js';
import { byVendorTxCode, change, enter, TRANSACTIONS, type OpayoTransaction } from './transaction.js';

type Essential = 'transactionId' | 'vendor' | 'vendorTxCode' | 'securityKey' | 'transactionType' | 'system';
type Told = 'amountMinor' | 'currency' | 'description';
type Optional = 'relatedTransactionId' | 'settlementReferenceText' | 'card' | 'customer' | 'billing' | 'fraud';

/** What a new transaction is made of; amounts in minor units. */
export type NewTransaction = Pick<OpayoTransaction, Essential | Told> &
  Partial<Pick<OpayoTransaction, Optional>> & {
    /** Where it begins: on a page, at 3-D Secure, or sent for authorisation (the default). */
    readonly state?: TransactionState;
    /** Default: `at`. */
    readonly startedAt?: Date;
  };

/** Enters a new transaction, undecided. A code its vendor has used before is refused. `at` is the sandbox's now. */
export function start(draft: BookDraft, { state, startedAt, ...told }: NewTransaction, at: Date): Ledgered {
  if (byVendorTxCode(draft, told.vendor, told.vendorTxCode)) return refused('VENDOR_TX_CODE_USED');
  const now = at.toISOString();
  const begins = state ?? STATE.SENT_FOR_AUTHORISATION;
  return done(
    enter(draft, {
      relatedTransactionId: null,
      settlementReferenceText: null,
      card: null,
      customer: null,
      billing: null,
      fraud: 'NOTCHECKED',
      ...told,
      vendor: told.vendor.toLowerCase(),
      state: begins,
      history: [{ state: begins, at: now }],
      startedAt: (startedAt ?? at).toISOString(),
      completedAt: null,
      lastActivityAt: now,
      outcome: null,
      txAuthNo: null,
      bankAuthCode: null,
      releasedMinor: null,
      refundedMinor: 0,
      authorisedMinor: 0,
      repeated: false,
      batchId: null,
      authProcessor: null,
      merchantNumber: null,
      instructions: [],
      notifications: [],
    }),
  );
}

/** What a decision brings along beside the outcome itself. */
export type Decided = Partial<Pick<OpayoTransaction, 'card' | 'fraud'>>;

/** Bank authorisation code of every authorisation in Opayo's sandbox (opayo.md 7). */
const BANK_AUTH_CODE = '999777';

/**
 * The bank, the rules or the shopper have decided. A Server transaction now waits for its vendor's reply (state 7), any other is where its
 * outcome leads. Deciding a second time changes nothing. Throws `RangeError` when there is no such transaction.
 */
export function decide(
  draft: BookDraft,
  transactionId: string,
  outcome: Outcome,
  at: Date,
  decided: Decided = {},
): OpayoTransaction {
  const transaction = draft.get(TRANSACTIONS, transactionId);
  if (!transaction) throw new RangeError(`Opayo has no transaction ${transactionId}`);
  if (transaction.outcome !== null) return transaction;
  const authorised = outcome.result === 'OK' && transaction.transactionType !== 'Token';
  const card = decided.card ?? transaction.card;
  const awaitsReply = transaction.system === 'S' && transaction.relatedTransactionId === null;
  return change(
    draft,
    transaction,
    {
      ...decided,
      outcome,
      ...acquirerOf(card),
      txAuthNo: authorised ? draft.nextNumber('opayo.tx-auth-no', 8_636_128) : null,
      bankAuthCode: authorised ? BANK_AUTH_CODE : null,
      state: awaitsReply ? STATE.VENDOR_NOTIFIED : stateAfter(transaction.transactionType, outcome),
      completedAt: at.toISOString(),
    },
    at,
  );
}
