import { sumMinor } from '#libs/money';
import {
  INVOICES,
  RECEIPTS,
  SALES_ORDERS,
  type Invoice,
  type Receipt,
  type SalesOrder,
} from '../syspro/company/records.js';
import { shortKey } from '../syspro/keys.js';
import type { BookReader } from './collection.js';

/** SYSPRO's sales orders in the order of their numbers, as it shows them; amounts in minor units of their currency. */
export function salesOrders(books: BookReader) {
  return books.all(SALES_ORDERS).sort(by('salesOrder')).map(orderEntry);
}

/** SYSPRO's invoices, unapplied cash included. */
export function invoices(books: BookReader) {
  return books.all(INVOICES).sort(by('invoice')).map(invoiceEntry);
}

/** SYSPRO's receipts in the order they were posted. */
export function receipts(books: BookReader) {
  return books.all(RECEIPTS).sort(by('receiptId')).map(receiptEntry);
}

const CANCELLED = '\\';

/** Per currency what was ordered, invoiced and received, and the same per order, by purchase order; cancelled orders aside. */
export function sysproSummary(books: BookReader) {
  const [orders, invoiced, received] = [
    books.all(SALES_ORDERS).filter(({ orderStatus }) => orderStatus !== CANCELLED),
    books.all(INVOICES),
    books.all(RECEIPTS),
  ];
  const currencies = [...new Set([...orders, ...invoiced, ...received].map(({ currency }) => currency))];
  return {
    totals: currencies.map((currency) => totalsOf(currency, orders, invoiced, received)),
    orders: orders.sort(by('salesOrder')).map((order) => moneyOf(order, invoiced, received)),
  };
}

function totalsOf(currency: string, orders: SalesOrder[], invoiced: Invoice[], received: Receipt[]) {
  const own = <T extends { currency: string }>(list: readonly T[]): T[] =>
    list.filter((item) => item.currency === currency);
  const issued = own(invoiced).filter(({ invoice }) => !invoice.startsWith('_CRD'));
  return {
    currency,
    salesOrders: own(orders).length,
    salesOrdersMinor: sumMinor(own(orders).map(({ grossMinor }) => grossMinor)),
    invoices: issued.length,
    invoicedMinor: sumMinor(issued.map(({ valueMinor }) => valueMinor)),
    receipts: own(received).length,
    receiptedMinor: sumMinor(own(received).map(({ valueMinor }) => valueMinor)),
    balanceMinor: sumMinor(own(invoiced).map(({ balanceMinor }) => balanceMinor)),
  };
}

/** Everything on one order: its invoices, what was paid on them, and what lies on the customer's account for it. */
function moneyOf(order: SalesOrder, invoiced: Invoice[], received: Receipt[]) {
  const own = invoiced.filter(({ salesOrder }) => salesOrder === order.salesOrder);
  const payments = received.flatMap((receipt) =>
    receipt.payments.filter(({ invoice }) =>
      own.some((candidate) => candidate.invoice === invoice && candidate.customer === receipt.customer),
    ),
  );
  const unappliedMinor =
    0 -
    sumMinor(
      invoiced
        .filter(({ invoice }) => invoice.startsWith('_CRD'))
        .filter(({ customer, customerPoNumber }) => isOf(order, customer, customerPoNumber))
        .map(({ balanceMinor }) => balanceMinor),
    );
  return {
    customerPoNumber: order.customerPoNumber,
    salesOrder: shortKey(order.salesOrder, 'salesOrder'),
    customer: shortKey(order.customer, 'customer'),
    orderStatus: order.orderStatus,
    currency: order.currency,
    orderedMinor: order.grossMinor,
    invoicedMinor: sumMinor(own.map(({ valueMinor }) => valueMinor)),
    receiptedMinor: sumMinor(payments.map(({ amountMinor }) => amountMinor)) + unappliedMinor,
    unappliedMinor,
    balanceMinor: sumMinor(own.map(({ balanceMinor }) => balanceMinor)),
  };
}

function isOf(order: SalesOrder, customer: string, customerPoNumber: string): boolean {
  return order.customer === customer && order.customerPoNumber === customerPoNumber;
}

function orderEntry(order: SalesOrder) {
  return {
    ...order,
    salesOrder: shortKey(order.salesOrder, 'salesOrder'),
    customer: shortKey(order.customer, 'customer'),
    lastInvoice: shortKey(order.lastInvoice, 'invoice'),
  };
}

function invoiceEntry(invoice: Invoice) {
  return {
    ...invoice,
    invoice: shortKey(invoice.invoice, 'invoice'),
    customer: shortKey(invoice.customer, 'customer'),
    salesOrder: shortKey(invoice.salesOrder, 'salesOrder'),
  };
}

function receiptEntry(receipt: Receipt) {
  return {
    ...receipt,
    customer: shortKey(receipt.customer, 'customer'),
    payments: receipt.payments.map((payment) => ({ ...payment, invoice: shortKey(payment.invoice, 'invoice') })),
  };
}

function by<K extends string>(key: K): (left: Record<K, string>, right: Record<K, string>) => number {
  return (left, right) => (left[key] < right[key] ? -1 : left[key] > right[key] ? 1 : 0);
}
