import type { OrderStatus } from '#libs/contracts';
import { minorUnits } from '#libs/money';
import type { OrderState } from './order-state.js';
import { customerTextOf, statusOf } from './status-words.js';

/** What is published of an order, without what each publication adds. Two equal ones need not be told twice. */
export type Snapshot = Omit<OrderStatus, 'eventId' | 'sequence' | 'updatedAt'>;

/** The order as its shop may see it: no names, no addresses, no lines. */
export function snapshotOf(order: OrderState): Snapshot {
  const { attention, totalMinor } = order;
  const status = statusOf(order);
  return {
    orderId: order.orderId,
    ...splitOrderId(order.orderId),
    status,
    customerText: customerTextOf(status),
    currency: order.currency,
    totalMinor: totalMinor === null ? null : minorUnits(totalMinor),
    capturedMinor: minorUnits(order.capturedMinor),
    invoicedMinor: minorUnits(order.invoicedMinor),
    receiptedMinor: minorUnits(order.receiptedMinor),
    salesOrder: order.salesOrder.number ?? null,
    customerPoNumber: order.customerPoNumber,
    invoices: order.salesOrder.invoices.map(({ invoice }) => invoice),
    payments: order.payments.map(({ transactionId, vendorTxCode, status, amountMinor }) => ({
      transactionId,
      vendorTxCode,
      status,
      amountMinor: amountMinor === null ? null : minorUnits(amountMinor),
    })),
    attention: attention ? { code: attention.code, text: attention.text, owner: attention.owner } : null,
  };
}

/** `shop/orderReference` taken apart at the first slash: a reference may hold more of them, a shop's name none. */
export function splitOrderId(orderId: string): { shop: string; orderReference: string } {
  const slash = orderId.indexOf('/');
  return slash < 0
    ? { shop: '', orderReference: orderId }
    : { shop: orderId.slice(0, slash), orderReference: orderId.slice(slash + 1) };
}
