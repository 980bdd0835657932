import { INVOICES, invoiceKey, CUSTOMERS, type Customer, type Invoice } from '../company/records.js';
import { collection, type BookDraft } from '../../books/collection.js';
import type { CalendarDate, CalendarMonth } from '#libs/calendar';
import { storedKey } from '../keys.js';
import { ACCOUNTS, ledgerAccount } from '../ledger/chart-of-accounts.js';
import { writeJournal } from '../ledger/journal.js';
import type { TransactionCall } from '../transaction.js';
import { amountOf } from '../values.js';
import type { EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';

/** Where an adjustment goes that names no ledger code: rounding. */
const DEFAULT_LEDGER_CODE = '4900-WEB';

/** What one adjustment did to one invoice: a row of ArInvoicePay of type A. */
export interface InvoiceAdjustment {
  readonly journal: string;
  readonly customer: string;
  readonly invoice: string;
  readonly reference: string;
  readonly date: CalendarDate;
  readonly period: CalendarMonth;
  readonly currency: string;
  /** Minor units added to what is owed; below zero: taken off. */
  readonly amountMinor: number;
}

export const ADJUSTMENTS = collection<InvoiceAdjustment>('syspro.invoice-adjustments');

interface Part {
  readonly invoice: Invoice;
  readonly amountMinor: number;
  readonly reference: string;
  readonly ledgerCode: string;
}

/** `Adjustments` that can be posted. */
export interface Adjustment {
  readonly customer: Customer;
  readonly parts: readonly Part[];
}

/** Reads and checks one `Item/Adjustments` (syspro.md 2.4.2). That a value above zero adds to what is owed is inferred. */
export function readAdjustment(element: XmlElement, { draft }: TransactionCall): Adjustment | EnetError[] {
  const given = element.value('Customer');
  const customer = draft.get(CUSTOMERS, storedKey(given));
  const error = (path: readonly string[], value: string, number: string, text: string): EnetError => ({
    path: ['Adjustments', ...path],
    ...{ value, number, text },
  });
  if (!customer) return [error(['Customer'], given, '999001', `Customer '${given}' not found`)];
  const parts = element.children('InvoiceToAdjust').map((part): Part | EnetError => {
    const name = part.value('Invoice');
    const type = part.value('TransactionType') || 'I';
    const invoice = draft.get(INVOICES, invoiceKey(customer.customer, storedKey(name), type));
    const text = part.value('AdjustmentValue');
    const amountMinor = amountOf(text, customer.currency);
    const ledgerCode = part.value('AdjustmentLedgerCode') || DEFAULT_LEDGER_CODE;
    const below = (field: string, value: string, number: string, words: string): EnetError =>
      error(['InvoiceToAdjust', field], value, number, words);
    if (!invoice)
      return below('Invoice', name, '999003', `Invoice '${name}' not found for customer '${customer.customer}'`);
    if (amountMinor === undefined)
      return below('AdjustmentValue', text, '100031', "XML element 'AdjustmentValue' must be numeric");
    if (amountMinor === 0) return below('AdjustmentValue', text, '999015', 'Adjustment value cannot be zero');
    if (!ledgerAccount(draft, ledgerCode))
      return below('AdjustmentLedgerCode', ledgerCode, '999006', `Ledger code '${ledgerCode}' not found`);
    return { invoice, amountMinor, reference: part.value('Reference').slice(0, 30), ledgerCode };
  });
  const refused = parts.filter((part) => 'path' in part);
  if (refused.length > 0) return refused;
  if (parts.length === 0)
    return [error(['InvoiceToAdjust'], '', '100030', "XML element 'ItemInvoiceToAdjust' cannot be spaces")];
  return { customer, parts: parts.filter((part): part is Part => !('path' in part)) };
}

/** Changes the balances and writes the ledger. */
export function postAdjustment(
  { customer, parts }: Adjustment,
  { draft, journal, date, period }: { draft: BookDraft; journal: string; date: CalendarDate; period: CalendarMonth },
): void {
  const { currency } = customer;
  for (const [index, { invoice, amountMinor, reference, ledgerCode }] of parts.entries()) {
    const key = invoiceKey(invoice.customer, invoice.invoice, invoice.documentType);
    const current = draft.get(INVOICES, key) ?? invoice;
    draft.put(INVOICES, key, { ...current, balanceMinor: current.balanceMinor + amountMinor });
    draft.put(ADJUSTMENTS, `${journal}-${index + 1}`, {
      ...{
        journal,
        customer: customer.customer,
        invoice: invoice.invoice,
        reference,
        date,
        period,
        currency,
        amountMinor,
      },
    });
    const entry = (code: string, minor: number) => ({ ledgerCode: code, amountMinor: minor, reference, comment: '' });
    const entries = [entry(ACCOUNTS.receivables, amountMinor), entry(ledgerCode, 0 - amountMinor)];
    writeJournal(draft, { source: 'AR', date, period, reference, currency, entries });
  }
}
