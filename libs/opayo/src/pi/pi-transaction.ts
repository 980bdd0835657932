import { isCurrency, minorUnits, type CurrencyCode, type MinorUnits } from '#libs/money';
import { transactionIdOf } from '../transaction-id.js';

/**
 * A transaction as Opayo's Pi API shows it: always the result of its registration, not what became of it since (a release or void does not show
 * here). No vendorTxCode, no dates. Words are Pi's own, mixed case, and may be new ones. Source: reference page 1.5, read 2026-11-23.
 */
export interface PiTransaction {
  /** Upper-case GUID. */
  readonly transactionId: string;
  /** `Payment`, `Deferred`, …; null where Pi leaves it out (declines). */
  readonly transactionType: string | null;
  /** `Ok`, `NotAuthed`, …. */
  readonly status: string;
  /** Four digits as text, `0000` for success. */
  readonly statusCode: string | null;
  readonly statusDetail: string | null;
  /** `amount.totalAmount`: what the shopper pays, surcharge included, in minor units of `currency`; null when Pi names none. */
  readonly amountMinor: MinorUnits | null;
  /** ISO 4217; null when Pi names none or none that exists. */
  readonly currency: CurrencyCode | null;
  readonly cardType: string | null;
  /** Four digits, or null. */
  readonly lastFourDigits: string | null;
  readonly bankAuthorisationCode: string | null;
}

/**
 * Reads Pi's JSON, leniently where Opayo says that clients must be: unknown properties and words pass, codes may be numbers or text.
 * An amount is a whole number of minor units or it is none. `undefined` when even the id or the status is missing: that is no transaction.
 */
export function readPiTransaction(json: unknown): PiTransaction | undefined {
  const transactionId = transactionIdOf(textAt(json, 'transactionId') ?? '');
  const status = textAt(json, 'status');
  if (transactionId === undefined || status === null) return undefined;
  const card = at(at(json, 'paymentMethod'), 'card');
  const currency = textAt(json, 'currency');
  const lastFourDigits = textAt(card, 'lastFourDigits');
  return {
    transactionId,
    transactionType: textAt(json, 'transactionType'),
    status,
    statusCode: textAt(json, 'statusCode'),
    statusDetail: textAt(json, 'statusDetail'),
    amountMinor: wholeAt(at(json, 'amount'), 'totalAmount'),
    currency: currency !== null && isCurrency(currency) ? currency : null,
    cardType: textAt(card, 'cardType'),
    lastFourDigits: lastFourDigits !== null && /^\d{4}$/.test(lastFourDigits) ? lastFourDigits : null,
    bankAuthorisationCode: textAt(json, 'bankAuthorisationCode'),
  };
}

/** Whether Pi and the words of a notification or a report tell the same story; they differ in letter case only (`OK`, `Ok`). */
export function tellsTheSame(transaction: PiTransaction, words: { txType: string; status: string }): boolean {
  const same = (left: string, right: string): boolean => left.toUpperCase() === right.toUpperCase();
  if (!same(transaction.status, words.status)) return false;
  return transaction.transactionType === null || same(transaction.transactionType, words.txType);
}

/** A property of whatever JSON this is. */
export function at(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
}

/** A property as text; Opayo sends some codes now as text, now as numbers. */
export function textAt(json: unknown, name: string): string | null {
  const value = at(json, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function wholeAt(json: unknown, name: string): MinorUnits | null {
  const value = at(json, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? minorUnits(value) : null;
}
