import { exactText, postTransaction, type Door } from './posting.js';
import type { PostingPeriod } from './receipt.js';

/** Invoicing of an order that is ready, status 8. */
export interface SalesOrderInvoicing {
  readonly salesOrder: string;
  /** CCYY-MM-DD. */
  readonly invoiceDate: string;
  readonly postingPeriod: PostingPeriod;
}

/**
 * Invoices what is ready of an order (SORTIC [X]; that the answer's key is InvoiceNumber is one client's reading [C]). Not idempotent: read
 * the order's invoices first. `invoice` is undefined when SYSPRO does not name it. Throws `RejectedError`, `OutcomeUnknownError`.
 */
export async function invoiceSalesOrder(
  door: Door,
  { salesOrder, invoiceDate, postingPeriod }: SalesOrderInvoicing,
): Promise<{ invoice: string | undefined }> {
  const { root } = await postTransaction(door, {
    businessObject: 'SORTIC',
    root: 'PostSalesOrderInvoice',
    parameters: {
      InvoiceDate: invoiceDate,
      OrderType: 'I',
      PostingPeriod: postingPeriod,
      // W: a warning is no reason to leave goods that have left without an invoice.
      IgnoreWarnings: 'W',
      ApplyIfEntireDocumentValid: 'Y',
      ValidateOnly: 'N',
    },
    content: { Item: { SalesOrder: exactText('SalesOrder', salesOrder, 20) } },
  });
  return { invoice: root.valueAnywhere('InvoiceNumber') || undefined };
}
