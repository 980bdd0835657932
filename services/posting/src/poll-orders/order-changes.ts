import { randomUUID } from 'node:crypto';
import { TOPICS, type ErpOrderChange, type ErpOrderChangeHead } from '#libs/contracts';
import { hashOf, type OutboxMessage } from '#libs/delivery';
import { parseMinor } from '#libs/money';
import { isCancelledStatus, orderStatusWord, type InvoiceRow, type SalesOrderRow } from '#libs/syspro';
import type { WatchedInvoice, WatchedOrder } from './watched-order.js';

/** What one look at an order found, to be kept instead of what was known. */
export interface Observation {
  readonly before: WatchedOrder;
  readonly status: string;
  readonly shipped: boolean;
  readonly rowHash: string;
  readonly invoices: readonly WatchedInvoice[];
  /** Nothing of it will change any more that concerns us. */
  readonly closed: boolean;
  readonly changes: readonly ErpOrderChange[];
}

const READY_TO_INVOICE = '8';
const COMPLETE = '9';

/** True when the order may have invoices to be read. */
export function mayBeInvoiced(row: SalesOrderRow): boolean {
  return row.lastInvoice !== '' || row.status === READY_TO_INVOICE || row.status === COMPLETE;
}

/**
 * Compares a row of SYSPRO's with what was known; undefined when nothing changed. `observedAt` is the time *before* SYSPRO was asked: a
 * receipt confirmed by then is surely in the balance.
 */
export function observe(
  before: WatchedOrder,
  row: SalesOrderRow,
  invoiceRows: readonly InvoiceRow[],
  observedAt: Date,
): Observation | undefined {
  const invoices = invoiceRows.map((invoice) => ({
    invoice: invoice.invoice,
    balanceMinor: parseMinor(invoice.balance, before.currency),
  }));
  const rowHash = hashOf({ status: row.status, invoices: invoices.map((seen) => [seen.invoice, seen.balanceMinor]) });
  if (rowHash === before.rowHash) return undefined;
  const shipped = before.shipped || row.status === READY_TO_INVOICE || row.status === COMPLETE;
  const settled = invoices.length > 0 && invoices.every((invoice) => invoice.balanceMinor === 0);
  return {
    before,
    status: row.status,
    shipped,
    rowHash,
    invoices,
    closed: isCancelledStatus(row.status) || (row.status === COMPLETE && settled),
    changes: [
      ...statusChanges(before, row.status, shipped, observedAt),
      ...invoiceRows.flatMap((invoice) => invoiceChanges(before, invoice, observedAt)),
    ],
  };
}

function statusChanges(before: WatchedOrder, status: string, shipped: boolean, observedAt: Date): ErpOrderChange[] {
  const changes: ErpOrderChange[] = [];
  if (status !== before.status) {
    changes.push({
      ...headOf(before, observedAt),
      kind: 'STATUS_CHANGED',
      statusChanged: { statusCode: status, statusWord: orderStatusWord(status), previousStatusCode: before.status },
    });
  }
  // Whether lines stay behind is not asked here: an order shipped in parts is told of once, as complete, until its lines are read too.
  if (shipped && !before.shipped) {
    changes.push({ ...headOf(before, observedAt), kind: 'SHIPPED', shipped: { complete: true } });
  }
  return changes;
}

function invoiceChanges(before: WatchedOrder, row: InvoiceRow, observedAt: Date): ErpOrderChange[] {
  const { currency } = before;
  const { invoice, invoiceDate } = row;
  const balanceMinor = parseMinor(row.balance, currency);
  const known = before.invoices.find((seen) => seen.invoice === invoice);
  if (!known) {
    const valueMinor = parseMinor(row.value, currency);
    const invoiced = { invoice, invoiceDate, valueMinor, balanceMinor, currency };
    return [{ ...headOf(before, observedAt), kind: 'INVOICED', invoiced }];
  }
  if (known.balanceMinor === balanceMinor) return [];
  const invoiceBalanceChanged = { invoice, balanceMinor, currency };
  return [{ ...headOf(before, observedAt), kind: 'INVOICE_BALANCE_CHANGED', invoiceBalanceChanged }];
}

function headOf({ orderId, company, salesOrder, customerCode }: WatchedOrder, observedAt: Date): ErpOrderChangeHead {
  const eventId = randomUUID();
  return { eventId, orderId, company, salesOrder, customerCode, observedAt: observedAt.getTime() };
}

const TYPES: Readonly<Record<ErpOrderChange['kind'], string>> = {
  STATUS_CHANGED: 'OrderStatusChanged',
  SHIPPED: 'OrderShipped',
  INVOICED: 'OrderInvoiced',
  INVOICE_BALANCE_CHANGED: 'InvoiceBalanceChanged',
  UNKNOWN: 'OrderChanged',
};

/** A change for `erp.order-changes.v1`. */
export function changeMessage(change: ErpOrderChange): OutboxMessage {
  return {
    topic: TOPICS.erpOrderChanges.name,
    key: change.orderId,
    eventId: change.eventId,
    type: TYPES[change.kind],
    subject: change.orderId,
    occurredAt: new Date(change.observedAt),
    body: change,
  };
}
