import { formatMinor } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import { ADJUSTMENTS, type InvoiceAdjustment } from '../arstpy/adjustment.js';
import { customFormFields } from '../comtfm/custom-forms.js';
import { companyOf } from '../company/company.js';
import { accountOfBank, ledgerAccounts } from '../ledger/chart-of-accounts.js';
import { CUSTOMERS, INVOICES, RECEIPTS, SALES_ORDERS, STOCK, type Invoice, type Receipt } from '../company/records.js';

/** A row as COMFND compares and shows it: keys in stored form, numbers as plain decimals. */
export type Row = Readonly<Record<string, string>>;

/** A table: which columns there are, which compare as numbers, what comes first, and its rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly numeric: ReadonlySet<string>;
  readonly key: readonly string[];
  rows(books: BookReader): Row[];
}

function table(key: readonly string[], text: string, numeric: string, rows: (books: BookReader) => Row[]): Table {
  const numbers = numeric.split(' ').filter((name) => name !== '');
  return { key, columns: [...text.split(' '), ...numbers], numeric: new Set(numbers), rows };
}

const SOR_MASTER = table(
  ['SalesOrder'],
  'SalesOrder OrderStatus ActiveFlag CancelledFlag DocumentType Customer CustomerName CustomerPoNumber OrderDate ReqShipDate ' +
    'AlternateReference Branch Warehouse Currency LastInvoice SpecialInstrs Email ShipAddress1 ShipAddress2 ShipAddress3 ' +
    'ShipAddress4 ShipAddress5 ShipPostalCode Operator',
  '',
  (books) =>
    books.all(SALES_ORDERS).map((order) => ({
      SalesOrder: order.salesOrder,
      OrderStatus: order.orderStatus,
      ActiveFlag: order.orderStatus === '9' ? 'N' : 'Y',
      CancelledFlag: order.orderStatus === '\\' ? 'Y' : '',
      DocumentType: 'O',
      Customer: order.customer,
      CustomerName: order.customerName,
      CustomerPoNumber: order.customerPoNumber,
      OrderDate: order.orderDate,
      ReqShipDate: order.requestedShipDate,
      AlternateReference: order.alternateReference,
      Branch: order.branch,
      Warehouse: order.warehouse,
      Currency: order.currency,
      LastInvoice: order.lastInvoice,
      SpecialInstrs: order.specialInstrs,
      Email: order.email,
      ...Object.fromEntries(order.shipAddress.map((line, index) => [`ShipAddress${index + 1}`, line])),
      ShipPostalCode: order.shipPostalCode,
      Operator: order.operator,
    })),
);

const AR_INVOICE = table(
  ['Customer', 'Invoice', 'DocumentType'],
  'Customer Invoice DocumentType InvoiceDate CustomerPoNumber SalesOrder MulDiv',
  'CurrencyValue InvoiceBal1 InvoiceBal2 InvoiceBal3 ConvRate',
  (books) => books.all(INVOICES).map(invoiceRow),
);

function invoiceRow(invoice: Invoice): Row {
  return {
    Customer: invoice.customer,
    Invoice: invoice.invoice,
    DocumentType: invoice.documentType,
    InvoiceDate: invoice.invoiceDate,
    CustomerPoNumber: invoice.customerPoNumber,
    SalesOrder: invoice.salesOrder,
    MulDiv: 'M',
    CurrencyValue: formatMinor(invoice.valueMinor, invoice.currency),
    InvoiceBal1: formatMinor(invoice.balanceMinor, invoice.currency),
    InvoiceBal2: formatMinor(0, invoice.currency),
    InvoiceBal3: formatMinor(0, invoice.currency),
    ConvRate: '1.000000',
  };
}

const AR_INVOICE_PAY = table(
  ['Customer', 'Invoice', 'Journal'],
  'Customer Invoice TrnType TrnYear TrnMonth Journal JournalDate Reference InvoiceNotation PaymentNumber Bank',
  'TrnValue',
  (books) => [...books.all(RECEIPTS).flatMap(paymentRows), ...books.all(ADJUSTMENTS).map(adjustmentRow)],
);

function paymentRows(receipt: Receipt): Row[] {
  return receipt.payments.map(({ invoice, amountMinor }) => ({
    Customer: receipt.customer,
    Invoice: invoice,
    TrnType: 'P',
    TrnYear: receipt.period.slice(0, 4),
    TrnMonth: receipt.period.slice(5, 7),
    Journal: receipt.journal,
    JournalDate: receipt.paymentDate,
    Reference: receipt.reference,
    InvoiceNotation: receipt.narration,
    PaymentNumber: receipt.receiptId,
    Bank: receipt.bank,
    TrnValue: formatMinor(amountMinor, receipt.currency),
  }));
}

function adjustmentRow(adjustment: InvoiceAdjustment): Row {
  const { customer, invoice, journal, reference, date, period, currency, amountMinor } = adjustment;
  return {
    ...{
      Customer: customer,
      Invoice: invoice,
      TrnType: 'A',
      Journal: journal,
      JournalDate: date,
      Reference: reference,
    },
    ...{ TrnYear: period.slice(0, 4), TrnMonth: period.slice(5, 7), TrnValue: formatMinor(amountMinor, currency) },
  };
}

const CUSTOMER_FIELDS = [
  ...['ShortName', 'Contact', 'Telephone', 'Email', 'TaxExemptNumber', 'EdiSenderCode'],
  ...['Branch', 'Area', 'Salesperson', 'CustomerClass', 'TermsCode'],
  ...['SoldToAddr1', 'SoldToAddr2', 'SoldToAddr3', 'SoldToAddr4', 'SoldToAddr5', 'SoldPostalCode'],
  ...['ShipToAddr1', 'ShipToAddr2', 'ShipToAddr3', 'ShipToAddr4', 'ShipToAddr5', 'ShipPostalCode'],
];

const AR_CUSTOMER = table(
  ['Customer'],
  `Customer Name Currency TaxStatus BalanceType CustomerOnHold ${CUSTOMER_FIELDS.join(' ')}`,
  'CreditLimit',
  (books) =>
    books.all(CUSTOMERS).map((customer) => ({
      Customer: customer.customer,
      Name: customer.name,
      Currency: customer.currency,
      TaxStatus: customer.taxStatus,
      BalanceType: customer.fields?.['BalanceType'] ?? 'I',
      CustomerOnHold: customer.onHold ? 'Y' : 'N',
      ...Object.fromEntries(CUSTOMER_FIELDS.map((name) => [name, customer.fields?.[name] ?? ''])),
      CreditLimit: String(customer.creditLimit ?? 0),
    })),
);

const GEN_MASTER = table(['GlCode'], 'GlCode Description AccountType ControlAccFlag AccOnHldFlag', '', (books) =>
  ledgerAccounts(books).map((account) => ({
    GlCode: account.ledgerCode,
    Description: account.description,
    AccountType: account.accountType,
    ControlAccFlag: account.controlAccount ? 'Y' : 'N',
    AccOnHldFlag: account.onHold ? 'Y' : 'N',
  })),
);

const AP_BANK = table(['Bank'], 'Bank Description Currency CashGlCode', '', (books) => {
  const { banks, currency } = companyOf(books);
  return banks.map((bank) => ({
    ...{ Bank: bank, Description: `Bank ${bank}`, Currency: currency, CashGlCode: accountOfBank(bank) },
  }));
});

const INV_MASTER = table(
  ['StockCode'],
  'StockCode Description StockUom ProductClass TaxCode WarehouseToUse StockOnHold',
  '',
  (books) =>
    books.all(STOCK).map((item) => ({
      StockCode: item.stockCode,
      Description: item.description,
      StockUom: item.stockUom,
      ProductClass: item.productClass,
      TaxCode: item.taxCode,
      WarehouseToUse: item.warehouses[0] ?? '',
      StockOnHold: '',
    })),
);

const INV_WH_CONTROL = table(['Warehouse'], 'Warehouse Description', '', (books) =>
  companyOf(books).warehouses.map((warehouse) => ({ Warehouse: warehouse, Description: `Warehouse ${warehouse}` })),
);

const FORM_DATA = table(['FormType', 'KeyField', 'FieldName'], 'FormType KeyField FieldName AlphaValue', '', (books) =>
  customFormFields(books).map(({ formType, keyField, fieldName, alphaValue }) => ({
    ...{ FormType: formType, KeyField: keyField, FieldName: fieldName, AlphaValue: alphaValue },
  })),
);

/** The tables COMFND can read here; names are case-sensitive (syspro.md 2.8). Columns beyond those of syspro.md 3 are from memory. */
export const TABLES: ReadonlyMap<string, Table> = new Map([
  ['SorMaster', SOR_MASTER],
  ['ArInvoice', AR_INVOICE],
  ['ArInvoicePay', AR_INVOICE_PAY],
  ['ArCustomer', AR_CUSTOMER],
  ['InvMaster', INV_MASTER],
  ['GenMaster', GEN_MASTER],
  ['ApBank', AP_BANK],
  ['AdmFormData', FORM_DATA],
  ['InvWhControl', INV_WH_CONTROL],
]);
