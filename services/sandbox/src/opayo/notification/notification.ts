import { createHash } from 'node:crypto';
import type { Checks, Outcome } from '../ledger/outcome.js';
import type { OpayoTransaction, TransactionType } from '../ledger/transaction.js';
import type { ServerRegistration } from '../server/server-registration.js';
import { tokenSignature, vpsSignature } from './vps-signature.js';

/** Fields of a notification in the order they are posted, signature included. */
export type NotificationFields = Readonly<Record<string, string>>;

/** What a notification says beyond the transaction itself; a transaction nobody registered by form is told as a plain one of protocol 3.00. */
export type NotifiedBy = Pick<ServerRegistration, 'protocol' | 'giftAid' | 'madeToken'>;

const PLAIN: NotifiedBy = { protocol: '3.00', giftAid: false, madeToken: null };

/**
 * The notification of a completed transaction in its own protocol (opayo.md 2.2), signed; fields that do not apply are absent. The same
 * whenever it is made. Throws `RangeError` for a transaction that is not completed.
 */
export function notificationOf(transaction: OpayoTransaction, registration: NotifiedBy = PLAIN): NotificationFields {
  const { outcome } = transaction;
  if (!outcome) throw new RangeError(`${transaction.transactionId} is not completed`);
  if (transaction.transactionType === 'Token' && outcome.result === 'OK') return tokenMade(transaction, registration);
  const fields = present({
    ...head(transaction, outcome, registration),
    VPSTxId: `{${transaction.transactionId}}`,
    TxAuthNo: transaction.txAuthNo === null ? null : String(transaction.txAuthNo),
    ...(transaction.transactionType === 'Token' ? {} : aboutPayment(transaction, outcome, registration)),
    ...cardOf(transaction),
    ...(registration.protocol === '2.23' ? {} : sinceThree(transaction, outcome)),
    Token: registration.madeToken === null ? null : `{${registration.madeToken}}`,
    ...(registration.protocol === '4.00' ? sinceFour(transaction, outcome) : {}),
  });
  return { ...fields, VPSSignature: vpsSignature(fields, transaction) };
}

type Fields = Readonly<Record<string, string | null>>;

/** A token that was made: its VPSTxId without braces, and a signature over few fields (opayo.md 2.4). */
function tokenMade(transaction: OpayoTransaction, registration: NotifiedBy): NotificationFields {
  const fields = present({
    ...head(transaction, transaction.outcome, registration),
    VPSTxId: transaction.transactionId,
    Token: registration.madeToken === null ? null : `{${registration.madeToken}}`,
    ...cardOf(transaction),
    ExpiryDate: transaction.card?.expiryDate ?? null,
  });
  return { ...fields, VPSSignature: tokenSignature(fields, transaction) };
}

const TX_TYPES: Readonly<Partial<Record<TransactionType, string>>> = {
  Payment: 'PAYMENT',
  Deferred: 'DEFERRED',
  Authenticate: 'AUTHENTICATE',
  Token: 'TOKEN',
};

/** TxType of the form posts for what Server registers. */
export function txTypeOf({ transactionType }: Pick<OpayoTransaction, 'transactionType'>): string {
  return TX_TYPES[transactionType] ?? transactionType.toUpperCase();
}

function head(transaction: OpayoTransaction, outcome: Outcome | null, { protocol }: NotifiedBy): Fields {
  return {
    VPSProtocol: protocol,
    TxType: txTypeOf(transaction),
    VendorTxCode: transaction.vendorTxCode,
    Status: outcome?.result ?? null,
    StatusDetail: outcome && `${outcome.statusCode} : ${outcome.statusDetail}`,
  };
}

