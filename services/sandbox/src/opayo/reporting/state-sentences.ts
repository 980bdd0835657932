import type { TransactionState } from '../ledger/states.js';

/** `status`: the state as an English sentence. Opayo's own wording is not public; the meaning is that of opayo.md 3.7. */
const SENTENCES: Readonly<Record<TransactionState, string>> = {
  1: 'Transaction failed registration. Either an INVALID or MALFORMED response was returned.',
  2: 'User on card selection page.',
  3: 'User on the card details entry page.',
  4: 'User on confirmation page.',
  5: 'Transaction at 3D-Secure authentication stage.',
  6: 'Transaction sent for authorisation.',
  7: 'Vendor notified of transaction state at their NotificationURL. Awaiting response.',
  8: 'Transaction CANCELLED by Opayo after 15 minutes of inactivity.',
  9: 'Transaction completed but Vendor systems returned INVALID or ERROR in response to notification POST. Transaction CANCELLED.',
  10: 'Transaction REJECTED by the Fraud Rules you have in place.',
  11: 'Transaction ABORTED by the Customer on the Payment Pages.',
  12: 'Transaction DECLINED by the bank (NOTAUTHED).',
  13: 'An ERROR occurred which cancelled this transaction.',
  14: 'Successful DEFERRED transaction, awaiting RELEASE.',
  15: 'Successful AUTHENTICATED transaction, awaiting AUTHORISE.',
  16: 'Successfully authorised transaction.',
  17: 'Transaction timed out at the authorisation stage.',
  18: 'Transaction VOIDed by the Vendor.',
  19: 'Successful DEFERRED transaction ABORTED by the Vendor.',
  20: 'Transaction has been timed out by Opayo.',
  21: 'Successfully REGISTERED transaction, awaiting AUTHORISE.',
  22: 'AUTHENTICATED or REGISTERED transaction CANCELLED by the Vendor.',
  23: 'Transaction could not be settled with the bank and has been failed by the Opayo systems.',
  24: 'PayPal transaction registered.',
  25: 'Token registered.',
  26: 'AUTHENTICATE transaction that can no longer be AUTHORISED against. It has either expired, or been fully authorised.',
  27: 'DEFERRED transaction that expired before it was RELEASEd or ABORTed.',
  28: 'Transaction waiting for authorisation.',
  29: 'Successfully authorised transaction.',
  30: 'Transaction failed.',
  31: 'Transaction failed due to invalid or incomplete data.',
  32: 'Transaction aborted by customer.',
  33: 'Transaction timed out at authorisation stage.',
  34: 'A remote ERROR occurred which cancelled this transaction.',
  35: 'A local ERROR occurred which cancelled this transaction.',
  36: 'The transaction could not be sent to the bank and has been failed by the Opayo systems.',
  37: 'The transaction was declined by the bank.',
  38: 'User at bank details page.',
  39: 'User at Token Details page.',
};

export function sentenceOf(state: TransactionState): string {
  return SENTENCES[state];
}

export type ReportedResult = 'SUCCESS' | 'FAILURE' | 'INVALID';

const SUCCESSFUL: readonly TransactionState[] = [14, 15, 16, 18, 19, 21, 22, 24, 25, 26, 27, 28, 29];

/** `result`; which state counts as which is inferred. A transaction under way has not succeeded. */
export function resultOf(state: TransactionState): ReportedResult {
  if (state === 1) return 'INVALID';
  return SUCCESSFUL.includes(state) ? 'SUCCESS' : 'FAILURE';
}
