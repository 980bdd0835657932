import type { BookDraft, BookReader } from '../../books/collection.js';
import { start } from '../ledger/begin.js';
import { isOnPage, STATE } from '../ledger/states.js';
import { byVendorTxCode, newSecurityKey, newTransactionId, type OpayoTransaction } from '../ledger/transaction.js';
import { invalid, malformed, type FormRefusal } from './form-refusal.js';
import type { AskedRegistration } from './read-registration.js';
import { REGISTRATIONS } from './server-registration.js';
import { ownToken } from './tokens.js';

export type Registered =
  | { readonly ok: true; readonly repeated: boolean; readonly transaction: OpayoTransaction }
  | { readonly ok: false; readonly refusal: FormRefusal };

/**
 * Enters a Server transaction, its shopper on the first page. The same registration again, while its shopper is still there, is answered as the
 * first one; the same code for anything else is refused (opayo.md 4.5). `at` is the sandbox's now.
 */
export function registerServerTransaction(draft: BookDraft, asked: AskedRegistration, at: Date): Registered {
  const { server, ...told } = asked;
  const known = byVendorTxCode(draft, asked.vendor, asked.vendorTxCode);
  if (known) return again(draft, known, asked);
  const paidWith = server.token === null ? undefined : ownToken(draft, asked.vendor, server.token);
  if (server.token !== null && !paidWith)
    return { ok: false, refusal: invalid('2018', 'Token not supplied or Invalid token.') };
  const begun = start(
    draft,
    {
      ...told,
      transactionId: newTransactionId(),
      securityKey: newSecurityKey(),
      system: 'S',
      state: STATE.ON_CARD_SELECTION_PAGE,
    },
    at,
  );
  if (!begun.ok) return { ok: false, refusal: codeUsed() };
  const { transactionId } = begun.transaction;
  const token = paidWith?.token ?? null;
  draft.put(REGISTRATIONS, transactionId, { ...server, token, transactionId, madeToken: null, redirectUrl: null });
  return { ok: true, repeated: false, transaction: begun.transaction };
}

function again(books: BookReader, known: OpayoTransaction, asked: AskedRegistration): Registered {
  const first = books.get(REGISTRATIONS, known.transactionId);
  if (!first || !isOnPage(known.state)) return { ok: false, refusal: codeUsed() };
  const difference = differs(known, asked, first.fingerprint);
  if (!difference) return { ok: true, repeated: true, transaction: known };
  const [code, what] = difference;
  const text = `An active transaction with this VendorTxCode has been found but ${what} different.`;
  return { ok: false, refusal: malformed(code, text) };
}

function differs(
  known: OpayoTransaction,
  asked: AskedRegistration,
  fingerprint: string,
): [code: string, what: string] | undefined {
  if (known.amountMinor !== asked.amountMinor) return ['4002', 'the Amount is'];
  if (known.currency !== asked.currency) return ['4003', 'the Currency is'];
  if (known.transactionType !== asked.transactionType) return ['4004', 'the TxType is'];
  return fingerprint === asked.server.fingerprint ? undefined : ['4005', 'some data fields are'];
}

function codeUsed(): FormRefusal {
  return invalid('4042', 'The VendorTxCode has been used before for another transaction.');
}
