import { storableText } from '../text/windows-1252.js';
import { exactText, postTransaction, type Door } from './posting.js';
import type { PostingPeriod } from './receipt.js';

/** An invoice, credit note or debit note of receivables that no sales order stands behind. Amounts are decimals as text, never negative. */
export interface ReceivablesDocument {
  readonly kind: 'INVOICE' | 'CREDIT_NOTE' | 'DEBIT_NOTE';
  readonly customer: string;
  /** At most 20 characters; null: SYSPRO numbers it, where its invoice keys are numeric. */
  readonly invoice: string | null;
  /** CCYY-MM-DD. */
  readonly invoiceDate: string;
  /** At most 30 characters; by it the document is found again. */
  readonly reference: string;
  /** With tax, in the customer's currency. SYSPRO itself makes a credit of it. */
  readonly value: string;
  /** Part of `value`; SYSPRO does not compute it. */
  readonly taxValue: string;
  /** Must exist in SYSPRO. */
  readonly productClass: string;
  readonly postingPeriod: PostingPeriod;
}

const TRANSACTION_TYPES = { INVOICE: 'I', CREDIT_NOTE: 'C', DEBIT_NOTE: 'D' } as const;

/**
 * Enters a document of receivables (ARSTIN [X]; where its number stands in the answer is one client's reading [C]). Not idempotent: look for it
 * first. Throws `RejectedError` with SYSPRO's words, `OutcomeUnknownError` when no answer was heard.
 */
export async function postReceivablesDocument(
  door: Door,
  document: ReceivablesDocument,
): Promise<{ invoice: string | undefined }> {
  const { root } = await postTransaction(door, {
    businessObject: 'ARSTIN',
    root: 'PostArInvoices',
    parameters: {
      PostingPeriod: document.postingPeriod,
      IgnoreWarnings: 'N',
      ApplyIfEntireDocumentValid: 'Y',
      ValidateOnly: 'N',
    },
    content: {
      Item: {
        TransactionType: TRANSACTION_TYPES[document.kind],
        Customer: exactText('Customer', document.customer, 15),
        GenerateInvoiceNumber: document.invoice === null ? 'Y' : 'N',
        Invoice: document.invoice === null ? undefined : exactText('Invoice', document.invoice, 20),
        InvoiceDate: document.invoiceDate,
        Reference: exactText('Reference', document.reference, 30),
        InvoiceValue: document.value,
        TaxValue: document.taxValue,
        ProductClass: storableText(document.productClass, 20),
      },
    },
  });
  return { invoice: root.valueAnywhere('Invoice') || document.invoice || undefined };
}
