import { storableText } from '../text/windows-1252.js';
import type { XmlContent } from '../xml/write-xml.js';
import { exactText, postTransaction, type Door } from './posting.js';

/** SYSPRO's posting periods are relative: current, previous, the one before. */
export type PostingPeriod = 'C' | 'P' | 'B';

/** Money received from a customer for one invoice. Amounts are decimals as text with a dot, in the customer's currency. */
export interface InvoiceReceipt {
  readonly customer: string;
  readonly invoice: string;
  readonly value: string;
  /** At most 30 characters of Windows-1252; by it the receipt is found again. */
  readonly reference: string;
  /** CCYY-MM-DD. */
  readonly paymentDate: string;
  readonly postingPeriod: PostingPeriod;
  /** SYSPRO bank; counts only where the site's AR set-up asks for bank deposit slips. */
  readonly bank: string;
  /** For people. */
  readonly notation: string;
  readonly narration: string;
}

/** Money received from a customer and not yet for any invoice. As a receipt, without the invoice. */
export interface UnappliedReceipt extends Omit<InvoiceReceipt, 'invoice'> {
  /** Told to SYSPRO as the credit's purchase order number: at most 30 characters. */
  readonly customerPoNumber: string;
}

/** A credit of the customer that pays an invoice: a receipt of no value that takes from one what it gives to the other. */
export interface AppliedCredit extends InvoiceReceipt {
  /** The credit's number, e.g. `_CRD01`; `value`, which is positive, is taken from it. */
  readonly credit: string;
}

/** What ARSTPY told of the posting, where it told anything: no reply of it is public. */
export interface PostedReceipt {
  readonly journal: string | undefined;
}

/**
 * Posts a receipt against one invoice (ARSTPY [X]). Not idempotent, and SYSPRO does not refuse a repeated reference: look for it first.
 * Throws `RejectedError` with SYSPRO's words, `OutcomeUnknownError` when no answer was heard.
 */
export function postInvoiceReceipt(door: Door, receipt: InvoiceReceipt): Promise<PostedReceipt> {
  return postPayment(door, receipt, receipt.value, { InvoiceToPay: invoiceToPay(receipt.invoice, receipt.value) });
}

/** Posts a receipt to the customer's account (ARSTPY [X]): SYSPRO makes a credit `_CRDnn` of it. As `postInvoiceReceipt` otherwise. */
export function postUnappliedReceipt(door: Door, receipt: UnappliedReceipt): Promise<PostedReceipt> {
  return postPayment(door, receipt, receipt.value, {
    UnappliedPayment: {
      GrossPaymentValue: receipt.value,
      CustomerPurchaseOrder: exactText('CustomerPurchaseOrder', receipt.customerPoNumber, 30),
    },
  });
}

/**
 * Moves a credit onto an invoice: a payment of no value that takes from one what it gives to the other (ARSTPY; the shape is inferred
 * [I/M], syspro.md 2.4.3: verify it on the site). As `postInvoiceReceipt` otherwise.
 */
export function applyCredit(door: Door, applied: AppliedCredit): Promise<PostedReceipt> {
  const { credit, invoice, value } = applied;
  const rows = [invoiceToPay(credit, negated(value)), invoiceToPay(invoice, value)];
  return postPayment(door, applied, '0.00', { InvoiceToPay: rows });
}

type Payer = Omit<InvoiceReceipt, 'invoice' | 'value'>;

/**
 * AutoCorrectPaymentValue is N: Y would silently change what was paid, U would park the rest where nobody asked for it.
 */
async function postPayment(door: Door, payer: Payer, value: string, distribution: XmlContent): Promise<PostedReceipt> {
  const { root } = await postTransaction(door, {
    businessObject: 'ARSTPY',
    root: 'PostArPayment',
    parameters: {
      PostingPeriod: payer.postingPeriod,
      IgnoreWarnings: 'N',
      ApplyIfEntireDocumentValid: 'Y',
      ValidateOnly: 'N',
      AutoCorrectPaymentValue: 'N',
    },
    content: {
      Item: {
        Payment: {
          Customer: exactText('Customer', payer.customer, 15),
          PaymentValue: value,
          Reference: exactText('Reference', payer.reference, 30),
          PaymentDate: payer.paymentDate,
          JournalNotation: storableText(payer.notation, 30),
          PaymentNarration: storableText(payer.narration, 100),
          Bank: exactText('Bank', payer.bank, 15),
          PaymentType: 'O',
          ...distribution,
        },
      },
    },
  });
  return { journal: root.valueAnywhere('Journal') || undefined };
}

function negated(value: string): string {
  return `-${value}`;
}

function invoiceToPay(invoice: string, value: string): Record<string, string> {
  return {
    TransactionType: 'I',
    Invoice: exactText('Invoice', invoice, 20),
    GrossPaymentValue: value,
    // Left out, the terms' own discount is taken when the whole invoice is paid in time: the card paid all of it.
    DiscountValue: '0.00',
  };
}
