import { shortKey, storedKey, type KeyWidths } from '../keys.js';
import type { Door } from './posting.js';
import { rowsInRange } from './rows-in-range.js';
import { findRows, type TableRow } from './table-rows.js';

/** What the table of sales orders says of one. Keys are in short form. */
export interface SalesOrderRow {
  readonly salesOrder: string;
  readonly customer: string;
  readonly customerPoNumber: string;
  readonly status: string;
  readonly lastInvoice: string;
}

/** By what an order is found again. */
export interface SalesOrderReference {
  readonly customer: string;
  readonly customerPoNumber: string;
  readonly alternateReference?: string;
}

const COLUMNS = ['SalesOrder', 'Customer', 'CustomerPoNumber', 'OrderStatus', 'LastInvoice'] as const;
// More than one is a matter for a person already; ten show enough of it.
const MOST_WITH_ONE_PO = 10;

/**
 * A customer's orders under a purchase order number, completed and cancelled ones included (COMFND SorMaster). Usually none or one. With
 * `alternateReference` only those that have it too: the column is asked for then and only then, for its name is from memory [M].
 */
export async function findSalesOrdersByPo(
  door: Door,
  widths: KeyWidths,
  { customer, customerPoNumber, alternateReference }: SalesOrderReference,
): Promise<SalesOrderRow[]> {
  const rows = await findRows(door, {
    table: 'SorMaster',
    columns: COLUMNS,
    where: [
      { column: 'Customer', condition: 'EQ', value: storedKey(customer) },
      { column: 'CustomerPoNumber', condition: 'EQ', value: customerPoNumber },
      ...(alternateReference === undefined
        ? []
        : [{ column: 'AlternateReference', condition: 'EQ' as const, value: alternateReference }]),
    ],
    limit: MOST_WITH_ONE_PO,
  });
  return rows.map((row) => salesOrderRow(row, widths));
}

/** The orders from one number to another, both included. */
export async function readSalesOrderRange(
  door: Door,
  widths: KeyWidths,
  range: { from: string; to: string; pageRows: number },
): Promise<SalesOrderRow[]> {
  const { from, to, pageRows } = range;
  const question = { table: 'SorMaster', columns: COLUMNS, keyColumn: 'SalesOrder' as const };
  const rows = await rowsInRange(door, { ...question, from: storedKey(from), to: storedKey(to), pageRows });
  return rows.map((row) => salesOrderRow(row, widths));
}

function salesOrderRow(row: TableRow<(typeof COLUMNS)[number]>, widths: KeyWidths): SalesOrderRow {
  return {
    salesOrder: shortKey(row.SalesOrder, widths.salesOrder),
    customer: shortKey(row.Customer, widths.customer),
    customerPoNumber: row.CustomerPoNumber,
    status: row.OrderStatus,
    lastInvoice: row.LastInvoice === '' ? '' : shortKey(row.LastInvoice, widths.invoice),
  };
}
