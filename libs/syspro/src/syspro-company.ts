import { DEFAULT_KEY_WIDTHS, type KeyWidths } from './keys.js';
import { postCashBookEntry, type CashBookEntry } from './objects/cash-book-entry.js';
import { writeCustomFormText, type CustomFormText } from './objects/custom-form.js';
import {
  addCustomer,
  changeCustomer,
  compareCustomer,
  type CustomerAccount,
  type CustomerComparison,
} from './objects/customer-account.js';
import { readStatement, type CustomerStatement } from './objects/customer-statement.js';
import { readAvailability, type StockAvailability } from './objects/inventory-query.js';
import { readLedgerAccount, type LedgerAccount } from './objects/ledger-account.js';
import { postLedgerJournal, type LedgerJournal, type PostedLedgerJournal } from './objects/ledger-journal.js';
import { readLogonProfile, type LogonProfile } from './objects/logon-profile.js';
import {
  readCustomerPage,
  readStockPage,
  type CustomerRow,
  type MasterDataPage,
  type PageQuestion,
  type StockRow,
} from './objects/master-data-rows.js';
import type { Door } from './objects/posting.js';
import {
  applyCredit,
  postInvoiceReceipt,
  postUnappliedReceipt,
  type AppliedCredit,
  type InvoiceReceipt,
  type PostedReceipt,
  type UnappliedReceipt,
} from './objects/receipt.js';
import { postReceivablesDocument, type ReceivablesDocument } from './objects/receivables-document.js';
import { cancelSalesOrder, type SalesOrderCancellation } from './objects/sales-order-cancellation.js';
import {
  findInvoice,
  findReceiptsByReference,
  readInvoicesOfOrders,
  type InvoicePaymentRow,
  type InvoiceRow,
} from './objects/receivables.js';
import {
  appendSalesOrderLines,
  DEFAULT_IMPORT_SETTINGS,
  importSalesOrder,
  partsOfImport,
  type ImportedSalesOrder,
  type ImportSettings,
  type SalesOrderAddition,
  type SalesOrderImport,
  type SalesOrderImportLine,
} from './objects/sales-order-import.js';
import { invoiceSalesOrder, type SalesOrderInvoicing } from './objects/sales-order-invoicing.js';
import {
  DEFAULT_ORDER_VALUE_SETTINGS,
  readSalesOrder,
  type OrderValueSettings,
  type SalesOrderDetail,
} from './objects/sales-order-query.js';
import {
  findSalesOrdersByPo,
  readSalesOrderRange,
  type SalesOrderReference,
  type SalesOrderRow,
} from './objects/sales-order-rows.js';
import { changeOrderStatus, type SettableOrderStatus } from './objects/sales-order-status.js';
import { readRecord, type RecordKey } from './objects/table-record.js';
import type { OrderRange, Syspro } from './syspro.js';
import { DEFAULT_REJECTION_RULES, type RejectionRule } from './rejections/rejection-codes.js';
import type { SysproSession } from './session/syspro-session.js';
import type { CallWatch } from './session/syspro-settings.js';

/** What differs from site to site and cannot be read from SYSPRO. */
export interface SiteSettings {
  readonly keyWidths?: KeyWidths;
  readonly import?: ImportSettings;
  readonly orderValue?: OrderValueSettings;
  /** The site's table of refusals, tried before our own. */
  readonly rejectionRules?: readonly RejectionRule[];
  /** ISO 4217 → the site's own currency code, which need not be ISO (`$` was seen). What is not listed goes as it is. */
  readonly currencyCodes?: Readonly<Record<string, string>>;
}

/**
 * One SYSPRO company through e.net and one operator's session. What each function promises stands at `Syspro`.
 */
export class SysproCompany implements Syspro {
  private readonly widths: KeyWidths;
  private readonly rules: readonly RejectionRule[];

  constructor(
    private readonly session: SysproSession,
    private readonly site: SiteSettings = {},
    private readonly watch?: CallWatch,
  ) {
    this.widths = site.keyWidths ?? DEFAULT_KEY_WIDTHS;
    this.rules = [...(site.rejectionRules ?? []), ...DEFAULT_REJECTION_RULES];
  }

  get companyId(): string {
    return this.session.companyId;
  }

  /** The same door with a watch on what goes through it: a trail for evidence, a last word before each posting. */
  watched(watch: CallWatch): SysproCompany {
    return new SysproCompany(this.session, this.site, watch);
  }

  /** The company's dates and currency. */
  readProfile(): Promise<LogonProfile> {
    return readLogonProfile(this.door);
  }

  /** A customer's orders under a purchase order number, completed and cancelled ones included. */
  findSalesOrders(reference: SalesOrderReference): Promise<SalesOrderRow[]> {
    return findSalesOrdersByPo(this.door, this.widths, reference);
  }

  /** Enters an order. `currency` is ISO 4217. Not idempotent: find first. */
  importSalesOrder(order: SalesOrderImport): Promise<ImportedSalesOrder> {
    const currency = this.#siteCurrency(order.currency);
    return importSalesOrder(this.door, { ...order, currency }, this.site.import ?? DEFAULT_IMPORT_SETTINGS);
  }

