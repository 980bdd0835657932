import type { BookDraft } from '../../books/collection.js';
import { abort, cancel, release, voidTransaction } from '../ledger/instruct.js';
import type { Ledgered } from '../ledger/refusal.js';
import type { OpayoTransaction } from '../ledger/transaction.js';
import { readAmount } from '../server/form-amount.js';
import { invalid } from '../server/form-refusal.js';
import type { Form } from '../server/form.js';
import { ownToken, TOKENS } from '../server/tokens.js';
import { findOriginal, ITSELF, ITSELF_UNAUTHORISED } from './find-original.js';
import { refusedByLedger, type Posted } from './posted.js';

export function postVoid(draft: BookDraft, vendor: string, form: Form, at: Date): Posted {
  return instruct(draft, vendor, form, ITSELF, '2005 : The Void was Successful.', (original) =>
    voidTransaction(draft, original, at),
  );
}

export function postAbort(draft: BookDraft, vendor: string, form: Form, at: Date): Posted {
  return instruct(draft, vendor, form, ITSELF, '2006 : The Abort was Successful.', (original) =>
    abort(draft, original, at),
  );
}

export function postCancel(draft: BookDraft, vendor: string, form: Form, at: Date): Posted {
  return instruct(draft, vendor, form, ITSELF_UNAUTHORISED, '2012 : The Cancel was Successful.', (original) =>
    cancel(draft, original, at),
  );
}

/** RELEASE names its amount, at most what was reserved. */
export function postRelease(draft: BookDraft, vendor: string, form: Form, at: Date): Posted {
  const found = findOriginal(draft, vendor, form, ITSELF);
  if (!found.ok) return { refusal: found.refusal };
  const amount = readAmount(form, found.original.currency, 'ReleaseAmount');
  if (!amount.ok) return { refusal: amount.refusal };
  return replyOf(release(draft, found.original, amount.amountMinor, at), '2004 : The Release was Successful.');
}

export function postRemoveToken(draft: BookDraft, vendor: string, form: Form): Posted {
  const token = ownToken(draft, vendor, form.get('Token') ?? '');
  if (!token) return { refusal: invalid('2018', 'Token not supplied or Invalid token.') };
  draft.remove(TOKENS, token.token);
  return { reply: { Status: 'OK', StatusDetail: '2017 : Token removed successfully.' } };
}

function instruct(
  draft: BookDraft,
  vendor: string,
  form: Form,
  pointer: typeof ITSELF,
  detail: string,
  work: (original: OpayoTransaction) => Ledgered,
): Posted {
  const found = findOriginal(draft, vendor, form, pointer);
  return found.ok ? replyOf(work(found.original), detail) : { refusal: found.refusal };
}

function replyOf(made: Ledgered, detail: string): Posted {
  return made.ok ? { reply: { Status: 'OK', StatusDetail: detail } } : { refusal: refusedByLedger(made.refusal) };
}
