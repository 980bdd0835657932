import type { OrderContent } from '#libs/contracts';
import type { MinorUnits } from '#libs/money';

/** Money of one transaction. Amounts in minor units of `currency`. */
export interface Capture {
  readonly transactionId: string;
  readonly vendorTxCode: string;
  /** Opayo vendor name. */
  readonly vendor: string;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  /** UTC instant, milliseconds. */
  readonly capturedAt: number;
  /** Opayo's word, e.g. `VISA`; null where it told none. */
  readonly cardType: string | null;
  /** Opayo's word of fraud screening: ACCEPT, CHALLENGE, DENY, NOTCHECKED; null where it told none. */
  readonly fraudResponse: string | null;
  /** Opayo's word for the acquirer, and our number there; null where nobody asked Reporting. */
  readonly authProcessor: string | null;
  readonly merchantNumber: string | null;
  /** Given back so far: voided, refunded, not settled; never more than was taken. */
  readonly reversedMinor: MinorUnits;
}

/** A fact that takes money back, or may. */
export interface Reversal {
  readonly transactionId: string;
  /** Whose money it takes back: the transaction itself, or its parent for a refund. */
  readonly ofTransactionId: string;
  readonly kind: string;
  /** 0 for a reservation that ended: nothing had been taken. */
  readonly amountMinor: MinorUnits;
  /** When it happened at Opayo, UTC milliseconds. */
  readonly occurredAt: number;
}

/** An invoice of the order in SYSPRO's receivables. Amounts in minor units of `currency`. */
export interface KnownInvoice {
  readonly invoice: string;
  readonly company: string;
  readonly salesOrder: string;
  readonly customerCode: string;
  /** CCYY-MM-DD. */
  readonly invoiceDate: string;
  readonly valueMinor: MinorUnits;
  /** What was owed when the poller last looked. */
  readonly balanceMinor: MinorUnits;
  readonly currency: string;
  /** When it last looked, UTC milliseconds. */
  readonly observedAt: number;
}

/** The sales order as SYSPRO has it. */
export interface CreatedSalesOrder {
  readonly salesOrder: string;
  readonly customerCode: string;
  readonly customerPoNumber: string;
}

/** The newest thing SYSPRO or posting said of an effect. */
export interface KnownOutcome {
  /** E.g. `RECEIPT_POSTED`, `REJECTED`. */
  readonly kind: string;
  readonly revision: number;
  /** UTC milliseconds. */
  readonly occurredAt: number;
  /** Of a rejection: its stable code. */
  readonly code: string | null;
}

/** An order as all its facts together tell it. Made by `fold` alone. */
export interface OrderState {
  /** The newest version the shop told; null while only payments are known. After a cancellation the last content stays. */
  readonly content: OrderContent | null;
  readonly shop: string | null;
  readonly orderReference: string | null;
  /** 0 while the order is unknown. */
  readonly version: number;
  readonly cancelled: boolean;
  /** By capture time, then transactionId. */
  readonly captures: readonly Capture[];
  readonly reversals: readonly Reversal[];
  /** Transactions that hold money without having taken it, or may still do so. */
  readonly awaitingCapture: readonly string[];
  /** Transactions with a word of Opayo's we do not know. */
  readonly strange: readonly string[];
  readonly salesOrder: CreatedSalesOrder | null;
  /** SYSPRO's status code as last seen, e.g. `4`. */
  readonly erpStatus: string | null;
  /** By invoice date, then number. */
  readonly invoices: readonly KnownInvoice[];
  /** Whether an outcome said that what was left of the order was cancelled, or will never be entered. */
  readonly cancelledInSyspro: boolean;
  /** effectId → when its receipt, or its credit's application, was confirmed, UTC milliseconds. */
  readonly confirmedReceipts: ReadonlyMap<string, number>;
  /** effectId of an unapplied receipt → SYSPRO's number of the credit, `_CRDnn`, where it was told. */
  readonly creditNumbers: ReadonlyMap<string, string>;
  /** effectId → the newest thing SYSPRO or posting said of it. */
  readonly outcomes: ReadonlyMap<string, KnownOutcome>;
}

/** Money taken and not given back, of one transaction. */
export function keptMinor(capture: Capture): number {
  return capture.amountMinor - capture.reversedMinor;
}