  partsOfImport(order: SalesOrderImport): SalesOrderImportLine[][] {
    const currency = this.#siteCurrency(order.currency);
    return partsOfImport(this.door, { ...order, currency }, this.site.import ?? DEFAULT_IMPORT_SETTINGS);
  }

  appendSalesOrderLines(addition: SalesOrderAddition): Promise<void> {
    return appendSalesOrderLines(this.door, addition, this.site.import ?? DEFAULT_IMPORT_SETTINGS);
  }

  /** An order with SYSPRO's own value of it. */
  readSalesOrder(salesOrder: string): Promise<SalesOrderDetail> {
    return readSalesOrder(this.door, salesOrder, this.site.orderValue ?? DEFAULT_ORDER_VALUE_SETTINGS);
  }

  /** Moves an order to another status. */
  changeOrderStatus(change: { salesOrder: string; from: string; to: SettableOrderStatus }): Promise<void> {
    return changeOrderStatus(this.door, change);
  }

  /** One invoice with its balance; undefined when the customer has none of that number. */
  findInvoice(key: { customer: string; invoice: string }): Promise<InvoiceRow | undefined> {
    return findInvoice(this.door, this.widths, key);
  }

  /** What was posted to a customer's invoices under a reference. */
  findReceipts(reference: { customer: string; reference: string }): Promise<InvoicePaymentRow[]> {
    return findReceiptsByReference(this.door, this.widths, reference);
  }

  /** Posts a receipt against an invoice. Not idempotent: find first. */
  postReceipt(receipt: InvoiceReceipt): Promise<PostedReceipt> {
    return postInvoiceReceipt(this.door, receipt);
  }

  /** The orders from one number to another, both included. */
  readSalesOrders(range: OrderRange): Promise<SalesOrderRow[]> {
    return readSalesOrderRange(this.door, this.widths, range);
  }

  /** The invoices of the orders from one number to another, both included. */
  readInvoices(range: OrderRange): Promise<InvoiceRow[]> {
    return readInvoicesOfOrders(this.door, this.widths, range);
  }

  /** Customers in the order of their keys, a page at a time; `currency` is ISO 4217 where the site's codes are declared. */
  async readCustomers(page: PageQuestion): Promise<MasterDataPage<CustomerRow>> {
    const { rows, next } = await readCustomerPage(this.door, this.widths, page);
    return { next, rows: rows.map((row) => ({ ...row, currency: this.#isoOf(row.currency) })) };
  }

  /** Stock codes in the order of their keys, a page at a time. */
  readStockItems(page: PageQuestion): Promise<MasterDataPage<StockRow>> {
    return readStockPage(this.door, page);
  }

  /** Logs off. */
  close(): Promise<void> {
    return this.session.close();
  }

  cancelSalesOrder(cancellation: SalesOrderCancellation): Promise<void> {
    return cancelSalesOrder(this.door, cancellation);
  }

  postUnappliedReceipt(receipt: UnappliedReceipt): Promise<PostedReceipt> {
    return postUnappliedReceipt(this.door, receipt);
  }

  applyCredit(applied: AppliedCredit): Promise<PostedReceipt> {
    return applyCredit(this.door, applied);
  }

  compareCustomer(account: CustomerAccount): Promise<CustomerComparison | undefined> {
    return compareCustomer(this.door, account, (code) => this.#isoOf(code));
  }

  addCustomer(account: CustomerAccount): Promise<void> {
    return addCustomer(this.door, account, this.#siteCurrency(account.currency));
  }

  changeCustomer(account: CustomerAccount, names: readonly string[]): Promise<void> {
    return changeCustomer(this.door, account, names);
  }

  readAvailability(stockCode: string): Promise<StockAvailability[]> {
    return readAvailability(this.door, stockCode);
  }

  invoiceSalesOrder(invoicing: SalesOrderInvoicing): Promise<{ invoice: string | undefined }> {
    return invoiceSalesOrder(this.door, invoicing);
  }

  postReceivablesDocument(document: ReceivablesDocument): Promise<{ invoice: string | undefined }> {
    return postReceivablesDocument(this.door, document);
  }

  readStatement(question: { customer: string; settled: boolean }): Promise<CustomerStatement | undefined> {
    return readStatement(this.door, this.widths, question);
  }

  postLedgerJournal(journal: LedgerJournal): Promise<PostedLedgerJournal> {
    return postLedgerJournal(this.door, journal);
  }

  postCashBookEntry(entry: CashBookEntry): Promise<void> {
    return postCashBookEntry(this.door, entry);
  }

  readLedgerAccount(ledgerCode: string): Promise<LedgerAccount | undefined> {
    return readLedgerAccount(this.door, ledgerCode);
  }

  writeCustomFormText(text: CustomFormText): Promise<void> {
    return writeCustomFormText(this.door, text);
  }

  readRecord(key: RecordKey): Promise<Readonly<Record<string, string>> | undefined> {
    return readRecord(this.door, key);
  }

  #siteCurrency(currency: string): string {
    return this.site.currencyCodes?.[currency] ?? currency;
  }

  #isoOf(code: string): string {
    return Object.entries(this.site.currencyCodes ?? {}).find(([, theirs]) => theirs === code)?.[0] ?? code;
  }

  private get door(): Door {
    return { session: this.session, rejectionRules: this.rules, watch: this.watch };
  }
}
