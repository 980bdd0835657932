import type { ParkingReason } from '#libs/delivery';
import type { Amount } from '../payment-fact/fact.js';
import type { WatchedTransaction } from './due-look-ups.js';
import type { ReportedTransaction } from '#libs/opayo';
import type { WatchAlert } from './watch-alert.js';

/** Opayo had told it as paid or reserved, and its books say that nothing was taken: goods may be on their way. */
export function cancelledAfterPaid(
  { transactionId, vendorTxCode, stateId, status }: ReportedTransaction,
  about: { readonly orderId: string | null; readonly amount: Amount | undefined; readonly raisedAt: Date },
): WatchAlert {
  const { orderId, amount, raisedAt } = about;
  return {
    code: 'OPAYO_CANCELLED_AFTER_PAID',
    about: transactionId,
    severity: 'CRITICAL',
    owner: 'finance',
    subject: orderId ?? vendorTxCode,
    orderId,
    what: `Opayo notified ${vendorTxCode} as accepted and cancelled it afterwards (state ${stateId ?? 'unknown'}: ${status}): no money will come. It was published as taken back`,
    whatToDo:
      'Stop the order if it is not dispatched. State 9 means that our answer to the notification did not satisfy Opayo: see what was answered, and whether others were hit.',
    amountMinor: amount?.amountMinor ?? null,
    currency: amount?.currency ?? null,
    raisedAt,
  };
}

/** Opayo knows it and tells something nobody can use. Its notification is not affected. */
export function lookUpFailed(row: WatchedTransaction, reason: ParkingReason, raisedAt: Date): WatchAlert {
  const subject = row.orderId ?? row.vendorTxCode;
  return {
    code: reason.code,
    about: `look-up ${row.vendor} ${row.transactionId ?? row.vendorTxCode}`,
    severity: reason.severity === 'CRITICAL' ? 'CRITICAL' : 'WARNING',
    owner: 'integration',
    subject,
    orderId: row.orderId,
    what: `The transaction ${row.vendorTxCode} cannot be looked up in Opayo's books: ${reason.text}`,
    whatToDo: `${reason.suggestedFix} It is tried again by itself.`,
    amountMinor: null,
    currency: null,
    raisedAt,
  };
}
