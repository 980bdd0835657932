import type { FactKind, StatusTable } from './status-table.js';

/** Ways in which nothing was taken, whatever was tried. */
const NOTHING_TAKEN = {
  NOTAUTHED: 'DECLINED',
  REJECTED: 'DECLINED',
  ABORT: 'DECLINED',
  MALFORMED: 'DECLINED',
  INVALID: 'DECLINED',
  ERROR: 'DECLINED',
} as const satisfies Record<string, FactKind>;

/**
 * The Server notification's vocabulary (reference page 2.2, read 2026-11-23). TOKEN is missing on purpose: a stored card is
 * no payment, so until tokens are a feature it is kept and shown as unrecognised.
 */
export const SERVER_STATUS: StatusTable = {
  PAYMENT: { OK: 'CAPTURED', PENDING: 'PENDING', ...NOTHING_TAKEN },
  DEFERRED: { OK: 'AUTHORISED', PENDING: 'PENDING', ...NOTHING_TAKEN },
  AUTHENTICATE: { AUTHENTICATED: 'AUTHENTICATED', REGISTERED: 'AUTHENTICATED', PENDING: 'PENDING', ...NOTHING_TAKEN },
};
