import type { BookDraft } from '../../books/collection.js';
import { giveBackToParent } from './instruct.js';
import { isAuthorised, STATE } from './states.js';
import { change, type OpayoTransaction } from './transaction.js';

/** Whether the next batch takes it: authorised, and in none yet. What was authorised by mistake can be voided until then. */
export function isToSettle({ state, batchId, transactionType }: OpayoTransaction): boolean {
  return isAuthorised(state) && batchId === null && transactionType !== 'Authenticate' && transactionType !== 'Token';
}

/** Stamps it with the batch that carries it to the acquirer. There is no state for it: 16 with a batch is settled (opayo.md 3.7). */
export function settle(draft: BookDraft, transaction: OpayoTransaction, batchId: string, at: Date): OpayoTransaction {
  return isToSettle(transaction) ? change(draft, transaction, { batchId }, at) : transaction;
}

/** The acquirer did not take it: the only thing that can still go wrong after an authorisation. */
export function failSettlement(draft: BookDraft, transaction: OpayoTransaction, at: Date): OpayoTransaction {
  if (!isAuthorised(transaction.state)) return transaction;
  giveBackToParent(draft, transaction, at);
  const state = transaction.state === STATE.EURO_AUTHORISED ? STATE.EURO_NOT_SENT : STATE.NOT_SETTLED;
  return change(draft, transaction, { state }, at);
}
