import type { OpayoTransaction } from '../ledger/transaction.js';
import { vpsSignature } from './vps-signature.js';

/** Fields of a notification in the order they are posted, signature included. */
export type NotificationFields = Readonly<Record<string, string>>;

/** The notification of a completed transaction, protocol 3.00 (opayo.md 2.2); fields that do not apply are absent. */
export function notificationOf(transaction: OpayoTransaction): NotificationFields {
  const { card, outcome } = transaction;
  if (!card || !outcome) throw new RangeError(`${transaction.transactionId} is not completed`);
  const authorised = outcome.result === 'OK';
  const fields = {
    VPSProtocol: '3.00',
    TxType: 'PAYMENT',
    VendorTxCode: transaction.vendorTxCode,
    VPSTxId: `{${transaction.transactionId}}`,
    Status: outcome.result,
    StatusDetail: `${outcome.statusCode} : ${outcome.statusDetail}`,
    ...(authorised ? { TxAuthNo: String(transaction.txAuthNo) } : {}),
    AVSCV2: 'SECURITY CODE MATCH ONLY',
    AddressResult: 'NOTMATCHED',
    PostCodeResult: 'NOTMATCHED',
    CV2Result: 'MATCHED',
    GiftAid: '0',
    '3DSecureStatus': 'NOTCHECKED',
    CardType: card.formCardType,
    Last4Digits: card.lastFourDigits,
    DeclineCode: outcome.bankResponseCode ?? '',
    ExpiryDate: card.expiryDate,
    ...(transaction.bankAuthCode === null ? {} : { BankAuthCode: transaction.bankAuthCode }),
  };
  return { ...fields, VPSSignature: vpsSignature(fields, transaction) };
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
