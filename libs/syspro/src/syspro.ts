import type { CashBookEntry } from './objects/cash-book-entry.js';
import type { CustomFormText } from './objects/custom-form.js';
import type { CustomerStatement } from './objects/customer-statement.js';
import type { CustomerAccount, CustomerComparison } from './objects/customer-account.js';
import type { LogonProfile } from './objects/logon-profile.js';
import type { CustomerRow, MasterDataPage, PageQuestion, StockRow } from './objects/master-data-rows.js';
import type { LedgerAccount } from './objects/ledger-account.js';
import type { LedgerJournal, PostedLedgerJournal } from './objects/ledger-journal.js';
import type { StockAvailability } from './objects/inventory-query.js';
import type { AppliedCredit, InvoiceReceipt, PostedReceipt, UnappliedReceipt } from './objects/receipt.js';
import type { ReceivablesDocument } from './objects/receivables-document.js';
import type { InvoicePaymentRow, InvoiceRow } from './objects/receivables.js';
import type { SalesOrderCancellation } from './objects/sales-order-cancellation.js';
import type {
  ImportedSalesOrder,
  SalesOrderAddition,
  SalesOrderImport,
  SalesOrderImportLine,
} from './objects/sales-order-import.js';
import type { SalesOrderInvoicing } from './objects/sales-order-invoicing.js';
import type { SalesOrderDetail } from './objects/sales-order-query.js';
import type { SalesOrderReference, SalesOrderRow } from './objects/sales-order-rows.js';
import type { SettableOrderStatus } from './objects/sales-order-status.js';
import type { RecordKey } from './objects/table-record.js';
import type { CallWatch } from './session/syspro-settings.js';

/** Sales order and customer or invoice by their numbers; either form of a numeric key will do. */
export interface OrderRange {
  readonly from: string;
  readonly to: string;
  /** Rows asked for at a time. */
  readonly pageRows: number;
}

/**
 * One SYSPRO company in our words, whatever way it is spoken to (today e.net: `SysproCompany`). Keys come out in short form;
 * amounts are decimals as text, to be read with `#libs/money`; currencies are ISO 4217. Every function throws the four kinds of
 * `#libs/errors` only: `RejectedError` with SYSPRO's words where it refuses, `OutcomeUnknownError` where a posting may have been done,
 * `RetryableError` where surely nothing was. What posts is not idempotent unless it says so: find first.
 */
export interface Syspro {
  readonly companyId: string;

  /** The same door with a watch on what goes through it: a trail for evidence, a last word before each posting. */
  watched(watch: CallWatch): Syspro;
  /** Logs off. */
  close(): Promise<void>;

  /** The company's dates and currency. */
  readProfile(): Promise<LogonProfile>;

  /** A customer's orders under a purchase order number, completed and cancelled ones included. */
  findSalesOrders(reference: SalesOrderReference): Promise<SalesOrderRow[]>;
  /** Enters an order. */
  importSalesOrder(order: SalesOrderImport): Promise<ImportedSalesOrder>;
  /** An order's lines in parts that can each be sent: the first with `importSalesOrder`, the others with `appendSalesOrderLines`. */
  partsOfImport(order: SalesOrderImport): readonly (readonly SalesOrderImportLine[])[];
  /** Adds lines to an order. Compare what the order has before and after. */
  appendSalesOrderLines(addition: SalesOrderAddition): Promise<void>;
  /** An order with SYSPRO's own value of it. Throws `RetryableError` when there is none. */
  readSalesOrder(salesOrder: string): Promise<SalesOrderDetail>;
  /** Moves an order to another status. Idempotent. */
  changeOrderStatus(change: { salesOrder: string; from: string; to: SettableOrderStatus }): Promise<void>;
  /** Cancels what is left of an order (SORTOX). */
  cancelSalesOrder(cancellation: SalesOrderCancellation): Promise<void>;
  /** Invoices what is ready of an order (SORTIC). Undefined: SYSPRO does not name the invoice. */
  invoiceSalesOrder(invoicing: SalesOrderInvoicing): Promise<{ invoice: string | undefined }>;
  /** The orders from one number to another, both included. */
  readSalesOrders(range: OrderRange): Promise<SalesOrderRow[]>;
  /** The invoices of the orders from one number to another, both included. */
  readInvoices(range: OrderRange): Promise<InvoiceRow[]>;

  /** One invoice with its balance, an unapplied credit (`_CRDnn`) included; undefined when the customer has none of that number. */
  findInvoice(key: { customer: string; invoice: string }): Promise<InvoiceRow | undefined>;
  /** What was posted to a customer's invoices under a reference. */
  findReceipts(reference: { customer: string; reference: string }): Promise<InvoicePaymentRow[]>;
  /** Posts a receipt against an invoice. */
  postReceipt(receipt: InvoiceReceipt): Promise<PostedReceipt>;
  /** Posts a receipt to the customer's account; SYSPRO makes a credit `_CRDnn` of it. */
  postUnappliedReceipt(receipt: UnappliedReceipt): Promise<PostedReceipt>;
  /** Moves a credit onto an invoice of the same customer; no cash moves. */
  applyCredit(applied: AppliedCredit): Promise<PostedReceipt>;

  /** Enters an invoice, credit note or debit note that no sales order stands behind (ARSTIN). */
  postReceivablesDocument(document: ReceivablesDocument): Promise<{ invoice: string | undefined }>;
  /** A customer's account (ARSQRY), with what is paid in full where `settled`; undefined when SYSPRO has none of that code. */
  readStatement(question: { customer: string; settled: boolean }): Promise<CustomerStatement | undefined>;

  /** Posts a journal of the general ledger (GENTJL). Throws `RejectedError` OUT_OF_BALANCE before it sends one that is. */
  postLedgerJournal(journal: LedgerJournal): Promise<PostedLedgerJournal>;
  /** Enters money that comes to or leaves a bank beside receivables (CSHTWD). */
  postCashBookEntry(entry: CashBookEntry): Promise<void>;
  /** A ledger code (GENQGL); undefined when SYSPRO has none such. */
  readLedgerAccount(ledgerCode: string): Promise<LedgerAccount | undefined>;

  /** Writes a text into a field of a custom form (COMTFM). Idempotent. */
  writeCustomFormText(text: CustomFormText): Promise<void>;
  /** Every column of one record (COMFCH), by SYSPRO's names; undefined when there is none. */
  readRecord(key: RecordKey): Promise<Readonly<Record<string, string>> | undefined>;

  /** Compares a customer with what we want of it; undefined when SYSPRO has none of that code. */
  compareCustomer(account: CustomerAccount): Promise<CustomerComparison | undefined>;
  /** Adds a customer. */
  addCustomer(account: CustomerAccount): Promise<void>;
  /** Changes the named fields of a customer (SYSPRO's names, as `differing` tells them) and no other. Idempotent. */
  changeCustomer(account: CustomerAccount, names: readonly string[]): Promise<void>;

  /** Customers in the order of their keys, a page at a time. */
  readCustomers(page: PageQuestion): Promise<MasterDataPage<CustomerRow>>;

  /** What each warehouse has of a stock code; none for a code SYSPRO does not have. */
  readAvailability(stockCode: string): Promise<StockAvailability[]>;

  /** Stock codes in the order of their keys, a page at a time. */
  readStockItems(page: PageQuestion): Promise<MasterDataPage<StockRow>>;
}
