import { hasCardNumber, maskCardNumbers } from '../card-data/card-number.js';
import { notificationFrom, type Notification } from './notification.js';
import { SIGNED_FIELDS } from './vps-signature.js';

/** Ids and the signature: digits of ours or Opayo's making, of which one in many may look like a card. */
const IDS = namesOf(['VPSTxId', 'VendorTxCode', 'VPSSignature', 'Token']);
const SIGNED = namesOf(SIGNED_FIELDS);

/**
 * The notification as it may be stored: card numbers in texts that are not signed (StatusDetail, fields we do not know) are masked, so that a slip of
 * Opayo's does not cancel a payment. `undefined` when a signed field holds one: masked, it could not be checked any more; unmasked, not be kept.
 */
export function withoutCardData(notification: Notification): Notification | undefined {
  const entries = Object.entries(notification.fields).map(([name, value]): [string, string] | undefined => {
    // A field is read by its name in whatever case, so it is guarded so.
    const known = name.toLowerCase();
    if (IDS.has(known) || !hasCardNumber(value)) return [maskCardNumbers(name), value];
    return SIGNED.has(known) ? undefined : [maskCardNumbers(name), maskCardNumbers(value)];
  });
  if (entries.includes(undefined)) return undefined;
  const reading = notificationFrom(Object.fromEntries(entries as [string, string][]));
  return reading.ok ? reading.notification : undefined;
}

function namesOf(fields: readonly string[]): ReadonlySet<string> {
  return new Set(fields.map((field) => field.toLowerCase()));
}
