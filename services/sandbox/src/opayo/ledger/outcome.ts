import { STATE, type TransactionState } from './states.js';
import type { TransactionType } from './transaction-type.js';

/** The form posts' words for how a registration ended (opayo.md 2.2, 4.3); Pi writes the same in mixed case. */
export type Result =
  | 'OK'
  | 'NOTAUTHED'
  | 'REJECTED'
  | 'AUTHENTICATED'
  | 'REGISTERED'
  | 'PENDING'
  | 'ABORT'
  | 'ERROR'
  | 'INVALID'
  | 'MALFORMED';

/** What address, postcode and security code were worth. */
export type Match = 'MATCHED' | 'NOTMATCHED' | 'NOTPROVIDED' | 'NOTCHECKED';

/** The form posts' words; Pi's are translated where Pi answers. */
export type ThreeDSecureStatus =
  'OK' | 'NOTCHECKED' | 'NOTAVAILABLE' | 'NOTAUTHED' | 'INCOMPLETE' | 'ERROR' | 'ATTEMPTONLY' | 'CANTAUTH';

export interface Checks {
  readonly address: Match;
  readonly postCode: Match;
  readonly cv2: Match;
}

/** How a registration ended, and why. */
export interface Outcome {
  readonly result: Result;
  /** Four digits (opayo.md 4.5). */
  readonly statusCode: string;
  readonly statusDetail: string;
  /** The bank's own word, two characters: Pi's bankResponseCode, the forms' DeclineCode. Null when no bank was asked. */
  readonly bankResponseCode: string | null;
  readonly checks: Checks;
  readonly threeDSecure: ThreeDSecureStatus;
}

export const NOT_CHECKED: Checks = { address: 'NOTCHECKED', postCode: 'NOTCHECKED', cv2: 'NOTCHECKED' };

/** Code, text and bank's word of each result as Opayo gives them in general (opayo.md 1.5, 1.9, 4.5). */
const GENERAL: Readonly<Record<Result, readonly [statusCode: string, statusDetail: string, bank: string | null]>> = {
  OK: ['0000', 'The Authorisation was Successful.', '00'],
  NOTAUTHED: ['2000', 'The Authorisation was Declined by the bank.', '05'],
  REJECTED: ['2001', 'The Authorisation was Rejected by the vendor rule-base.', '00'],
  AUTHENTICATED: ['2010', 'The Authorisation was Authenticated.', null],
  REGISTERED: ['2011', 'The Authorisation was Registered.', null],
  PENDING: ['2019', 'The Transaction is pending.', null],
  ABORT: ['2013', 'The Transaction was cancelled by the customer.', null],
  ERROR: ['2003', 'The Server encountered an error.', null],
  INVALID: ['5036', 'The Transaction was invalid.', null],
  MALFORMED: ['3009', 'The Transaction was malformed.', null],
};

/** An outcome with Opayo's usual code and text; `more` says what is known beyond. */
export function outcome(result: Result, more: Partial<Outcome> = {}): Outcome {
  const [statusCode, statusDetail, bankResponseCode] = GENERAL[result];
  return {
    result,
    statusCode,
    statusDetail,
    bankResponseCode,
    checks: NOT_CHECKED,
    threeDSecure: 'NOTCHECKED',
    ...more,
  };
}

/** Money was reserved or taken, or a card was put by for it: what a vendor's wrong reply cancels. */
export function isGood({ result }: Outcome): boolean {
  return ['OK', 'AUTHENTICATED', 'REGISTERED', 'PENDING'].includes(result);
}

const STATE_OF: Readonly<Record<Exclude<Result, 'OK'>, TransactionState>> = {
  NOTAUTHED: STATE.DECLINED,
  REJECTED: STATE.REJECTED_BY_RULES,
  AUTHENTICATED: STATE.AUTHENTICATED,
  REGISTERED: STATE.REGISTERED,
  PENDING: STATE.EURO_AWAITING_AUTHORISATION,
  ABORT: STATE.ABORTED_BY_SHOPPER,
  ERROR: STATE.GATEWAY_ERROR,
  INVALID: STATE.FAILED_REGISTRATION,
  MALFORMED: STATE.FAILED_REGISTRATION,
};

/** The state an outcome leads to once nobody has to be asked any more (opayo.md 3.7; which result leads where is inferred). */
export function stateAfter(transactionType: TransactionType, { result }: Outcome): TransactionState {
  if (result !== 'OK') return STATE_OF[result];
  if (transactionType === 'Deferred') return STATE.DEFERRED;
  if (transactionType === 'Token') return STATE.TOKEN_REGISTERED;
  if (transactionType === 'Authenticate') return STATE.AUTHENTICATED;
  return STATE.AUTHORISED;
}
