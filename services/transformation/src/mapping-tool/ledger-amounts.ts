import { formatMinor } from '#libs/money';
import type { MadeCustomerCommand } from '../ensure-customer/customers-of-batch.js';
import type { MadeCommand } from '../erp-command/command-maker.js';

/** Sums in minor units by where they go: `GIFT 4000-00 GBP`. */
export type LedgerAmounts = ReadonlyMap<string, { readonly currency: string; readonly amountMinor: number }>;

/**
 * What commands come to by company and GL account: the net of each line under its account, the tax under its code, receipts under the clearing
 * account (or the bank, where no rule names an account). Lines without an account are told under their kind, so that the sums are whole.
 */
export function ledgerAmounts(commands: readonly (MadeCommand | MadeCustomerCommand)[]): LedgerAmounts {
  const sums = new Map<string, { currency: string; amountMinor: number }>();
  const add = (company: string, account: string, currency: string, amountMinor: number): void => {
    if (amountMinor === 0) return;
    const name = `${company} ${account}`;
    const before = sums.get(`${name} ${currency}`)?.amountMinor ?? 0;
    sums.set(`${name} ${currency}`, { currency, amountMinor: before + amountMinor });
  };
  for (const command of commands) {
    if (command.createSalesOrder) {
      const { currency, lines } = command.createSalesOrder;
      for (const line of lines) {
        add(command.company, `sales ${line.glAccount ?? `(no account: ${line.kind})`}`, currency, line.netMinor);
        add(command.company, `tax ${line.taxCode || '(none)'}`, currency, line.taxMinor);
      }
    }
    // An application moves money from one row of receivables to another: no account sees it.
    const receipt = command.postReceipt ?? command.postUnappliedReceipt;
    if (receipt) {
      const { currency, amountMinor, glAccount, bank } = receipt;
      add(command.company, `receipts ${glAccount ?? `(no account: bank ${bank})`}`, currency, amountMinor);
    }
  }
  return sums;
}

/** Minor units as people write them; unknown currencies as they are. */
export function amountText(amountMinor: number, currency: string): string {
  try {
    return formatMinor(amountMinor, currency);
  } catch {
    return `${amountMinor} minor units`;
  }
}
