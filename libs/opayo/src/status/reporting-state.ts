import type { StatusMeaning, StatusTable } from './status-table.js';

type States = Readonly<Record<number, StatusMeaning>>;

/** The shopper or the bank is still at it. */
const NOT_YET: States = {
  ...{ 2: 'PENDING', 3: 'PENDING', 4: 'PENDING', 5: 'PENDING', 6: 'PENDING', 7: 'PENDING' },
  ...{ 24: 'PENDING', 28: 'PENDING', 38: 'PENDING' },
};

/** Nothing was taken: failed, left, aborted, cancelled by Opayo, declined. */
const NOTHING_TAKEN: States = {
  ...{ 1: 'DECLINED', 8: 'DECLINED', 9: 'DECLINED', 10: 'DECLINED', 11: 'DECLINED', 12: 'DECLINED', 13: 'DECLINED' },
  ...{ 17: 'DECLINED', 20: 'DECLINED', 30: 'DECLINED', 31: 'DECLINED', 32: 'DECLINED', 33: 'DECLINED' },
  ...{ 34: 'DECLINED', 35: 'DECLINED', 37: 'DECLINED' },
};

/** A card being stored. */
const A_TOKEN: States = { 25: 'NONE', 39: 'NONE' };

const EVERY_TYPE: States = { ...NOT_YET, ...NOTHING_TAKEN, ...A_TOKEN };

/** Money that was taken, and how it can come undone: void on the same day, or not settled by the bank. */
const TAKEN: States = {
  16: 'CAPTURED',
  29: 'CAPTURED',
  18: 'VOIDED',
  23: 'SETTLEMENT_FAILED',
  36: 'SETTLEMENT_FAILED',
};

/** Money that was reserved: waiting, aborted, lapsed after 30 days; 16 is its release. */
const RESERVED: States = { 14: 'AUTHORISED', 19: 'RELEASED_WITHOUT_CAPTURE', 27: 'RELEASED_WITHOUT_CAPTURE' };

/** 26 is used up or lapsed after 90 days; what was authorised of it before are transactions of their own. */
const AUTHENTICATED: States = {
  ...{ 15: 'AUTHENTICATED', 21: 'AUTHENTICATED' },
  ...{ 22: 'RELEASED_WITHOUT_CAPTURE', 26: 'RELEASED_WITHOUT_CAPTURE' },
};

const nothing = (states: States): States =>
  Object.fromEntries(Object.keys(states).map((state): [string, StatusMeaning] => [state, 'NONE']));

/**
 * The Reporting API's vocabulary, transactiontype × txstateid (reference page 3.5 and 3.7, read 2026-11-23). There is no state for "settled": that is 16 or 29 with a
 * batchid.
 *
 * Missing on purpose, hence `UNRECOGNISED` (kept, alerted, never counted): a refund that was voided or not settled (18, 23, 36), because "voided" and
 * "settlement failed" take money back and here it comes back to us; a PreAuth accepted, which reserves without a way to say so here; states that do not belong to the type.
 */
export const REPORTING_STATE: StatusTable = {
  Payment: { ...EVERY_TYPE, ...TAKEN },
  Repeat: { ...EVERY_TYPE, ...TAKEN },
  Authorise: { ...EVERY_TYPE, ...TAKEN },
  Manual: { ...EVERY_TYPE, ...TAKEN },
  Deferred: { ...EVERY_TYPE, ...TAKEN, ...RESERVED },
  RepeatDeferred: { ...EVERY_TYPE, ...TAKEN, ...RESERVED },
  Authenticate: { ...EVERY_TYPE, ...AUTHENTICATED },
  Refund: { ...EVERY_TYPE, 16: 'REFUNDED', 29: 'REFUNDED' },
  PreAuth: EVERY_TYPE,
  Token: nothing(EVERY_TYPE),
};

/** The words of a reported transaction for `meaningOf(REPORTING_STATE, …)`; a state that is missing is no state. */
export function reportedWords(transaction: { readonly transactionType: string; readonly stateId: number | null }): {
  txType: string;
  status: string;
} {
  return { txType: transaction.transactionType, status: transaction.stateId?.toString() ?? '' };
}
