/** Money that moves in or out of a bank without a customer: acquirer's fees, payouts. Amounts are decimals as text, never negative. */
export interface CashBookEntry {
  readonly bank: string;
  readonly direction: 'DEPOSIT' | 'WITHDRAWAL';
  readonly value: string;
  /** CCYY-MM-DD. */
  readonly transactionDate: string;
  readonly postingPeriod: 'C' | 'P' | 'B';
  /** At most 30 characters of Windows-1252; by it, the date and the amount the entry is found again. */
  readonly reference: string;
  readonly narration: string;
  /** Where it goes in the ledger; the values add up to `value`. */
  readonly distribution: readonly { readonly ledgerCode: string; readonly value: string; readonly notation?: string }[];
}