/** What a bank or a card issuer was asked; nobody is for a token. */
function aboutPayment(transaction: OpayoTransaction, outcome: Outcome, { giftAid }: NotifiedBy): Fields {
  const { checks, threeDSecure } = outcome;
  return {
    AVSCV2: avsCv2Of(checks),
    AddressResult: checks.address,
    PostCodeResult: checks.postCode,
    CV2Result: checks.cv2,
    GiftAid: giftAid ? '1' : '0',
    '3DSecureStatus': threeDSecure,
    CAVV: isAuthenticated(outcome) ? made(transaction, 'cavv', 20).toString('base64') : null,
  };
}

/** The three checks in one sentence. */
export function avsCv2Of({ address, postCode, cv2 }: Checks): string {
  const addressMatches = address === 'MATCHED' && postCode === 'MATCHED';
  if (addressMatches && cv2 === 'MATCHED') return 'ALL MATCH';
  if (cv2 === 'MATCHED') return 'SECURITY CODE MATCH ONLY';
  if (addressMatches) return 'ADDRESS MATCH ONLY';
  return [address, postCode, cv2].includes('NOTMATCHED') ? 'NO DATA MATCHES' : 'DATA NOT CHECKED';
}

function cardOf({ card }: OpayoTransaction): Fields {
  return { CardType: card?.formCardType ?? null, Last4Digits: card?.lastFourDigits ?? null };
}

function sinceThree({ card, fraud, bankAuthCode }: OpayoTransaction, outcome: Outcome): Fields {
  return {
    DeclineCode: outcome.bankResponseCode,
    ExpiryDate: card?.expiryDate ?? null,
    FraudResponse: card ? fraud : null,
    BankAuthCode: bankAuthCode,
  };
}

function sinceFour(transaction: OpayoTransaction, outcome: Outcome): Fields {
  const authenticated = isAuthenticated(outcome);
  return {
    ACSTransID: authenticated ? madeUuid(transaction, 'acs') : null,
    DSTransID: authenticated ? madeUuid(transaction, 'ds') : null,
    SchemeTraceID: transaction.txAuthNo === null ? null : `SP${made(transaction, 'scheme', 8).readBigUInt64BE()}`,
  };
}

function isAuthenticated({ threeDSecure }: Outcome): boolean {
  return threeDSecure === 'OK' || threeDSecure === 'ATTEMPTONLY';
}

/** Values nobody reads and everybody signs: made of the transaction's id, so that a repeat carries the same. */
function made({ transactionId }: OpayoTransaction, purpose: string, bytes: number): Buffer {
  return createHash('sha256').update(`${purpose} ${transactionId}`).digest().subarray(0, bytes);
}

function madeUuid(transaction: OpayoTransaction, purpose: string): string {
  const hex = made(transaction, purpose, 16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function present(fields: Fields): NotificationFields {
  const entries = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(entries);
}

const UNRESERVED = /[A-Za-z0-9*._-]/;

/** Form encoding of ISO-8859-1 bytes, as Opayo posts: blanks become `+`. What ISO-8859-1 lacks becomes `?`. */
export function encodeForm(fields: NotificationFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${encodeText(name)}=${encodeText(value)}`)
    .join('&');
}

function encodeText(text: string): string {
  return [...text]
    .map((character) => {
      if (character === ' ') return '+';
      const code = character.codePointAt(0) ?? 0;
      if (code > 0xff) return '%3F';
      return UNRESERVED.test(character) ? character : `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** What a vendor answered: OK, INVALID or ERROR, with its StatusDetail. */
export interface VendorReply {
  readonly status: string;
  readonly detail: string;
  readonly redirectUrl: string;
}

/** Reads `Name=Value` lines, names in whatever case and order (opayo.md 2.6). Undefined for anything without one of the three words. */
export function readVendorReply(body: string): VendorReply | undefined {
  const values = new Map(
    body.split(/\r?\n/).map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, Math.max(at, 0)).trim().toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const status = values.get('status')?.toUpperCase() ?? '';
  if (!['OK', 'INVALID', 'ERROR'].includes(status)) return undefined;
  return { status, detail: values.get('statusdetail') ?? '', redirectUrl: values.get('redirecturl') ?? '' };
}
