import {
  meaningOf,
  REPORTING_STATE,
  reportedWords,
  tellsTheSame,
  type FactKind,
  type Notification,
  type PiTransaction,
  type ReportedTransaction,
  type StatusMeaning,
} from '#libs/opayo';
import type { Amount } from './fact.js';

/** What Opayo's own books add to what it notified. */
export interface BookEntry {
  readonly source: 'REPORTING' | 'PI';
  readonly amount: Amount;
  /** UTC; null where the books do not tell (Pi has no times). */
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly authProcessor: string | null;
  readonly merchantNumber: string | null;
}

/** Whether Opayo's books bear out a notification: `not yet` may still come to agree. */
export type Agreement = 'agrees' | 'not yet' | 'disagrees';

/** Vendor notified, its answer awaited: what a transaction is while we answer, and for a moment after it. */
const AWAITING_OUR_ANSWER = 7;

/** What may have become of a notified transaction since; its notification was true, and may be late by days. */
const SINCE: Readonly<Partial<Record<FactKind, readonly StatusMeaning[]>>> = {
  CAPTURED: ['VOIDED', 'SETTLEMENT_FAILED'],
  AUTHORISED: ['CAPTURED', 'RELEASED_WITHOUT_CAPTURE', 'VOIDED', 'SETTLEMENT_FAILED'],
  AUTHENTICATED: ['RELEASED_WITHOUT_CAPTURE'],
  PENDING: ['CAPTURED', 'AUTHORISED', 'DECLINED', 'VOIDED', 'RELEASED_WITHOUT_CAPTURE', 'SETTLEMENT_FAILED'],
};

/** Compares a notification with Opayo's report of the same transaction. */
export function agreementOf(kind: StatusMeaning, notification: Notification, reported: ReportedTransaction): Agreement {
  const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();
  if (!same(reported.transactionType, notification.txType)) return 'disagrees';
  if (reported.vendorTxCode !== '' && reported.vendorTxCode !== notification.vendorTxCode) return 'disagrees';
  if (reported.stateId === AWAITING_OUR_ANSWER) return 'agrees';
  const meaning = meaningOf(REPORTING_STATE, reportedWords(reported));
  if (kind === meaning || (kind !== 'NONE' && SINCE[kind]?.includes(meaning))) return 'agrees';
  return meaning === 'PENDING' ? 'not yet' : 'disagrees';
}

/** The entry of a report; undefined when it names no usable amount. */
export function entryOfReport(reported: ReportedTransaction): BookEntry | undefined {
  const { amountMinor, currency, startedAt, completedAt, authProcessor, merchantNumber } = reported;
  if (amountMinor === null || currency === null) return undefined;
  const amount = { amountMinor, currency };
  return { source: 'REPORTING', amount, startedAt, completedAt, authProcessor, merchantNumber };
}

/** Pi always shows the result of the registration, so it agrees word for word or not at all. */
export function piAgrees(notification: Notification, transaction: PiTransaction): boolean {
  return tellsTheSame(transaction, notification);
}

/** The entry of what Pi shows; undefined when it names no usable amount. */
export function entryOfPi({ amountMinor, currency }: PiTransaction): BookEntry | undefined {
  if (amountMinor === null || currency === null) return undefined;
  const unknown = { startedAt: null, completedAt: null, authProcessor: null, merchantNumber: null };
  return { source: 'PI', amount: { amountMinor, currency }, ...unknown };
}
