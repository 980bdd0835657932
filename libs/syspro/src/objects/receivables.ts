import { shortKey, storedKey, type KeyWidths } from '../keys.js';
import type { Door } from './posting.js';
import { rowsInRange } from './rows-in-range.js';
import { findRows, type TableRow } from './table-rows.js';

/** An invoice in receivables. Keys in short form, amounts decimals as text in the customer's currency. */
export interface InvoiceRow {
  readonly customer: string;
  readonly invoice: string;
  readonly salesOrder: string;
  /** CCYY-MM-DD. */
  readonly invoiceDate: string;
  readonly value: string;
  /** What is still owed. */
  readonly balance: string;
}

/** One posting to an invoice. `value` is a decimal as text; whether a payment counts as negative there is not public. */
export interface InvoicePaymentRow {
  readonly invoice: string;
  readonly reference: string;
  readonly value: string;
  readonly journal: string;
}

const INVOICE_COLUMNS = [
  'Customer',
  'Invoice',
  'DocumentType',
  'SalesOrder',
  'InvoiceDate',
  'CurrencyValue',
  // The balance of the current AR period; 2 and 3 are those of the two before (syspro.md 3).
  'InvoiceBal1',
] as const;
const PAYMENT_COLUMNS = ['Invoice', 'Reference', 'TrnValue', 'Journal'] as const;
const INVOICE_TYPE = 'I';
const MOST_WITH_ONE_REFERENCE = 50;

/** One invoice of a customer (COMFND ArInvoice), credit and debit notes of the same number aside; undefined when there is none. */
export async function findInvoice(
  door: Door,
  widths: KeyWidths,
  { customer, invoice }: { customer: string; invoice: string },
): Promise<InvoiceRow | undefined> {
  const rows = await findRows(door, {
    table: 'ArInvoice',
    columns: INVOICE_COLUMNS,
    where: [
      { column: 'Customer', condition: 'EQ', value: storedKey(customer) },
      { column: 'Invoice', condition: 'EQ', value: storedKey(invoice) },
      { column: 'DocumentType', condition: 'EQ', value: INVOICE_TYPE },
    ],
    limit: 1,
  });
  return rows[0] && invoiceRow(rows[0], widths);
}

/** The invoices of the sales orders from one number to another, both included. */
export async function readInvoicesOfOrders(
  door: Door,
  widths: KeyWidths,
  range: { from: string; to: string; pageRows: number },
): Promise<InvoiceRow[]> {
  const { from, to, pageRows } = range;
  const question = { table: 'ArInvoice', columns: INVOICE_COLUMNS, keyColumn: 'SalesOrder' as const };
  const rows = await rowsInRange(door, { ...question, from: storedKey(from), to: storedKey(to), pageRows });
  return rows.filter((row) => row.DocumentType === INVOICE_TYPE).map((row) => invoiceRow(row, widths));
}

/** What was posted to a customer's invoices under one reference (COMFND ArInvoicePay): none, one, or several that belong together. */
export async function findReceiptsByReference(
  door: Door,
  widths: KeyWidths,
  { customer, reference }: { customer: string; reference: string },
): Promise<InvoicePaymentRow[]> {
  const rows = await findRows(door, {
    table: 'ArInvoicePay',
    columns: PAYMENT_COLUMNS,
    where: [
      { column: 'Customer', condition: 'EQ', value: storedKey(customer) },
      { column: 'Reference', condition: 'EQ', value: reference },
    ],
    limit: MOST_WITH_ONE_REFERENCE,
  });
  return rows.map((row) => ({
    invoice: shortKey(row.Invoice, widths.invoice),
    reference: row.Reference,
    value: row.TrnValue,
    journal: row.Journal,
  }));
}

function invoiceRow(row: TableRow<(typeof INVOICE_COLUMNS)[number]>, widths: KeyWidths): InvoiceRow {
  return {
    customer: shortKey(row.Customer, widths.customer),
    invoice: shortKey(row.Invoice, widths.invoice),
    salesOrder: row.SalesOrder === '' ? '' : shortKey(row.SalesOrder, widths.salesOrder),
    invoiceDate: row.InvoiceDate,
    value: row.CurrencyValue,
    balance: row.InvoiceBal1,
  };
}
