import { monthOf } from '#libs/calendar';
import { INVOICES, invoiceKey, SALES_ORDERS, type SalesOrder } from '../company/records.js';
import { openPeriod } from '../company/periods.js';
import { invoiceOrder } from '../invoicing/invoice-order.js';
import { badDate, itemByItem, itemError, periodNotOpen } from '../item-by-item.js';
import { shortKey, storedKey } from '../keys.js';
import { writeJournal } from '../ledger/journal.js';
import { CREDIT_NOTES, reversedSale, type CreditNote } from '../sortci/credit-note.js';
import { isSet, parameterOf, type TransactionCall, type TransactionObject } from '../transaction.js';
import { isDate } from '../values.js';
import { transactionDocument, type EnetError, type ItemResult } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';

const VERSION = '8.0.105';

/**
 * SORTIC, invoicing orders that are ready (status 8) (syspro.md 2.2): all that has not been invoiced yet. Elements of the answer are one
 * client's reading; that there is no other status to invoice from is from memory. OrderType C invoices credit notes, and D none here.
 */
export class OrderInvoicing implements TransactionObject {
  readonly root = 'PostSalesOrderInvoice';

  post(call: TransactionCall): string {
    if (parameterOf(call, 'OrderType', 'I').toUpperCase() === 'C') return invoiceCreditNotes(this.root, call);
    const items = call.document.children('Item');
    const entire = isSet(call, 'ApplyIfEntireDocumentValid', 'N');
    const blocked = entire && items.some((item) => 'path' in check(item, call));
    const posts = !isSet(call, 'ValidateOnly', 'N') && !blocked;
    const results = items.map((item): ItemResult => {
      const order = check(item, call);
      if ('path' in order) return { accepted: false, errors: [order] };
      return posts ? invoiced(order, call) : { accepted: true, key: [] };
    });
    return transactionDocument(this.root, VERSION, results);
  }
}

/** OrderType C: credit notes become receivables of type C, below zero. */
function invoiceCreditNotes(root: string, call: TransactionCall): string {
  return itemByItem<CreditNote>(call, {
    ...{ root, version: VERSION, entireByDefault: 'N' },
    read: (item) => {
      const given = item.value('SalesOrder');
      const note = call.draft.get(CREDIT_NOTES, storedKey(given));
      if (!note) return [itemError('SalesOrder', given, '999012', `Sales order '${given}' not found`)];
      if (note.status === '8') return note;
      return [itemError('SalesOrder', given, '999013', `Order status '${note.status}' cannot be changed to '9'`)];
    },
    post: (note) => {
      const { draft } = call;
      const { customer, customerPoNumber, currency, valueMinor: given, date } = note;
      const invoice = storedKey(String(draft.nextNumber('syspro.invoice', 100500)));
      const valueMinor = 0 - given;
      draft.put(INVOICES, invoiceKey(customer, invoice, 'C'), {
        ...{ invoice, customer, documentType: 'C', invoiceDate: date, customerPoNumber },
        ...{ salesOrder: note.creditNote, currency, valueMinor, balanceMinor: valueMinor },
      });
      const entries = reversedSale(draft, note, invoice);
      writeJournal(draft, { source: 'SA', date, period: monthOf(date), reference: invoice, currency, entries });
      draft.put(CREDIT_NOTES, note.creditNote, { ...note, status: '9' });
      return [['InvoiceNumber', shortKey(invoice, 'invoice')]];
    },
  });
}

function invoiced(order: SalesOrder, call: TransactionCall): ItemResult {
  const { draft, company, today } = call;
  const { invoice } = invoiceOrder(draft, order, { invoiceDate: parameterOf(call, 'InvoiceDate', today) });
  const period = openPeriod(company, parameterOf(call, 'PostingPeriod', 'C').toUpperCase(), today) ?? '';
  const journal = String(draft.nextNumber('syspro.sales-journal')).padStart(5, '0');
  const [year, month] = [period.slice(0, 4), period.slice(5, 7)];
  return {
    accepted: true,
    key: [['InvoiceNumber', shortKey(invoice, 'invoice')]],
    also: [
      ['TrnYear', year],
      ['TrnMonth', month],
      ['Register', journal],
      ['GlYear', year],
      ['GlPeriod', month],
      ['GlJournal', journal],
    ],
  };
}

function check(item: XmlElement, call: TransactionCall): SalesOrder | EnetError {
  const { draft, company, today } = call;
  const given = item.value('SalesOrder');
  const order = draft.get(SALES_ORDERS, storedKey(given));
  if (!order) return itemError('SalesOrder', given, '999012', `Sales order '${given}' not found`);
  const { orderStatus } = order;
  if (orderStatus !== '8') {
    return itemError('SalesOrder', given, '999013', `Order status '${orderStatus}' cannot be changed to '9'`);
  }
  const code = parameterOf(call, 'PostingPeriod', 'C').toUpperCase();
  if (!openPeriod(company, code, today)) return periodNotOpen(code);
  const date = parameterOf(call, 'InvoiceDate', today);
  return isDate(date) ? order : badDate('InvoiceDate', date);
}
