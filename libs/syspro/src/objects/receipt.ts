import { storableText } from '../text/windows-1252.js';
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
  /** The credit's number, e.g. `_CRD01`; `value` is taken from it. */
  readonly credit: string;
}

/** What ARSTPY told of the posting, where it told anything: no reply of it is public. */
export interface PostedReceipt {
  readonly journal: string | undefined;
}

/**
 * Posts a receipt against one invoice (ARSTPY [X]). Not idempotent, and SYSPRO does not refuse a repeated reference: look for it first.
 * AutoCorrectPaymentValue is N: Y would silently change what was paid, U would park the rest where nobody asked for it. Throws
 * `RejectedError` with SYSPRO's words, `OutcomeUnknownError` when no answer was heard.
 */
export async function postInvoiceReceipt(door: Door, receipt: InvoiceReceipt): Promise<PostedReceipt> {
  const { root } = await postTransaction(door, {
    businessObject: 'ARSTPY',
    root: 'PostArPayment',
    parameters: {
      PostingPeriod: receipt.postingPeriod,
      IgnoreWarnings: 'N',
      ApplyIfEntireDocumentValid: 'Y',
      ValidateOnly: 'N',
      AutoCorrectPaymentValue: 'N',
    },
    content: {
      Item: {
        Payment: {
          Customer: exactText('Customer', receipt.customer, 15),
          PaymentValue: receipt.value,
          Reference: exactText('Reference', receipt.reference, 30),
          PaymentDate: receipt.paymentDate,
          JournalNotation: storableText(receipt.notation, 30),
          PaymentNarration: storableText(receipt.narration, 100),
          Bank: exactText('Bank', receipt.bank, 15),
          PaymentType: 'O',
          InvoiceToPay: {
            TransactionType: 'I',
            Invoice: exactText('Invoice', receipt.invoice, 20),
            GrossPaymentValue: receipt.value,
            // Left out, the terms' own discount is taken when the whole invoice is paid in time: the card paid all of it.
            DiscountValue: '0.00',
          },
        },
      },
    },
  });
  return { journal: root.valueAnywhere('Journal') || undefined };
}
