import type { BookReader } from '../../books/collection.js';
import { abort, cancel, release, voidTransaction } from '../ledger/instruct.js';
import { lapse } from '../ledger/lapse.js';
import { ownTransaction, type InstructionType } from '../ledger/transaction.js';
import { londonTimestamp } from './london-timestamp.js';
import { fieldErrors, refusal, type PiAnswer } from './pi-answer.js';
import { ledgerRefusal, type PiWork } from './pi-work.js';

const TYPES: readonly InstructionType[] = ['void', 'abort', 'release', 'cancel'];

/** `POST /transactions/{id}/instructions` (opayo.md 1.4). */
export function giveInstruction({ draft, account, now, request }: PiWork, transactionId: string): PiAnswer {
  const found = ownTransaction(draft, account.vendor, transactionId);
  if (!found) return refusal(1012);
  const instructionType = request.word('instructionType', TYPES);
  const amountMinor =
    instructionType === 'release' ? request.integer('amount', { min: 1, max: Number.MAX_SAFE_INTEGER }) : 0;
  if (request.errors.length > 0 || !instructionType || amountMinor === undefined) return fieldErrors(request.errors);
  const transaction = lapse(draft, found, now);
  const does = {
    void: () => voidTransaction(draft, transaction, now),
    abort: () => abort(draft, transaction, now),
    cancel: () => cancel(draft, transaction, now),
    release: () => release(draft, transaction, amountMinor, now),
  };
  const done = does[instructionType]();
  if (!done.ok) return ledgerRefusal(done.refusal, 'amount');
  return { status: 201, body: { instructionType, date: londonTimestamp(now) } };
}

/** `GET /transactions/{id}/instructions`. */
export function listInstructions(books: BookReader, vendor: string, transactionId: string): PiAnswer {
  const transaction = ownTransaction(books, vendor, transactionId);
  if (!transaction) return refusal(1012);
  if (transaction.instructions.length === 0) return refusal(1019);
  const instructions = transaction.instructions.map(({ type, at }) => ({
    instructionType: type,
    date: londonTimestamp(new Date(at)),
  }));
  return { status: 200, body: { instructions } };
}
