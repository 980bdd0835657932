import type { StatusMeaning, StatusTable } from './status-table.js';

/** Ways in which nothing was taken, whatever was tried. */
const NOTHING_TAKEN = {
  NotAuthed: 'DECLINED',
  Rejected: 'DECLINED',
  Malformed: 'DECLINED',
  Invalid: 'DECLINED',
  Error: 'DECLINED',
} as const satisfies Record<string, StatusMeaning>;

/** The shopper is at the bank's or at PayPal's. */
const ELSEWHERE = { '3DAuth': 'PENDING', Redirect: 'PENDING' } as const satisfies Record<string, StatusMeaning>;

/**
 * Pi's vocabulary, transactionType × status (reference page 1.5, read 2026-11-23). Pi shows the result of the registration for ever: `Deferred Ok` stays what it
 * was when the money has long been released, so a later state is asked of the Reporting API. Pi leaves the type out of declines and of what is waiting for the shopper;
 * an `Ok` without a type is nobody's money.
 */
export const PI_STATUS: StatusTable = {
  Payment: { Ok: 'CAPTURED', ...ELSEWHERE, ...NOTHING_TAKEN },
  Deferred: { Ok: 'AUTHORISED', ...ELSEWHERE, ...NOTHING_TAKEN },
  Authenticate: { Authenticated: 'AUTHENTICATED', Registered: 'AUTHENTICATED', ...ELSEWHERE, ...NOTHING_TAKEN },
  Authorise: { Ok: 'CAPTURED', ...NOTHING_TAKEN },
  Repeat: { Ok: 'CAPTURED', ...NOTHING_TAKEN },
  Refund: { Ok: 'REFUNDED', ...NOTHING_TAKEN },
  '': { ...ELSEWHERE, ...NOTHING_TAKEN },
};
