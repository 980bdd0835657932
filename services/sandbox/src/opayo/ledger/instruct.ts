import { dateIn } from '#libs/calendar';
import type { BookDraft } from '../../books/collection.js';
import { TIME_ZONE } from '../../clock/sandbox-clock.js';
import { capturedAt } from './amounts.js';
import { isAuthorised, STATE } from './states.js';
import { done, refused, type Ledgered, type Refusal } from './refusal.js';
import { change, TRANSACTIONS, type InstructionType, type OpayoTransaction } from './transaction.js';

/**
 * Lets go of what was authorised, captured or refunded on the same day in London and is in no batch yet. A voided refund can be refunded
 * again, a voided authorisation authorised again.
 */
export function voidTransaction(draft: BookDraft, transaction: OpayoTransaction, at: Date): Ledgered {
  const refusal = whyNotVoid(transaction, at);
  if (refusal) return refused(refusal);
  giveBackToParent(draft, transaction, at);
  return instruct(draft, transaction, { type: 'void', state: STATE.VOIDED }, at);
}

/** Lets a deferred transaction go before it is released. */
export function abort(draft: BookDraft, transaction: OpayoTransaction, at: Date): Ledgered {
  const refusal = whyNotDeferred(transaction);
  return refusal
    ? refused(refusal)
    : instruct(draft, transaction, { type: 'abort', state: STATE.DEFERRED_ABORTED }, at);
}

/** Takes the money of a deferred transaction, or part of it: once, and never more than was reserved. */
export function release(draft: BookDraft, transaction: OpayoTransaction, amountMinor: number, at: Date): Ledgered {
  const refusal = whyNotDeferred(transaction);
  if (refusal) return refused(refusal);
  if (amountMinor > transaction.amountMinor) return refused('RELEASE_TOO_LARGE');
  return instruct(draft, transaction, { type: 'release', state: STATE.AUTHORISED, releasedMinor: amountMinor }, at);
}

/** Ends an Authenticate: nothing more can be authorised; what was authorised stays. */
export function cancel(draft: BookDraft, transaction: OpayoTransaction, at: Date): Ledgered {
  if (transaction.transactionType !== 'Authenticate') return refused('TYPE_NOT_ALLOWED');
  if (!isAuthenticated(transaction)) return refused('NOT_THIS_STATE');
  return instruct(draft, transaction, { type: 'cancel', state: STATE.AUTHENTICATE_CANCELLED }, at);
}

/** Put by, and neither cancelled nor used up. */
export function isAuthenticated({ state }: OpayoTransaction): boolean {
  return state === STATE.AUTHENTICATED || state === STATE.REGISTERED;
}

function whyNotVoid(transaction: OpayoTransaction, at: Date): Refusal | undefined {
  const { transactionType, state, batchId } = transaction;
  if (state === STATE.VOIDED) return 'ALREADY_VOIDED';
  if (transactionType === 'Authenticate' || transactionType === 'Token') return 'TYPE_NOT_ALLOWED';
  // What is only reserved is let go by abort.
  if (state === STATE.DEFERRED) return 'TYPE_NOT_ALLOWED';
  if (!isAuthorised(state)) return 'NOT_THIS_STATE';
  // Otherwise the shopper would get the refunded part twice. What Opayo does then is not public.
  if (transaction.refundedMinor > 0) return 'NOT_THIS_STATE';
  const processedAt = new Date(capturedAt(transaction) ?? 0);
  const sameDay = dateIn(processedAt, TIME_ZONE) === dateIn(at, TIME_ZONE);
  return sameDay && batchId === null ? undefined : 'TOO_LATE_TO_VOID';
}

function whyNotDeferred({ transactionType, state }: OpayoTransaction): Refusal | undefined {
  if (transactionType !== 'Deferred') return 'TYPE_NOT_ALLOWED';
  if (state === STATE.DEFERRED) return undefined;
  if (state === STATE.DEFERRED_ABORTED) return 'ALREADY_ABORTED';
  return isAuthorised(state) ? 'ALREADY_RELEASED' : 'NOT_THIS_STATE';
}

/** What a transaction took of its parent's remainder is there again once it does not stand. */
export function giveBackToParent(draft: BookDraft, child: OpayoTransaction, at: Date): void {
  const parent = child.relatedTransactionId === null ? undefined : draft.get(TRANSACTIONS, child.relatedTransactionId);
  if (!parent) return;
  const { refundedMinor, authorisedMinor } = parent;
  const { amountMinor } = child;
  if (child.transactionType === 'Refund') change(draft, parent, { refundedMinor: refundedMinor - amountMinor }, at);
  if (child.transactionType === 'Authorise')
    change(draft, parent, { authorisedMinor: authorisedMinor - amountMinor }, at);
}

function instruct(
  draft: BookDraft,
  transaction: OpayoTransaction,
  { type, ...changes }: { type: InstructionType } & Partial<OpayoTransaction>,
  at: Date,
): Ledgered {
  const amountMinor = type === 'release' ? (changes.releasedMinor ?? null) : null;
  const instructions = [...transaction.instructions, { type, at: at.toISOString(), amountMinor }];
  return done(change(draft, transaction, { ...changes, instructions }, at));
}
