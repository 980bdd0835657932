import type { CalendarDate } from '#libs/calendar';
import { INVOICES, invoiceKey, type Invoice } from '../company/records.js';
import { badDate, itemByItem, itemError } from '../item-by-item.js';
import { shortKey, storedKey } from '../keys.js';
import { parameterOf, type TransactionCall, type TransactionObject } from '../transaction.js';
import { isDate } from '../values.js';
import type { EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';
import type { Element } from '../wire/write-xml.js';
import { CREDIT_NOTES } from './credit-note.js';

const VERSION = '8.0.105';

interface Credit {
  readonly invoice: Invoice;
  readonly date: CalendarDate;
  readonly creditReason: string;
}

/**
 * SORTCI, a credit note from an invoice (syspro.md 2.3): a sales document that reaches receivables when SORTIC invoices it with OrderType C
 * (inferred). The whole invoice is credited, once; single lines are not served (999034), and goods do not come back to the shelf.
 */
export class CreditFromInvoice implements TransactionObject {
  readonly root = 'PostCreditFromInvoice';

  post(call: TransactionCall): string {
    return itemByItem(call, {
      ...{ root: this.root, version: VERSION, entireByDefault: 'N' },
      read: (item) => read(item, call),
      post: (credit) => post(credit, call),
    });
  }
}

function read(item: XmlElement, call: TransactionCall): Credit | EnetError[] {
  const [customer, given] = [storedKey(item.value('Customer')), item.value('InvoiceNumber')];
  const date = parameterOf(call, 'DocumentDate', call.today);
  const invoice = call.draft.get(INVOICES, invoiceKey(customer, storedKey(given), 'I'));
  const credited = call.draft.all(CREDIT_NOTES).some((note) => note.invoice === storedKey(given));
  const notFound = `Invoice '${given}' not found for customer '${customer}'`;
  const errors = [
    ...(invoice && invoice.salesOrder !== '' ? [] : [itemError('InvoiceNumber', given, '999003', notFound)]),
    ...(credited ? [itemError('InvoiceNumber', given, '999035', `Invoice '${given}' is credited already`)] : []),
    ...(isDate(date) ? [] : [badDate('DocumentDate', date)]),
    ...(item.children('Lines').length > 0
      ? [itemError('Lines', '', '999034', 'Crediting single lines is not served')]
      : []),
  ];
  if (errors.length > 0 || !invoice) return errors;
  return { invoice, date, creditReason: item.value('CreditReason') };
}

function post({ invoice, date, creditReason }: Credit, { draft }: TransactionCall): Element[] {
  const creditNote = storedKey(String(draft.nextNumber('syspro.sales-order', 100)));
  const { customer, customerPoNumber, currency, valueMinor } = invoice;
  draft.put(CREDIT_NOTES, creditNote, {
    ...{ creditNote, customer, invoice: invoice.invoice, customerPoNumber, currency, valueMinor },
    ...{ date, creditReason, status: '8' },
  });
  return [['CreditNoteNumber', shortKey(creditNote, 'salesOrder')]];
}
