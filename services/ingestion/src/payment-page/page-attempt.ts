import { createHash } from 'node:crypto';
import type { Secret } from '#libs/service';

/** What the shop gets: where to send its shopper, and until when Opayo keeps the page. */
export interface PaymentPage {
  readonly vendorTxCode: string;
  /** Upper-case GUID. */
  readonly transactionId: string;
  readonly paymentPageUrl: string;
  /** UTC, ISO 8601; Opayo cancels a page that was not used by then. */
  readonly expiresAt: string;
}

/** Why Opayo made no page of it, and never will. */
export interface PageRefusal {
  /** Opayo's word and code. */
  readonly status: string;
  readonly code: string | null;
  readonly text: string;
}

/**
 * SENT: on its way. OPEN: there is a page. REFUSED: Opayo will not make one. NOT_SENT: Opayo surely did not get it. UNKNOWN: sent and unheard; its page is lost,
 * because nobody has its address, and Opayo cancels it by itself.
 */
export type AttemptState = 'SENT' | 'OPEN' | 'REFUSED' | 'NOT_SENT' | 'UNKNOWN';

/** One try to have a page made. */
export interface PageAttempt {
  readonly id: number;
  /** Counts within one idempotency key, from 1. */
  readonly attempt: number;
  readonly requestHash: string;
  readonly vendor: string;
  readonly vendorTxCode: string;
  readonly state: AttemptState;
  readonly sentAt: Date;
  readonly page: PaymentPage | undefined;
  readonly refusal: PageRefusal | undefined;
}

/** Whose page it is and under which key it is asked for again. */
export interface PageKey {
  readonly shop: string;
  readonly idempotencyKey: string;
}

/** Opayo's answer, with what its notification will be signed with. */
export interface OpenedPage {
  readonly page: PaymentPage;
  readonly securityKey: Secret;
}

/** Opayo cancels a page that nobody finished within this time (reference page 2.6). */
export const PAGE_LIFE_MS = 15 * 60 * 1000;

const LONGEST_READABLE = 27;

/**
 * Opayo's VendorTxCode of an attempt: the order in letters Opayo takes, so that people find it in MyOpayo, and 12 hex digits that make it unique. At most
 * 40 characters, the same for the same attempt.
 */
export function vendorTxCodeOf({ shop, idempotencyKey }: PageKey, orderReference: string, attempt: number): string {
  const readable = `${shop}-${orderReference}`.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, LONGEST_READABLE);
  const digest = createHash('sha256')
    .update(JSON.stringify([shop, idempotencyKey, attempt]))
    .digest('hex');
  return `${readable}-${digest.slice(0, 12)}`;
}
