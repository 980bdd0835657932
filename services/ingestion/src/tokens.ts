/** Injects the `NotificationDesk`. */
export const NOTIFICATION_DESK = Symbol('NOTIFICATION_DESK');
/** Injects the `RegistrationBook`. */
export const REGISTRATION_BOOK = Symbol('REGISTRATION_BOOK');
/** Injects the `OrderBook`. */
export const ORDER_BOOK = Symbol('ORDER_BOOK');
/** Injects the `Vendors`: the vendor accounts at Opayo this service serves. */
export const VENDORS = Symbol('VENDORS');
/** Injects the `ClaimBook`. */
export const CLAIM_BOOK = Symbol('CLAIM_BOOK');
/** Injects the `ClaimCheck`. */
export const CLAIM_CHECK = Symbol('CLAIM_CHECK');
/** Injects the `RefusedSubmissions`. */
export const REFUSED_SUBMISSIONS = Symbol('REFUSED_SUBMISSIONS');
/** Injects the `SubmittedDesk`. */
export const SUBMITTED_DESK = Symbol('SUBMITTED_DESK');
/** Injects the `GapBook`. */
export const GAP_BOOK = Symbol('GAP_BOOK');
/** Injects the `PageDesk`. */
export const PAGE_DESK = Symbol('PAGE_DESK');
/** Injects a function that tells our own address as Opayo reaches it. */
export const OWN_ADDRESS = Symbol('OWN_ADDRESS');
