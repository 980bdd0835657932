import type { CalendarDate, CalendarMonth } from '#libs/calendar';
import { openPeriod } from '../company/periods.js';
import { CUSTOMERS, INVOICES, invoiceKey, type Customer, type Invoice } from '../company/records.js';
import { badDate, itemByItem, itemError, missing, notNumeric, periodNotOpen } from '../item-by-item.js';
import { shortKey, storedKey } from '../keys.js';
import { ACCOUNTS } from '../ledger/chart-of-accounts.js';
import { writeJournal } from '../ledger/journal.js';
import { parameterOf, type TransactionCall, type TransactionObject } from '../transaction.js';
import { amountOf, isDate } from '../values.js';
import type { EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';
import type { Element } from '../wire/write-xml.js';

const VERSION = '8.0.105';

interface ReceivablesDocument {
  readonly customer: Customer;
  readonly type: Invoice['documentType'];
  /** Stored form; empty: to be numbered. */
  readonly invoice: string;
  readonly date: CalendarDate;
  readonly period: CalendarMonth;
  readonly reference: string;
  readonly valueMinor: number;
  readonly taxMinor: number;
}

/**
 * ARSTIN, invoices, credit notes and debit notes of receivables (syspro.md 2.3). The caller computes the tax; SYSPRO makes credits negative
 * itself. Posting to an existing invoice is not served (999031); where the number stands in the answer is one client's reading.
 */
export class ReceivablesDocuments implements TransactionObject {
  readonly root = 'PostArInvoices';

  post(call: TransactionCall): string {
    return itemByItem(call, {
      ...{ root: this.root, version: VERSION, entireByDefault: 'Y' },
      read: (item) => read(item, call),
      post: (document) => post(document, call),
    });
  }
}

function read(item: XmlElement, call: TransactionCall): ReceivablesDocument | EnetError[] {
  const { draft, company, today } = call;
  const given = item.value('Customer');
  const customer = draft.get(CUSTOMERS, storedKey(given));
  if (!customer) return [itemError('Customer', given, '999001', `Customer '${given}' not found`)];
  const type = item.value('TransactionType');
  const date = item.value('InvoiceDate') || today;
  const code = parameterOf(call, 'PostingPeriod', 'C').toUpperCase();
  const period = openPeriod(company, code, today);
  const value = positive(item, 'InvoiceValue', customer.currency);
  const tax = item.value('TaxValue') === '' ? 0 : positive(item, 'TaxValue', customer.currency);
  const numbered = item.value('GenerateInvoiceNumber').toUpperCase() === 'Y';
  const invoice = numbered ? '' : storedKey(item.value('Invoice'));
  const errors = [
    ...(isType(type) ? [] : [missing('TransactionType')]),
    ...(isDate(date) ? [] : [badDate('InvoiceDate', date)]),
    ...(period ? [] : [periodNotOpen(code)]),
    ...(typeof value === 'number' ? [] : [value]),
    ...(typeof tax === 'number' ? [] : [tax]),
    ...(numbered || invoice !== '' ? [] : [missing('Invoice')]),
    ...(item.value('ProductClass') === '' ? [missing('ProductClass')] : []),
    ...(item.value('PostToExistingInvoice').toUpperCase() === 'Y'
      ? [itemError('PostToExistingInvoice', 'Y', '999031', 'Posting to an existing invoice is not served')]
      : []),
    ...(invoice !== '' && isType(type) && draft.get(INVOICES, invoiceKey(customer.customer, invoice, type))
      ? [itemError('Invoice', item.value('Invoice'), '999032', `Invoice '${item.value('Invoice')}' already exists`)]
      : []),
  ];
  if (errors.length > 0 || !isType(type) || !period || typeof value !== 'number' || typeof tax !== 'number')
    return errors;
  return {
    ...{ customer, type, invoice, date, period, reference: item.value('Reference').slice(0, 30) },
    ...{ valueMinor: value, taxMinor: tax },
  };
}

function positive(item: XmlElement, name: string, currency: string): number | EnetError {
  const text = item.value(name);
  if (text === '') return missing(name);
  const amountMinor = amountOf(text, currency);
  return amountMinor === undefined || amountMinor < 0 ? notNumeric(name, text) : amountMinor;
}

function isType(text: string): text is Invoice['documentType'] {
  return ['I', 'C', 'D'].includes(text);
}

function post({ customer, type, ...document }: ReceivablesDocument, { draft }: TransactionCall): Element[] {
  const { date, period, reference } = document;
  const { currency } = customer;
  const sign = type === 'C' ? -1 : 1;
  const [valueMinor, taxMinor] = [sign * document.valueMinor, sign * document.taxMinor];
  const invoice = document.invoice || storedKey(String(draft.nextNumber('syspro.invoice', 100500)));
  draft.put(INVOICES, invoiceKey(customer.customer, invoice, type), {
    ...{ invoice, customer: customer.customer, documentType: type, invoiceDate: date, customerPoNumber: reference },
    ...{ salesOrder: '', currency, valueMinor, balanceMinor: valueMinor },
  });
  const entry = (ledgerCode: string, amountMinor: number) => ({ ledgerCode, amountMinor, reference, comment: '' });
  const entries = [
    entry(ACCOUNTS.receivables, valueMinor),
    entry(ACCOUNTS.goods, taxMinor - valueMinor),
    entry(ACCOUNTS.tax, 0 - taxMinor),
  ];
  writeJournal(draft, { source: 'AR', date, period, reference, currency, entries });
  return [['Invoice', shortKey(invoice, 'invoice')]];
}
