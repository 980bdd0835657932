import { shortKey, type KeyWidths } from '../keys.js';
import type { Door } from './posting.js';
import { findRows } from './table-rows.js';

/** A page of a table in the order of its key. */
export interface MasterDataPage<Row> {
  readonly rows: readonly Row[];
  /** Key of the last row in stored form: the next page starts after it. Undefined when this was the last page. */
  readonly next: string | undefined;
}

/** Where a page starts and how long it is. */
export interface PageQuestion {
  /** Stored form; empty for the first page. */
  readonly after: string;
  readonly pageRows: number;
}

/** A row of ArCustomer. */
export interface CustomerRow {
  /** Short form. */
  readonly customer: string;
  readonly name: string;
  /** The site's own code. */
  readonly currency: string;
  /** E, N or O; empty where there is none. */
  readonly taxStatus: string;
  readonly onHold: boolean;
}

/** A row of InvMaster. */
export interface StockRow {
  readonly stockCode: string;
  readonly description: string;
  readonly unitOfMeasure: string;
  readonly taxCode: string;
  readonly productClass: string;
  readonly warehouse: string;
  /** StockOnHold is not blank: held wholly or in part. */
  readonly onHold: boolean;
}

// Columns that ARSSCS and ARSQRY name alike [X]; branch and terms are left out, as nothing here needs them.
const CUSTOMER_COLUMNS = ['Customer', 'Name', 'Currency', 'TaxStatus', 'CustomerOnHold'] as const;
// Elements of INVQRY's StockItem, seen live [L] W; that the table's columns are called so is inferred [I].
const STOCK_COLUMNS = [
  ...(['StockCode', 'Description', 'StockUom', 'TaxCode', 'ProductClass', 'WarehouseToUse'] as const),
  'StockOnHold',
] as const;

/** Customers after a key (COMFND ArCustomer). Throws `RetryableError` only. */
export async function readCustomerPage(
  door: Door,
  widths: KeyWidths,
  { after, pageRows }: PageQuestion,
): Promise<MasterDataPage<CustomerRow>> {
  const where = [{ column: 'Customer', condition: 'GT' as const, value: after }];
  const question = { table: 'ArCustomer', columns: CUSTOMER_COLUMNS, where, orderBy: 'Customer', limit: pageRows };
  const rows = await findRows(door, question);
  return {
    next: rows.length < pageRows ? undefined : rows.at(-1)?.Customer,
    rows: rows.map((row) => ({
      customer: shortKey(row.Customer, widths.customer),
      name: row.Name,
      currency: row.Currency,
      taxStatus: row.TaxStatus,
      onHold: row.CustomerOnHold.toUpperCase() === 'Y',
    })),
  };
}

/** Stock codes after a key (COMFND InvMaster). Throws `RetryableError` only. */
export async function readStockPage(door: Door, { after, pageRows }: PageQuestion): Promise<MasterDataPage<StockRow>> {
  const where = [{ column: 'StockCode', condition: 'GT' as const, value: after }];
  const question = { table: 'InvMaster', columns: STOCK_COLUMNS, where, orderBy: 'StockCode', limit: pageRows };
  const rows = await findRows(door, question);
  return {
    next: rows.length < pageRows ? undefined : rows.at(-1)?.StockCode,
    rows: rows.map((row) => ({
      stockCode: row.StockCode,
      description: row.Description,
      unitOfMeasure: row.StockUom,
      taxCode: row.TaxCode,
      productClass: row.ProductClass,
      warehouse: row.WarehouseToUse,
      onHold: row.StockOnHold !== '' && row.StockOnHold.toUpperCase() !== 'N',
    })),
  };
}
