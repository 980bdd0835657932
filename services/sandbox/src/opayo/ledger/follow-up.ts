import type { BookDraft } from '../../books/collection.js';
import { authorisableMinor, refundableMinor } from './amounts.js';
import { decide, start, type NewTransaction } from './begin.js';
import { isAuthenticated } from './instruct.js';
import { outcome, type Outcome } from './outcome.js';
import { done, refused, type Ledgered, type Refusal } from './refusal.js';
import { isAuthorised, STATE } from './states.js';
import { change, type OpayoTransaction, type TransactionType } from './transaction.js';

/** A transaction that follows another: its own ids and texts, and how much of it, minor units. */
export type FollowUp = Pick<
  NewTransaction,
  'transactionId' | 'vendorTxCode' | 'securityKey' | 'system' | 'amountMinor' | 'description'
>;

/** Gives money back: at most what was captured less what has been refunded, in the same currency. */
export function refund(draft: BookDraft, original: OpayoTransaction, asked: FollowUp, at: Date): Ledgered {
  const refusal = whyNotRefund(original, asked.amountMinor);
  if (refusal) return refused(refusal);
  const made = follow(draft, original, { ...asked, transactionType: 'Refund' }, at);
  if (made.ok) change(draft, original, { refundedMinor: original.refundedMinor + asked.amountMinor }, at);
  return made;
}

/** Takes money of what was authenticated: several times, at most 115 % in all. Used up, the Authenticate ends. */
export function authorise(
  draft: BookDraft,
  original: OpayoTransaction,
  asked: FollowUp,
  at: Date,
  decision: Outcome = outcome('OK'),
): Ledgered {
  if (original.transactionType !== 'Authenticate') return refused('TYPE_NOT_ALLOWED');
  if (!isAuthenticated(original)) return refused('NOT_THIS_STATE');
  if (asked.amountMinor > authorisableMinor(original)) return refused('AUTHORISE_TOO_LARGE');
  const made = follow(draft, original, { ...asked, transactionType: 'Authorise' }, at, decision);
  if (!made.ok || !isAuthorised(made.transaction.state)) return made;
  const authorisedMinor = original.authorisedMinor + asked.amountMinor;
  const usedUp = authorisableMinor({ ...original, authorisedMinor }) <= 0;
  change(draft, original, { authorisedMinor, ...(usedUp ? { state: STATE.AUTHENTICATE_EXPIRED } : {}) }, at);
  return made;
}

/** Takes money again with the card of an earlier transaction, in whatever currency. */
export function repeat(
  draft: BookDraft,
  original: OpayoTransaction,
  { currency, ...asked }: FollowUp & { readonly currency: string },
  at: Date,
  decision: Outcome = outcome('OK'),
): Ledgered {
  if (['Refund', 'Authenticate', 'Token'].includes(original.transactionType)) return refused('TYPE_NOT_ALLOWED');
  if (!isAuthorised(original.state) && original.state !== STATE.DEFERRED) return refused('NOT_THIS_STATE');
  const made = follow(draft, original, { ...asked, currency, transactionType: 'Repeat' }, at, decision);
  if (made.ok) change(draft, original, { repeated: true }, at);
  return made;
}

function whyNotRefund(original: OpayoTransaction, amountMinor: number): Refusal | undefined {
  if (['Refund', 'Authenticate', 'Token'].includes(original.transactionType)) return 'TYPE_NOT_ALLOWED';
  if (!isAuthorised(original.state)) return 'NOT_THIS_STATE';
  return amountMinor > refundableMinor(original) ? 'REFUND_TOO_LARGE' : undefined;
}

function follow(
  draft: BookDraft,
  original: OpayoTransaction,
  asked: FollowUp & { readonly transactionType: TransactionType; readonly currency?: string },
  at: Date,
  decision: Outcome = outcome('OK'),
): Ledgered {
  const { vendor, card, customer, billing, currency, transactionId } = original;
  const begun = start(
    draft,
    { vendor, card, customer, billing, currency, ...asked, relatedTransactionId: transactionId },
    at,
  );
  if (!begun.ok) return begun;
  return done(decide(draft, asked.transactionId, decision, at));
}
