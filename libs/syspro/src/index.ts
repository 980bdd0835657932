export { DEFAULT_KEY_WIDTHS, isSameKey, shortKey, storedKey, type KeyWidths } from './keys.js';
export type { CashBookEntry } from './objects/cash-book-entry.js';
export type { CustomFormText } from './objects/custom-form.js';
export type { CustomerAccount, CustomerAddress, CustomerComparison } from './objects/customer-account.js';
export type { CustomerStatement, StatementInvoice } from './objects/customer-statement.js';
export type { StockAvailability } from './objects/inventory-query.js';
export type { LedgerAccount } from './objects/ledger-account.js';
export type { LedgerJournal, LedgerJournalEntry, PostedLedgerJournal } from './objects/ledger-journal.js';
export type { LogonProfile } from './objects/logon-profile.js';
export type { CustomerRow, MasterDataPage, StockRow } from './objects/master-data-rows.js';
export type {
  AppliedCredit,
  InvoiceReceipt,
  PostedReceipt,
  PostingPeriod,
  UnappliedReceipt,
} from './objects/receipt.js';
export type { ReceivablesDocument } from './objects/receivables-document.js';
export type { InvoicePaymentRow, InvoiceRow } from './objects/receivables.js';
export type { SalesOrderCancellation } from './objects/sales-order-cancellation.js';
export {
  DEFAULT_IMPORT_SETTINGS,
  type ImportedSalesOrder,
  type ImportSettings,
  type SalesOrderAddition,
  type SalesOrderImport,
  type SalesOrderImportLine,
} from './objects/sales-order-import.js';
export {
  DEFAULT_ORDER_VALUE_SETTINGS,
  type OrderValueSettings,
  type SalesOrderDetail,
} from './objects/sales-order-query.js';
export type { SalesOrderInvoicing } from './objects/sales-order-invoicing.js';
export type { SalesOrderRow } from './objects/sales-order-rows.js';
export { isCancelledStatus, orderStatusWord, type SettableOrderStatus } from './objects/sales-order-status.js';
export type { RecordKey } from './objects/table-record.js';
export { withoutPersonalData, withoutSecrets } from './redaction.js';
export { rejectedBecause } from './rejections/rejection.js';
export {
  DEFAULT_REJECTION_RULES,
  REJECTION_ADVICE,
  type RejectionAdvice,
  type RejectionRule,
} from './rejections/rejection-codes.js';
export { SysproSession } from './session/syspro-session.js';
export type {
  CallSummary,
  CallTrail,
  CallWatch,
  SysproProfile,
  SysproSettings,
  RecordedCall,
  SecretText,
} from './session/syspro-settings.js';
export { SysproCompany, type SiteSettings } from './syspro-company.js';
export type { OrderRange, Syspro } from './syspro.js';
export { isWindows1252, toWindows1252 } from './text/windows-1252.js';
