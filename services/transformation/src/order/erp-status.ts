import type { OrderState } from './order-state.js';

/** SYSPRO's status codes of a sales order that matter here (SYSPRO reference 2.2). */
const COMPLETE = '9';
const READY_TO_INVOICE = '8';
const CANCELLED: readonly string[] = ['\\', '*'];

type AtSyspro = Pick<OrderState, 'erpStatus' | 'invoices' | 'cancelledInSyspro'>;

/** Whether nobody will ever ship what is left of it. */
export function isCancelledThere({ erpStatus, cancelledInSyspro }: AtSyspro): boolean {
  return cancelledInSyspro || (erpStatus !== null && CANCELLED.includes(erpStatus));
}

/**
 * Whether no further invoice will come: cancelled, or complete and its invoices heard of. The status is told before the invoices of the same
 * look, so a complete order without one has not told all.
 */
export function isClosedThere(order: AtSyspro): boolean {
  return isCancelledThere(order) || (order.erpStatus === COMPLETE && order.invoices.length > 0);
}

/** Whether the goods have left, or nothing is left to hold: posting would refuse it as TOO_LATE_TO_HOLD. */
export function isPastHolding(order: AtSyspro): boolean {
  const { erpStatus, invoices } = order;
  return isCancelledThere(order) || erpStatus === READY_TO_INVOICE || erpStatus === COMPLETE || invoices.length > 0;
}
