import { minorUnits, type MinorUnits } from '#libs/money';

/** Money that may still be posted, of one transaction. Minor units. */
export interface MoneyToAllocate {
  readonly transactionId: string;
  readonly remainingMinor: number;
}

/** What may still be paid of one invoice. Minor units. */
export interface OpenInvoice {
  readonly invoice: string;
  readonly openMinor: number;
}

/** One receipt to post: this money against that invoice. */
export interface Allocation {
  readonly transactionId: string;
  readonly invoice: string;
  readonly amountMinor: MinorUnits;
}

/**
 * Oldest money to oldest invoice, both given in that order; never above what remains of the money nor above what is open of the invoice.
 * `excluded` pairs were posted before: one transaction pays one invoice by one receipt, so they get nothing more. All in one currency.
 */
export function allocate(
  money: readonly MoneyToAllocate[],
  invoices: readonly OpenInvoice[],
  excluded: (transactionId: string, invoice: string) => boolean = () => false,
): Allocation[] {
  const open = new Map(invoices.map(({ invoice, openMinor }) => [invoice, openMinor]));
  return money.flatMap(({ transactionId, remainingMinor }) => {
    let remaining = remainingMinor;
    return invoices.flatMap(({ invoice }): Allocation[] => {
      const amount = Math.min(remaining, open.get(invoice) ?? 0);
      if (amount <= 0 || excluded(transactionId, invoice)) return [];
      remaining -= amount;
      open.set(invoice, (open.get(invoice) ?? 0) - amount);
      return [{ transactionId, invoice, amountMinor: minorUnits(amount) }];
    });
  });
}
