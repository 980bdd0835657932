import type { OpayoTransaction } from './transaction.js';

/**
 * Why the ledger did not do something: code of the form posts (opayo.md 4.5), code and HTTP status of Pi (1.5). Which of 1014 and 1017 Pi gives
 * when is not public; here 1017 says that the type can never take the operation, 1014 that its state does not.
 */
export const REFUSALS = {
  NOT_FOUND: { pi: 1012, http: 404, form: '4028', text: 'Transaction not found' },
  VENDOR_TX_CODE_USED: {
    pi: 4042,
    http: 422,
    form: '4042',
    text: 'The VendorTxCode has been used before for another transaction',
  },
  TYPE_NOT_ALLOWED: { pi: 1017, http: 403, form: '4041', text: 'Operation not allowed for this transaction' },
  NOT_THIS_STATE: { pi: 1014, http: 403, form: '5004', text: 'Transaction status not applicable' },
  ALREADY_VOIDED: { pi: 1014, http: 403, form: '4036', text: 'The transaction has already been voided' },
  ALREADY_RELEASED: { pi: 1014, http: 403, form: '4038', text: 'The transaction has already been released' },
  ALREADY_ABORTED: { pi: 1014, http: 403, form: '4040', text: 'The transaction has already been aborted' },
  TOO_LATE_TO_VOID: {
    pi: 1014,
    http: 403,
    form: '5004',
    text: 'The transaction can be voided on its day of processing only',
  },
  REFUND_TOO_LARGE: {
    pi: 1018,
    http: 403,
    form: '4035',
    text: 'Refund amount would exceed the original transaction amount',
  },
  RELEASE_TOO_LARGE: {
    pi: 1021,
    http: 403,
    form: '4049',
    text: 'Release amount would exceed the original transaction amount',
  },
  AUTHORISE_TOO_LARGE: {
    pi: 4044,
    http: 422,
    form: '4044',
    text: 'Authorisations would exceed 115% of the original transaction amount',
  },
} as const;

export type Refusal = keyof typeof REFUSALS;

/** A refusal is an answer, not an error. */
export type Ledgered =
  { readonly ok: true; readonly transaction: OpayoTransaction } | { readonly ok: false; readonly refusal: Refusal };

export function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}

export function done(transaction: OpayoTransaction): { readonly ok: true; readonly transaction: OpayoTransaction } {
  return { ok: true, transaction };
}
