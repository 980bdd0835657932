/**
 * Opayo's txstateid (opayo.md 3.7), by what they mean. Those from `EURO_AWAITING_AUTHORISATION` on belong to European methods; the sandbox
 * enters only some of all these by itself.
 */
export const STATE = {
  FAILED_REGISTRATION: 1,
  ON_CARD_SELECTION_PAGE: 2,
  ON_CARD_ENTRY_PAGE: 3,
  ON_CONFIRMATION_PAGE: 4,
  AT_3D_SECURE: 5,
  SENT_FOR_AUTHORISATION: 6,
  VENDOR_NOTIFIED: 7,
  CANCELLED_IDLE: 8,
  CANCELLED_BY_VENDOR_REPLY: 9,
  REJECTED_BY_RULES: 10,
  ABORTED_BY_SHOPPER: 11,
  DECLINED: 12,
  GATEWAY_ERROR: 13,
  DEFERRED: 14,
  AUTHENTICATED: 15,
  AUTHORISED: 16,
  TIMED_OUT_AT_AUTHORISATION: 17,
  VOIDED: 18,
  DEFERRED_ABORTED: 19,
  TIMED_OUT: 20,
  REGISTERED: 21,
  AUTHENTICATE_CANCELLED: 22,
  NOT_SETTLED: 23,
  TOKEN_REGISTERED: 25,
  AUTHENTICATE_EXPIRED: 26,
  DEFERRED_EXPIRED: 27,
  EURO_AWAITING_AUTHORISATION: 28,
  EURO_AUTHORISED: 29,
  EURO_NOT_SENT: 36,
} as const;

/** One of Opayo's txstateids, 1 to 39. */
export type TransactionState =
  // prettier-ignore
  | 1
  | 2
  | 3
  | 4
  | 5
  | 6
  | 7
  | 8
  | 9
  | 10
  | 11
  | 12
  | 13
  | 14
  | 15
  | 16
  | 17
  | 18
  | 19
  | 20
  // prettier-ignore
  | 21
  | 22
  | 23
  | 24
  | 25
  | 26
  | 27
  | 28
  | 29
  | 30
  | 31
  | 32
  | 33
  | 34
  | 35
  | 36
  | 37
  | 38
  | 39;

/** On the payment pages: the shopper is not through. */
export function isOnPage(state: TransactionState): boolean {
  return state >= STATE.ON_CARD_SELECTION_PAGE && state <= STATE.ON_CONFIRMATION_PAGE;
}

/** Authorised by the bank, and nothing has taken it back. */
export function isAuthorised(state: TransactionState): boolean {
  return state === STATE.AUTHORISED || state === STATE.EURO_AUTHORISED;
}
