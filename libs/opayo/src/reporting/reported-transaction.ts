import { isCurrency, readMinor, type CurrencyCode, type MinorUnits } from '#libs/money';
import { secretOf, type Secret } from '../secret.js';
import { transactionIdOf } from '../transaction-id.js';
import { readLondonTime } from './london-time.js';
import type { VspaccessElement } from './vspaccess-reply.js';

/**
 * A transaction as Opayo's books have it now (getTransactionDetail), in its own words; null for what it leaves out or what cannot be read as what
 * it ought to be. Unlike Pi it tells what became of the transaction since. Source: reference page 3.5, read 2026-11-23.
 */
export interface ReportedTransaction {
  /** Upper-case GUID without braces. */
  readonly transactionId: string;
  /** The shop's own code; empty where Opayo names none. */
  readonly vendorTxCode: string;
  /** `Payment`, `Deferred`, `Authenticate`, `Authorise`, `Repeat`, `RepeatDeferred`, `Refund`, `Manual`, `PreAuth`, or a new word. */
  readonly transactionType: string;
  /** txstateid, 1 to 39 or a new one; what it means is `REPORTING_STATE`. */
  readonly stateId: number | null;
  /** A sentence in English. */
  readonly status: string;
  /** Minor units of `currency`; null also when the text has more decimals than the currency. */
  readonly amountMinor: MinorUnits | null;
  /** ISO 4217; null when there is none of that name. */
  readonly currency: CurrencyCode | null;
  /** UTC instant; Opayo writes London's clock. */
  readonly startedAt: Date | null;
  /** UTC instant: when the money was taken, refused or reserved. */
  readonly completedAt: Date | null;
  /** What its notifications are signed with. */
  readonly securityKey: Secret | null;
  readonly txAuthNo: string | null;
  readonly bankAuthorisationCode: string | null;
  /** The settlement batch it was sent to the acquirer in; null while it was not. There is no other sign of settlement. */
  readonly batchId: string | null;
  readonly authProcessor: string | null;
  readonly merchantNumber: string | null;
  readonly refunded: boolean | null;
  readonly repeated: boolean | null;
  readonly released: boolean | null;
  readonly aborted: boolean | null;
  /** `paymentsystem`: `VISA`, `MC`, `AMEX`, … */
  readonly cardType: string | null;
  /** Four digits, or null. */
  readonly lastFourDigits: string | null;
  /** ReD's word (`ACCEPT`, `DENY`, `CHALLENGE`, `NOTCHECKED`), else The 3rd Man's (`OK`, `HOLD`, `REJECT`, `NORESULT`). */
  readonly fraudRecommendation: string | null;
  /** `S` Server, `D` Direct, `F` Form, `T` terminal, … */
  readonly systemUsed: string | null;
  /** The transaction it refunds, repeats or authorises. Not in the field lists anybody published, so null is to be expected. */
  readonly relatedTransactionId: string | null;
}

/** A row of a list: enough to know that a transaction exists, not what became of it. */
export interface ReportedRow {
  readonly transactionId: string;
  readonly vendorTxCode: string;
  readonly transactionType: string;
  /** `SUCCESS`, `FAILURE`, `INVALID`, or a new word. */
  readonly result: string;
  readonly status: string;
  readonly amountMinor: MinorUnits | null;
  readonly currency: CurrencyCode | null;
  readonly startedAt: Date | null;
}

/** Reads a detail. `undefined` when it names no transaction. */
export function readReportedTransaction(element: VspaccessElement): ReportedTransaction | undefined {
  const row = readReportedRow(element);
  if (!row) return undefined;
  const { transactionId, vendorTxCode, transactionType, status, amountMinor, currency, startedAt } = row;
  const optional = (name: string): string | null => element.text(name) || null;
  const state = element.text('txstateid');
  const key = element.text('securitykey');
  const lastFourDigits = element.text('last4digits');
  const related = element.text('relatedtransactionid') || element.text('relatedvpstxid');
  return {
    ...{ transactionId, vendorTxCode, transactionType, status, amountMinor, currency, startedAt },
    stateId: /^\d{1,4}$/.test(state) ? Number(state) : null,
    completedAt: readLondonTime(element.text('completed')),
    securityKey: key === '' ? null : secretOf(key),
    txAuthNo: optional('vpsauthcode'),
    bankAuthorisationCode: optional('bankauthcode'),
    batchId: optional('batchid'),
    authProcessor: optional('authprocessor'),
    merchantNumber: optional('merchantnumber'),
    refunded: yesOrNo(element.text('refunded')),
    repeated: yesOrNo(element.text('repeated')),
    released: yesOrNo(element.text('released')),
    aborted: yesOrNo(element.text('aborted')),
    cardType: optional('paymentsystem'),
    lastFourDigits: /^\d{4}$/.test(lastFourDigits) ? lastFourDigits : null,
    fraudRecommendation: optional('fraudscreenrecommendation') ?? optional('t3maction'),
    systemUsed: optional('systemused'),
    relatedTransactionId: transactionIdOf(related) ?? null,
  };
}

/** Reads a row of a list. `undefined` when it names no transaction. */
export function readReportedRow(element: VspaccessElement): ReportedRow | undefined {
  const transactionId = transactionIdOf(element.text('vpstxid'));
  if (transactionId === undefined) return undefined;
  const currency = element.text('currency').toUpperCase();
  const amountMinor = readMinor(element.text('amount'), currency);
  return {
    transactionId,
    vendorTxCode: element.text('vendortxcode'),
    transactionType: element.text('transactiontype'),
    result: element.text('result'),
    status: element.text('status'),
    // Opayo knows no negative amounts: a refund is a transaction of its own.
    amountMinor: amountMinor !== undefined && amountMinor >= 0 ? amountMinor : null,
    currency: isCurrency(currency) ? currency : null,
    startedAt: readLondonTime(element.text('started') || element.text('startdate')),
  };
}

function yesOrNo(text: string): boolean | null {
  if (/^(?:yes|true|1)$/i.test(text)) return true;
  return /^(?:no|false|0)$/i.test(text) ? false : null;
}
