import type { CalendarMonth } from '#libs/calendar';
import type { BookDraft } from '../../books/collection.js';
import { openPeriod } from '../company/periods.js';
import { INVOICES, invoiceKey, RECEIPTS, type Invoice, type InvoicePayment } from '../company/records.js';
import { periodNotOpen } from '../item-by-item.js';
import { accountOfBank, ACCOUNTS } from '../ledger/chart-of-accounts.js';
import { writeJournal } from '../ledger/journal.js';
import { isSet, parameterOf, type TransactionCall, type TransactionObject } from '../transaction.js';
import { transactionDocument, type EnetError, type ItemResult } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';
import type { Element } from '../wire/write-xml.js';
import { postAdjustment, readAdjustment } from './adjustment.js';
import { postMiscellaneousReceipt, readMiscellaneousReceipt } from './miscellaneous-receipt.js';
import { readPayment, type AutoCorrect, type Distribution, type Payment } from './payment.js';

const VERSION = '8.0.105';

/**
 * ARSTPY, receivables payments, adjustments and miscellaneous receipts (syspro.md 2.4). It does not refuse a reference it already has: that is
 * the caller's duty. No real answer is public; the shape is inferred from the general rules.
 */
export class ReceivablesPayments implements TransactionObject {
  readonly root = 'PostArPayment';

  post(call: TransactionCall): string {
    const { draft } = call;
    const items = call.document.children('Item').map((item) => readItem(item, call));
    const allValid = items.every((item) => !Array.isArray(item));
    const applies = !isSet(call, 'ValidateOnly', 'N') && (allValid || !isSet(call, 'ApplyIfEntireDocumentValid', 'Y'));
    const journal = applies ? String(draft.nextNumber('syspro.journal', 0)).padStart(5, '0') : '';
    const results = items.map((item, index): ItemResult => {
      if (Array.isArray(item)) return { accepted: false, errors: item };
      if (!applies) return { accepted: true, key: [] };
      item.post(journal, index + 1);
      const [year = '', month = ''] = item.period.split('-');
      const key: Element[] = [
        ['Journal', journal],
        ['TrnYear', year],
        ['TrnMonth', month],
      ];
      return { accepted: true, key };
    });
    return transactionDocument(this.root, VERSION, results);
  }
}

/** One item that can be posted, whatever its kind. */
interface Postable {
  readonly period: CalendarMonth;
  post(journal: string, itemNumber: number): void;
}

function readItem(item: XmlElement, call: TransactionCall): Postable | EnetError[] {
  const { draft, company, today } = call;
  const code = parameterOf(call, 'PostingPeriod', 'C').toUpperCase();
  const period = openPeriod(company, code, today);
  const closed = period ? [] : [periodNotOpen(code)];
  const [adjustments, miscellaneous] = [item.child('Adjustments'), item.child('MiscellaneousReceipt')];
  if (adjustments) {
    const read = readAdjustment(adjustments, call);
    if (Array.isArray(read) || !period) return [...(Array.isArray(read) ? read : []), ...closed];
    return { period, post: (journal) => postAdjustment(read, { draft, journal, date: today, period }) };
  }
  if (miscellaneous) {
    const read = readMiscellaneousReceipt(miscellaneous, call);
    if (Array.isArray(read) || !period) return [...(Array.isArray(read) ? read : []), ...closed];
    return { period, post: () => postMiscellaneousReceipt(read, { draft, period, currency: company.currency }) };
  }
  const payment = read(item.child('Payment'), call);
  if (Array.isArray(payment)) return payment;
  return {
    period: payment.period,
    post: (journal, itemNumber) => post(payment, { draft, journal, itemNumber }),
  };
}

interface DatedPayment extends Payment {
  readonly period: CalendarMonth;
}

function read(element: XmlElement | undefined, call: TransactionCall): DatedPayment | EnetError[] {
  if (!element)
    return [{ path: ['Payment'], value: '', number: '100030', text: "XML element 'ItemPayment' cannot be spaces" }];
  const autoCorrect = parameterOf(call, 'AutoCorrectPaymentValue', 'N').toUpperCase() as AutoCorrect;
  const payment = readPayment(element, { books: call.draft, company: call.company, autoCorrect, today: call.today });
  const code = parameterOf(call, 'PostingPeriod', 'C').toUpperCase();
  const period = openPeriod(call.company, code, call.today);
  const errors = [...(Array.isArray(payment) ? payment : []), ...(period ? [] : [periodNotOpen(code)])];
  return Array.isArray(payment) || !period ? errors : { ...payment, period };
}

interface Posting {
  readonly draft: BookDraft;
  readonly journal: string;
  readonly itemNumber: number;
}

function post(payment: DatedPayment, { draft, journal, itemNumber }: Posting): void {
  const payments = payment.distributions.map((part): InvoicePayment => apply(part, payment, draft));
  const receiptId = `${journal}-${itemNumber}`;
  const { customer, distributions: _, ...rest } = payment;
  const { currency } = customer;
  const { reference, paymentDate: date, period, valueMinor } = payment;
  // Money comes in only by as much as the payment is worth: what one invoice gives another moves none.
  const entries = [
    { ledgerCode: accountOfBank(payment.bank), amountMinor: valueMinor, reference, comment: payment.narration },
    { ledgerCode: ACCOUNTS.receivables, amountMinor: 0 - valueMinor, reference, comment: '' },
  ];
  writeJournal(draft, { source: 'AR', date, period, reference, currency, entries });
  draft.put(RECEIPTS, receiptId, {
    ...rest,
    receiptId,
    journal,
    customer: customer.customer,
    currency,
    payments,
  });
}

function apply(part: Distribution, payment: DatedPayment, draft: BookDraft): InvoicePayment {
  const invoice = part.invoice ? current(part.invoice, draft) : unappliedCash(part, payment, draft);
  draft.put(INVOICES, invoiceKey(invoice.customer, invoice.invoice, invoice.documentType), {
    ...invoice,
    balanceMinor: invoice.balanceMinor - part.amountMinor,
    customerPoNumber: part.customerPurchaseOrder || invoice.customerPoNumber,
  });
  return { invoice: invoice.invoice, amountMinor: part.amountMinor };
}

/** As an earlier part of the same document left it. */
function current(invoice: Invoice, draft: BookDraft): Invoice {
  return draft.get(INVOICES, invoiceKey(invoice.customer, invoice.invoice, invoice.documentType)) ?? invoice;
}

/** A new `_CRDnn`, one above the customer's highest. */
function unappliedCash(part: Distribution, { customer, paymentDate }: Payment, draft: BookDraft): Invoice {
  const highest = draft
    .all(INVOICES)
    .filter((invoice) => invoice.customer === customer.customer && invoice.invoice.startsWith('_CRD'))
    .reduce((maximum, { invoice }) => Math.max(maximum, Number(invoice.slice(4))), 0);
  return {
    invoice: `_CRD${String(highest + 1).padStart(2, '0')}`,
    customer: customer.customer,
    documentType: 'I',
    invoiceDate: paymentDate,
    customerPoNumber: part.customerPurchaseOrder,
    salesOrder: '',
    currency: customer.currency,
    valueMinor: -part.amountMinor,
    balanceMinor: 0,
  };
}
