import { monthOf, type CalendarDate } from '#libs/calendar';
import type { BookDraft } from '../../books/collection.js';
import { INVOICES, invoiceKey, ORDER_LINES, SALES_ORDERS, type Invoice, type SalesOrder } from '../company/records.js';
import { storedKey } from '../keys.js';
import { ACCOUNTS } from '../ledger/chart-of-accounts.js';
import { writeJournal } from '../ledger/journal.js';
import { shipFirstHalf, shipRest, type Shipment } from './shipment.js';

/**
 * Invoices an order: all that is left of it, after which it is complete (9), or about half, after which the rest is on back order (2).
 * An order that cannot be split is invoiced whole.
 */
export function invoiceOrder(
  draft: BookDraft,
  order: SalesOrder,
  { invoiceDate, inTwo = false }: { invoiceDate: CalendarDate; inTwo?: boolean },
): Invoice {
  const lines = draft.get(ORDER_LINES, order.salesOrder) ?? [];
  const shipment = inTwo && order.lastInvoice === '' ? shipFirstHalf(lines) : shipRest(lines);
  const invoice: Invoice = {
    invoice: storedKey(String(draft.nextNumber('syspro.invoice', 100500))),
    customer: order.customer,
    documentType: 'I',
    invoiceDate,
    customerPoNumber: order.customerPoNumber,
    salesOrder: order.salesOrder,
    currency: order.currency,
    valueMinor: shipment.valueMinor,
    balanceMinor: shipment.valueMinor,
  };
  postSale(draft, invoice, shipment);
  draft.put(INVOICES, invoiceKey(invoice.customer, invoice.invoice, 'I'), invoice);
  draft.put(ORDER_LINES, order.salesOrder, shipment.lines);
  const orderStatus = shipment.leavesBackOrder ? '2' : '9';
  draft.put(SALES_ORDERS, order.salesOrder, { ...order, orderStatus, lastInvoice: invoice.invoice });
  return invoice;
}

/** Debit receivables; credit sales by kind, and tax. */
function postSale(draft: BookDraft, invoice: Invoice, { nets, taxMinor }: Shipment): void {
  const { invoice: reference, currency, invoiceDate: date } = invoice;
  const entry = (ledgerCode: string, amountMinor: number) => ({ ledgerCode, amountMinor, reference, comment: '' });
  const credits = nets.map(({ kind, netMinor }) => entry(salesAccountOf(kind, netMinor), 0 - netMinor));
  const entries = [entry(ACCOUNTS.receivables, invoice.valueMinor), ...credits, entry(ACCOUNTS.tax, 0 - taxMinor)];
  writeJournal(draft, { source: 'SA', date, period: monthOf(date), reference, currency, entries });
}

function salesAccountOf(kind: Shipment['nets'][number]['kind'], netMinor: number): string {
  if (kind === 'STOCK') return ACCOUNTS.goods;
  if (kind === 'FREIGHT') return ACCOUNTS.freight;
  return netMinor < 0 ? ACCOUNTS.discounts : ACCOUNTS.charges;
}
