import type { StatusMeaning, StatusTable } from './status-table.js';

/** Ways in which nothing was taken, whatever was tried. */
const NOTHING_TAKEN = {
  NOTAUTHED: 'DECLINED',
  REJECTED: 'DECLINED',
  ABORT: 'DECLINED',
  MALFORMED: 'DECLINED',
  INVALID: 'DECLINED',
  ERROR: 'DECLINED',
} as const satisfies Record<string, StatusMeaning>;

/**
 * The Server notification's vocabulary (reference page 2.2, read 2026-11-23). A TOKEN stores a card and moves no money, however it ends. What is not
 * here (`PAYMENT REGISTERED`, `OK REPEATED`, a refund) is never notified as far as anybody has documented.
 */
export const SERVER_STATUS: StatusTable = {
  PAYMENT: { OK: 'CAPTURED', PENDING: 'PENDING', ...NOTHING_TAKEN },
  DEFERRED: { OK: 'AUTHORISED', PENDING: 'PENDING', ...NOTHING_TAKEN },
  AUTHENTICATE: { AUTHENTICATED: 'AUTHENTICATED', REGISTERED: 'AUTHENTICATED', PENDING: 'PENDING', ...NOTHING_TAKEN },
  TOKEN: {
    ...{ OK: 'NONE', PENDING: 'NONE', NOTAUTHED: 'NONE', REJECTED: 'NONE' },
    ...{ ABORT: 'NONE', MALFORMED: 'NONE', INVALID: 'NONE', ERROR: 'NONE' },
  },
};
