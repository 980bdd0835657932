import { formatMinor, parseMinor, type MinorUnits } from '#libs/money';
import type { Attempt, EffectAnswer } from '../lane/effect-handler.js';
import { refuse } from './refuse.js';

/** What is to be paid of which invoice; `amountMinor` in minor units of `currency`. */
export interface InvoiceToPay {
  readonly customerCode: string;
  readonly invoice: string;
  readonly currency: string;
  readonly amountMinor: MinorUnits;
}

/** Reads the balance right before posting: people pay and credit invoices too. */
export async function obstacleOnInvoice(
  { customerCode: customer, invoice, currency, amountMinor }: InvoiceToPay,
  { syspro }: Attempt,
): Promise<EffectAnswer | undefined> {
  const row = await syspro.findInvoice({ customer, invoice });
  if (!row) return refuse('INVOICE_NOT_FOUND', `Customer ${customer} has no invoice ${invoice}`, {});
  const balanceMinor = parseMinor(row.balance, currency);
  if (balanceMinor >= amountMinor) return undefined;
  const [balance, amount] = [balanceMinor, amountMinor].map((minor) => formatMinor(minor, currency));
  const text = `Invoice ${invoice} is owed ${balance} ${currency}, less than the ${amount} ${currency} to be posted`;
  return refuse('INVOICE_BALANCE_TOO_SMALL', text, { balanceMinor });
}
