import { compareText, inOrder, type SalesOrderFact } from './fact.js';

/** An invoice of the order, as the poller last saw it. */
export interface Invoice {
  readonly invoice: string;
  /** Value with tax, minor units of `currency`. */
  readonly valueMinor: number;
  readonly currency: string;
}

/** What SYSPRO did with the order. */
export interface SalesOrder {
  /** SYSPRO's number; undefined before anything was seen. */
  readonly number: string | undefined;
  /** SYSPRO's code of its latest status: 0 1 2 3 4 8 9 F S * \ */
  readonly statusCode: string | undefined;
  /** When the poller saw that status; milliseconds since the epoch. */
  readonly statusSeenAt: number | undefined;
  readonly shipped: 'nothing' | 'part' | 'all';
  /** Oldest first. */
  readonly invoices: readonly Invoice[];
}

/** Codes at which the goods have left: ready to invoice, complete. */
const GONE: ReadonlySet<string> = new Set(['8', '9']);

/** The sales order as its facts tell, whatever the order they came in. */
export function salesOrderOf(unsorted: readonly SalesOrderFact[]): SalesOrder {
  const facts = inOrder(unsorted);
  const statuses = facts.filter((fact) => fact.kind === 'STATUS_CHANGED');
  const shipments = facts.filter((fact) => fact.kind === 'SHIPPED');
  const gone = shipments.some(({ complete }) => complete) || statuses.some(({ statusCode }) => GONE.has(statusCode));
  return {
    number: facts.at(-1)?.salesOrder,
    statusCode: statuses.at(-1)?.statusCode,
    statusSeenAt: statuses.at(-1)?.occurredAt,
    shipped: gone ? 'all' : shipments.length > 0 ? 'part' : 'nothing',
    invoices: invoicesOf(facts),
  };
}

/** Each invoice once, with what was said of it last. */
function invoicesOf(facts: readonly SalesOrderFact[]): Invoice[] {
  const latest = new Map<string, Invoice & { invoiceDate: string }>();
  for (const fact of facts) {
    if (fact.kind !== 'INVOICED') continue;
    const { invoice, valueMinor, currency, invoiceDate } = fact;
    latest.set(invoice, { invoice, valueMinor, currency, invoiceDate });
  }
  return [...latest.values()]
    .sort((left, right) => compareText(left.invoiceDate, right.invoiceDate) || compareText(left.invoice, right.invoice))
    .map(({ invoice, valueMinor, currency }) => ({ invoice, valueMinor, currency }));
}
