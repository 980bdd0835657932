/** An invoice, credit or debit note entered in receivables without a sales order. Amounts are decimals as text, never negative. */
export interface ReceivablesDocument {
  readonly type: 'INVOICE' | 'CREDIT_NOTE' | 'DEBIT_NOTE';
  readonly customer: string;
  /** Undefined where SYSPRO numbers its documents. */
  readonly invoice?: string;
  /** True to credit or debit an existing invoice, named by `invoice`. */
  readonly postToExisting?: boolean;
  /** CCYY-MM-DD. */
  readonly documentDate: string;
  readonly postingPeriod: 'C' | 'P' | 'B';
  readonly reference: string;
  /** Customer's currency, tax included. */
  readonly value: string;
  readonly taxValue?: string;
  readonly productClass: string;
}

/** What ARSTIN told of the document. */
export interface PostedDocument {
  readonly invoice: string | undefined;
}
