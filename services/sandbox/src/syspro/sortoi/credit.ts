import { parseMinor, sumMinor } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import { INVOICES, SALES_ORDERS, type Customer } from '../company/records.js';

/**
 * Whether one more order would take the customer beyond the credit limit: balances of its invoices, orders that wait for an invoice, and
 * the new one. No limit, or 0, is none. That such an order is entered in suspense is inferred (syspro.md 7, point 10); a partly invoiced
 * order counts by its balances alone.
 */
export function exceedsCredit(customer: Customer, grossMinor: number, books: BookReader): boolean {
  if (!customer.creditLimit) return false;
  const balances = books.all(INVOICES).filter((invoice) => invoice.customer === customer.customer);
  const waiting = books
    .all(SALES_ORDERS)
    .filter((order) => order.customer === customer.customer && order.lastInvoice === '' && order.orderStatus !== '\\');
  const owedMinor = sumMinor([
    ...balances.map(({ balanceMinor }) => balanceMinor),
    ...waiting.map((order) => order.grossMinor),
    grossMinor,
  ]);
  return owedMinor > parseMinor(String(customer.creditLimit), customer.currency);
}
