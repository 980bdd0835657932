import { isConnectError } from '#libs/errors';
import { isSignedWith, type Notification, type ReportedTransaction } from '#libs/opayo';
import { kindToldBy } from '../notification/told-kind.js';
import type { Vendor } from '../vendor/vendors.js';
import { agreementOf, piAgrees } from './book-entry.js';

/** What Opayo itself says of a notification. `absent`: it has no such transaction of this vendor. `not yet`: it has, and is still at it. */
export type OpayosWord =
  | { readonly says: 'genuine'; readonly parentTransactionId: string | null }
  | { readonly says: 'forged' | 'absent' | 'not yet' };

/**
 * Asks Opayo whether it sent a notification for which we have no key. Its report has the SecurityKey, with which the signature proves every signed word. Where no
 * reporting user is configured, Pi must at least show the same type and status for the transaction; it does not tell the VendorTxCode.
 * Throws what the connectors throw when there is no answer.
 */
export async function askOpayo(
  vendor: Pick<Vendor, 'name' | 'pi' | 'reporting'>,
  notification: Notification,
): Promise<OpayosWord> {
  const { transactionId } = notification;
  if (!vendor.reporting) return askPi(vendor, notification);
  const reported = await vendor.reporting.transaction({ transactionId });
  return reported ? wordOf(reported, vendor.name, notification) : { says: 'absent' };
}

function wordOf(reported: ReportedTransaction, vendor: string, notification: Notification): OpayosWord {
  const { securityKey, relatedTransactionId: parentTransactionId } = reported;
  if (securityKey) {
    const signed = isSignedWith(notification, { vendor, securityKey });
    return signed ? { says: 'genuine', parentTransactionId } : { says: 'forged' };
  }
  if (reported.vendorTxCode !== notification.vendorTxCode) return { says: 'forged' };
  switch (agreementOf(kindToldBy(notification), notification, reported)) {
    case 'agrees':
      return { says: 'genuine', parentTransactionId };
    case 'not yet':
      return { says: 'not yet' };
    case 'disagrees':
      return { says: 'forged' };
  }
}

async function askPi({ pi }: Pick<Vendor, 'pi'>, notification: Notification): Promise<OpayosWord> {
  try {
    const shown = await pi.transaction(notification.transactionId);
    return piAgrees(notification, shown) ? { says: 'genuine', parentTransactionId: null } : { says: 'forged' };
  } catch (error) {
    if (isConnectError(error) && error.code === 'OPAYO_TRANSACTION_NOT_FOUND') return { says: 'absent' };
    throw error;
  }
}
