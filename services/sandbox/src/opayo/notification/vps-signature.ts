import { createHash } from 'node:crypto';

/** What is hashed, in this order; the vendor's name and the SecurityKey are not in the post (opayo.md 2.3). */
const SLOTS = [
  'VPSTxId',
  'VendorTxCode',
  'Status',
  'TxAuthNo',
  'VendorName',
  'AVSCV2',
  'SecurityKey',
  'AddressResult',
  'PostCodeResult',
  'CV2Result',
  'GiftAid',
  '3DSecureStatus',
  'CAVV',
  'AddressStatus',
  'PayerStatus',
  'CardType',
  'Last4Digits',
  'DeclineCode',
  'ExpiryDate',
  'FraudResponse',
  'BankAuthCode',
  'ACSTransID',
  'DSTransID',
  'SchemeTraceID',
] as const;

/**
 * VPSSignature of a notification: upper-case MD5 over the decoded values, absent ones empty, vendor in lower case. One order serves the
 * protocols 2.23 to 4.00, as what a protocol lacks is empty.
 */
export function vpsSignature(
  fields: Readonly<Record<string, string>>,
  { vendor, securityKey }: { vendor: string; securityKey: string },
): string {
  const values: Readonly<Record<string, string>> = {
    ...fields,
    VendorName: vendor.toLowerCase(),
    SecurityKey: securityKey,
  };
  const text = SLOTS.map((slot) => values[slot] ?? '').join('');
  return createHash('md5').update(text, 'latin1').digest('hex').toUpperCase();
}

/** VPSSignature of a token that was made: these few, the id without braces (opayo.md 2.4). */
export function tokenSignature(
  fields: Readonly<Record<string, string>>,
  { vendor, securityKey }: { vendor: string; securityKey: string },
): string {
  const value = (name: string): string => fields[name] ?? '';
  const text =
    value('VPSTxId') + value('VendorTxCode') + value('Status') + vendor.toLowerCase() + value('Token') + securityKey;
  return createHash('md5').update(text, 'latin1').digest('hex').toUpperCase();
}
