import type { CalendarDate } from '#libs/calendar';
import { collection } from '../../books/collection.js';

/** Whether a customer pays tax: N non-exempt, E exempt. */
export type TaxStatus = 'N' | 'E';

export interface Customer {
  /** Stored form: 15 digits, or as typed. */
  readonly customer: string;
  readonly name: string;
  readonly currency: string;
  readonly taxStatus: TaxStatus;
  readonly onHold: boolean;
  /** Whole major units of `currency`; absent or 0: no limit. */
  readonly creditLimit?: number;
  /** What else ARSSCS was told, by its element names. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface StockItem {
  /** Upper case. */
  readonly stockCode: string;
  readonly description: string;
  readonly stockUom: string;
  readonly productClass: string;
  readonly taxCode: string;
  /** Warehouses that stock it. */
  readonly warehouses: readonly string[];
  /** SYSPRO's own list price without tax, 5 decimals: what an order is repriced to unless it says AlwaysUsePriceEntered. */
  readonly listPrice: string;
  /** Quantity put on the shelf per warehouse, before anything was shipped; absent: plenty. */
  readonly onHand?: Readonly<Record<string, string>>;
}

/** 1 open, 4 in warehouse, 8 ready to invoice, 9 complete, S suspense, … (syspro.md 2.2). */
export type OrderStatus = string;

/** Header of a sales order, values included. Amounts are minor units of `currency`. */
export interface SalesOrder {
  /** Stored form, 15 digits. */
  readonly salesOrder: string;
  readonly customer: string;
  readonly customerName: string;
  readonly customerPoNumber: string;
  readonly orderStatus: OrderStatus;
  readonly orderDate: CalendarDate;
  readonly requestedShipDate: CalendarDate;
  readonly currency: string;
  readonly taxStatus: TaxStatus;
  readonly warehouse: string;
  readonly branch: string;
  readonly alternateReference: string;
  readonly shipAddress: readonly string[];
  readonly shipPostalCode: string;
  readonly email: string;
  readonly specialInstrs: string;
  readonly merchandiseMinor: number;
  readonly freightMinor: number;
  readonly miscChargeMinor: number;
  readonly taxMinor: number;
  /** What the customer owes, tax included. */
  readonly grossMinor: number;
  /** Stored form; empty until invoiced. */
  readonly lastInvoice: string;
  readonly operator: string;
}

/** Lines apart from their header, because the header changes with every status and they seldom do. */
export interface SalesOrderLine {
  /** SYSPRO's own number, from 1. */
  readonly line: number;
  readonly customerPoLine: string;
  readonly kind: 'STOCK' | 'FREIGHT' | 'MISC' | 'COMMENT';
  readonly stockCode: string;
  readonly description: string;
  readonly warehouse: string;
  readonly quantity: string;
  readonly uom: string;
  readonly price: string;
  readonly netMinor: number;
  readonly taxMinor: number;
  /** Cancelled: it stays to be read and counts for nothing. Absent: it is not. */
  readonly cancelled?: boolean;
  /** How much of `quantity` has been invoiced while the rest is on back order. Absent: nothing. */
  readonly shippedQuantity?: string;
}

/** A receivable. Amounts are minor units of `currency`; unapplied cash (`_CRDnn`) is negative. */
export interface Invoice {
  readonly invoice: string;
  readonly customer: string;
  readonly documentType: 'I' | 'C' | 'D';
  readonly invoiceDate: CalendarDate;
  readonly customerPoNumber: string;
  readonly salesOrder: string;
  readonly currency: string;
  readonly valueMinor: number;
  readonly balanceMinor: number;
}

/** What one posting did to one invoice: a row of ArInvoicePay. */
export interface InvoicePayment {
  readonly invoice: string;
  readonly amountMinor: number;
}

/** Money received from a customer, as ARSTPY posted it. */
export interface Receipt {
  /** Journal and item, e.g. `00012-1`; unique. */
  readonly receiptId: string;
  readonly journal: string;
  readonly customer: string;
  readonly reference: string;
  readonly paymentDate: CalendarDate;
  readonly currency: string;
  readonly valueMinor: number;
  readonly bank: string;
  /** Month the posting went into, `CCYY-MM`. */
  readonly period: string;
  readonly narration: string;
  readonly payments: readonly InvoicePayment[];
}

export const CUSTOMERS = collection<Customer>('syspro.customers');
export const STOCK = collection<StockItem>('syspro.stock');
export const SALES_ORDERS = collection<SalesOrder>('syspro.sales-orders');
export const ORDER_LINES = collection<readonly SalesOrderLine[]>('syspro.sales-order-lines');
export const INVOICES = collection<Invoice>('syspro.invoices');
export const RECEIPTS = collection<Receipt>('syspro.receipts');

/** Key of an invoice: it is unique per customer and type, as ArInvoice's primary key is. */
export function invoiceKey(customer: string, invoice: string, documentType: string): string {
  return JSON.stringify([customer, invoice, documentType]);
}
