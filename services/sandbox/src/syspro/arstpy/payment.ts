import type { CalendarDate } from '#libs/calendar';
import { formatMinor, sumMinor } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import type { Company } from '../company/company.js';
import { CUSTOMERS, INVOICES, invoiceKey, type Customer, type Invoice } from '../company/records.js';
import { storedKey } from '../keys.js';
import { amountOf, isDate } from '../values.js';
import type { EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';

/** Part of a payment that goes to one invoice; `invoice` undefined is unapplied cash. Minor units. */
export interface Distribution {
  readonly invoice: Invoice | undefined;
  readonly amountMinor: number;
  readonly customerPurchaseOrder: string;
}

/** A `Payment` that can be posted. */
export interface Payment {
  readonly customer: Customer;
  readonly valueMinor: number;
  readonly reference: string;
  readonly paymentDate: CalendarDate;
  readonly bank: string;
  readonly narration: string;
  readonly distributions: readonly Distribution[];
}

/** How an undistributed remainder is treated: refused, payment forced down to its parts, or left as unapplied cash. */
export type AutoCorrect = 'N' | 'Y' | 'U';

export interface PaymentContext {
  readonly books: BookReader;
  readonly company: Company;
  readonly autoCorrect: AutoCorrect;
  readonly today: CalendarDate;
}

/** Reads and checks one `Item/Payment` (syspro.md 2.4.2). Numbers from 999001 are invented, the rest verified for other objects. */
export function readPayment(element: XmlElement, context: PaymentContext): Payment | EnetError[] {
  const { books, company, today } = context;
  const given = element.value('Customer');
  const customer = books.get(CUSTOMERS, storedKey(given));
  if (!customer) return [error(['Customer'], given, '999001', `Customer '${given}' not found`)];
  const paymentDate = element.value('PaymentDate') || today;
  const bank = company.depositSlipRequired ? element.value('Bank') || company.defaultBank : company.defaultBank;
  const distributions = readDistributions(element, customer, context);
  const errors = [
    ...(isDate(paymentDate) ? [] : [badDate(paymentDate)]),
    ...(company.banks.includes(bank) ? [] : [error(['Bank'], bank, '999011', `Bank '${bank}' not found`)]),
    ...distributions.errors,
  ];
  if (errors.length > 0) return errors;
  const value = settle(element.value('PaymentValue'), customer, distributions.parts, context.autoCorrect);
  if ('number' in value) return [value];
  return {
    customer,
    ...value,
    reference: element.value('Reference').slice(0, 30),
    paymentDate,
    bank,
    narration: element.value('PaymentNarration').slice(0, 50),
  };
}

function readDistributions(element: XmlElement, customer: Customer, { books }: PaymentContext) {
  const parts: Distribution[] = [];
  const errors: EnetError[] = [];
  for (const part of element.elements) {
    if (part.name !== 'InvoiceToPay' && part.name !== 'UnappliedPayment') continue;
    const read = part.name === 'InvoiceToPay' ? invoiceToPay(part, customer, books) : unapplied(part, customer);
    if ('number' in read) errors.push(read);
    else parts.push(read);
  }
  return { parts, errors };
}

function invoiceToPay(part: XmlElement, customer: Customer, books: BookReader): Distribution | EnetError {
  const given = part.value('Invoice');
  const type = part.value('TransactionType') || 'I';
  const invoice = books.get(INVOICES, invoiceKey(customer.customer, storedKey(given), type));
  if (!invoice) {
    const text = `Invoice '${given}' not found for customer '${customer.customer}'`;
    return error(['InvoiceToPay', 'Invoice'], given, '999003', text);
  }
  // A missing element pays the balance; one that is there and blank is zero.
  const gross = part.child('GrossPaymentValue');
  const amountMinor = gross ? amountOf(gross.text || '0', customer.currency) : invoice.balanceMinor;
  if (amountMinor === undefined) return notNumeric(['InvoiceToPay', 'GrossPaymentValue'], gross?.text ?? '');
  if (invoice.invoice.startsWith('_CRD') && amountMinor < invoice.balanceMinor) {
    const left = formatMinor(-invoice.balanceMinor, customer.currency);
    const text = `Credit '${given}' has only ${left} left`;
    return error(['InvoiceToPay', 'GrossPaymentValue'], gross?.text ?? '', '999029', text);
  }
  return { invoice, amountMinor, customerPurchaseOrder: part.value('CustomerPurchaseOrder') };
}

function unapplied(part: XmlElement, customer: Customer): Distribution | EnetError {
  const gross = part.value('GrossPaymentValue');
  const amountMinor = amountOf(gross || '0', customer.currency);
  if (amountMinor === undefined) return notNumeric(['UnappliedPayment', 'GrossPaymentValue'], gross);
  return {
    invoice: undefined,
    amountMinor,
    customerPurchaseOrder: part.value('CustomerPurchaseOrder') || 'Unapplied cash',
  };
}

function settle(
  text: string,
  { currency }: Customer,
  parts: readonly Distribution[],
  autoCorrect: AutoCorrect,
): { valueMinor: number; distributions: readonly Distribution[] } | EnetError {
  const distributed = sumMinor(parts.map(({ amountMinor }) => amountMinor));
  const valueMinor = text === '' ? distributed : amountOf(text, currency);
  if (valueMinor === undefined) return notNumeric(['PaymentValue'], text);
  const restMinor = valueMinor - distributed;
  if (restMinor === 0) return { valueMinor, distributions: parts };
  if (autoCorrect === 'Y') return { valueMinor: distributed, distributions: parts };
  if (autoCorrect === 'U' && restMinor > 0) {
    const rest = { invoice: undefined, amountMinor: restMinor, customerPurchaseOrder: 'Unapplied cash' };
    return { valueMinor, distributions: [...parts, rest] };
  }
  const [value, rest] = [formatMinor(valueMinor, currency), formatMinor(restMinor, currency)];
  return error(['PaymentValue'], text, '999004', `Payment value of ${value} not fully distributed, ${rest} remaining`);
}

/** An error below `Payment`. */
function error(path: readonly string[], value: string, number: string, text: string): EnetError {
  return { path: ['Payment', ...path], value, number, text };
}

function notNumeric(path: readonly string[], value: string): EnetError {
  return error(path, value, '100031', `XML element '${path.at(-1) ?? ''}' must be numeric`);
}

function badDate(value: string): EnetError {
  const text = `Date '${value}' is invalid for XML element 'PaymentDate' it must be CCYY-MM-DD format`;
  return error(['PaymentDate'], value, '100028', text);
}
