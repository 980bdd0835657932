import type { SalesOrderImportLine } from './sales-order-import.js';

/** Lines for an order that is there already. */
export interface LinesToAppend {
  readonly salesOrder: string;
  readonly customer: string;
  readonly customerPoNumber: string;
  readonly warehouse: string;
  readonly lines: readonly SalesOrderImportLine[];
}

/** What became of them. */
export interface AddedLines {
  readonly warnings: readonly string[];
  /** Lines that no one call can hold, in their order; empty when all are there. */
  readonly remaining: readonly SalesOrderImportLine[];
}
