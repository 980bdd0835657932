import { readStatusDetail } from '../status-detail.js';
import { transactionIdOf } from '../transaction-id.js';
import { readForm, type FormFields, type FormRefusal } from './form-fields.js';

/**
 * What Opayo posts to the NotificationURL of a Server transaction, in its own words; nothing in it is to be trusted before
 * `isSignedWith` said so, and even then it says nothing about the amount, which is neither posted nor signed.
 * Source: reference page 2.2 (field lengths from there), read 2026-11-23.
 */
export interface Notification {
  /** Every field as it came, decoded; what is signed is taken from here. */
  readonly fields: FormFields;
  /** `2.23`, `3.00`, `4.00`; empty when absent. */
  readonly vpsProtocol: string;
  /** `PAYMENT`, `DEFERRED`, `AUTHENTICATE`, `TOKEN` or a word we do not know. */
  readonly txType: string;
  /** At most 40 characters of letters, digits and `{}._-`. */
  readonly vendorTxCode: string;
  /** Upper-case GUID without braces. */
  readonly transactionId: string;
  /** `OK`, `NOTAUTHED`, … or a word we do not know. */
  readonly status: string;
  /** Four digits before the colon of StatusDetail; null when there are none. */
  readonly statusCode: string | null;
  /** StatusDetail without its code. */
  readonly statusText: string;
  readonly cardType: string | null;
  /** Four digits; null when absent or when it is anything but four digits. */
  readonly lastFourDigits: string | null;
  readonly bankAuthorisationCode: string | null;
  /** The bank's two characters for a decline. */
  readonly bankDeclineCode: string | null;
  readonly fraudResponse: string | null;
}

/** Why a post is no notification. `field` is Opayo's name of the field. Never repeats a value. */
export interface NotificationRefusal {
  readonly code: FormRefusal['code'] | 'MISSING_FIELD' | 'BAD_FIELD';
  readonly field?: string;
}

export type NotificationReading =
  | { readonly ok: true; readonly notification: Notification }
  | { readonly ok: false; readonly refusal: NotificationRefusal };

// Words that are stored and compared: what Opayo may yet invent, but no more than a word.
const WORD = /^[\x20-\x7e]{1,50}$/;
const SHAPES: Readonly<Record<string, RegExp>> = {
  VPSTxId: /^\{?[0-9A-Fa-f-]{36}\}?$/,
  VendorTxCode: /^[A-Za-z0-9{}._-]{1,40}$/,
  Status: WORD,
  TxType: WORD,
  VPSSignature: /^[0-9A-Fa-f]{32}$/,
};

/** Reads the bytes of a notification. What cannot be one is an answer, not an error: whatever reaches a public address may be anything. */
export function readNotification(body: Uint8Array): NotificationReading {
  const form = readForm(body);
  if (!form.ok)
    return { ok: false, refusal: { code: form.code, ...(form.field === undefined ? {} : { field: form.field }) } };
  return notificationFrom(form.fields);
}

/** As `readNotification`, from fields that were decoded before (and kept until the registration was known). */
export function notificationFrom(fields: FormFields): NotificationReading {
  for (const [field, shape] of Object.entries(SHAPES)) {
    const value = fieldOf(fields, field);
    if (value === '') return { ok: false, refusal: { code: 'MISSING_FIELD', field } };
    if (!shape.test(value)) return { ok: false, refusal: { code: 'BAD_FIELD', field } };
  }
  const transactionId = transactionIdOf(fieldOf(fields, 'VPSTxId'));
  if (transactionId === undefined) return { ok: false, refusal: { code: 'BAD_FIELD', field: 'VPSTxId' } };
  return { ok: true, notification: named(fields, transactionId) };
}

/** A field's value by Opayo's name of it, in whatever case it was posted; empty when absent, which is also how it is signed. */
export function fieldOf(fields: FormFields, name: string): string {
  const exact = fields[name];
  if (exact !== undefined) return exact;
  const wanted = name.toLowerCase();
  return Object.entries(fields).find(([field]) => field.toLowerCase() === wanted)?.[1] ?? '';
}

function named(fields: FormFields, transactionId: string): Notification {
  const of = (name: string): string => fieldOf(fields, name);
  const optional = (name: string): string | null => of(name) || null;
  const detail = readStatusDetail(of('StatusDetail'));
  return {
    fields,
    vpsProtocol: of('VPSProtocol'),
    txType: of('TxType'),
    vendorTxCode: of('VendorTxCode'),
    transactionId,
    status: of('Status'),
    statusCode: detail.code,
    statusText: detail.text,
    cardType: optional('CardType'),
    lastFourDigits: /^\d{4}$/.test(of('Last4Digits')) ? of('Last4Digits') : null,
    bankAuthorisationCode: optional('BankAuthCode'),
    bankDeclineCode: optional('DeclineCode'),
    fraudResponse: optional('FraudResponse'),
  };
}
