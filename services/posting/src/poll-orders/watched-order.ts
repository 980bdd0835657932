import type { MinorUnits } from '#libs/money';

/** An order of ours in SYSPRO, as the poller saw it last. */
export interface WatchedOrder {
  readonly company: string;
  /** Short form. */
  readonly salesOrder: string;
  readonly orderId: string;
  readonly customerCode: string;
  readonly currency: string;
  /** Null before the first look. */
  readonly status: string | null;
  readonly shipped: boolean;
  /** Of everything seen last; null before the first look. */
  readonly rowHash: string | null;
  readonly invoices: readonly WatchedInvoice[];
}

export interface WatchedInvoice {
  /** Short form. */
  readonly invoice: string;
  readonly balanceMinor: MinorUnits;
}
