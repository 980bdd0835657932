import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../secret.js';
import { fieldOf, type Notification } from './notification.js';

/**
 * What Opayo signs, in this order and without separators; the two names in angle brackets are not posted. Each version of the protocol
 * added names at the end, and an absent field is signed as empty text, so this one list serves 2.23, 3.00 and 4.00.
 * Source: reference page 2.3, read 2026-11-23.
 */
export const SIGNED_FIELDS = [
  ...['VPSTxId', 'VendorTxCode', 'Status', 'TxAuthNo', '<vendor>', 'AVSCV2', '<securityKey>'],
  ...[
    'AddressResult',
    'PostCodeResult',
    'CV2Result',
    'GiftAid',
    '3DSecureStatus',
    'CAVV',
    'AddressStatus',
    'PayerStatus',
  ],
  ...['CardType', 'Last4Digits'],
  ...['DeclineCode', 'ExpiryDate', 'FraudResponse', 'BankAuthCode'],
  ...['ACSTransID', 'DSTransID', 'SchemeTraceID'],
] as const;

/** A token made at the Server page is signed over these alone, with VPSTxId without its braces; an aborted one as everything else. */
const SIGNED_FIELDS_OF_A_TOKEN = ['VPSTxId', 'VendorTxCode', 'Status', '<vendor>', 'Token', '<securityKey>'] as const;

/** What the two sides know and do not send: the vendor's name (in whatever case) and the key Opayo gave at the registration. */
export interface SigningKnowledge {
  readonly vendor: string;
  readonly securityKey: Secret;
}

/**
 * Whether Opayo signed this notification with the key of its registration. In constant time, upper or lower case.
 *
 * MD5 over a secret is all the protocol has. It covers neither the amount nor StatusDetail: read the amount from Opayo.
 */
export function isSignedWith(notification: Notification, knowledge: SigningKnowledge): boolean {
  const expected = Buffer.from(vpsSignature(notification, knowledge));
  const given = Buffer.from(fieldOf(notification.fields, 'VPSSignature').toUpperCase());
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The signature Opayo would put on this notification: 32 upper-case hex digits. */
export function vpsSignature(
  notification: Pick<Notification, 'fields' | 'txType' | 'status'>,
  knowledge: SigningKnowledge,
): string {
  const { fields } = notification;
  const token = notification.txType === 'TOKEN' && notification.status === 'OK';
  const valueOf = (name: string): string => {
    if (name === '<vendor>') return knowledge.vendor.toLowerCase();
    if (name === '<securityKey>') return knowledge.securityKey.reveal();
    if (name === 'VPSTxId') return braced(fieldOf(fields, name), !token);
    return fieldOf(fields, name);
  };
  const signed = (token ? SIGNED_FIELDS_OF_A_TOKEN : SIGNED_FIELDS).map(valueOf).join('');
  return createHash('md5').update(signed, 'latin1').digest('hex').toUpperCase();
}

/** Only a token that was made is signed over the bare id, and only TOKEN is said to be posted without braces: how it was posted does not decide. */
function braced(transactionId: string, braces: boolean): string {
  const bare = transactionId.replace(/[{}]/g, '');
  return braces && bare !== '' ? `{${bare}}` : bare;
}
