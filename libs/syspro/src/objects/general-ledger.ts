/** One side of a journal: a debit is positive, a credit negative. Amounts are decimals as text in the company's currency. */
export interface JournalEntry {
  /** At most 35 characters. */
  readonly ledgerCode: string;
  readonly amount: string;
  /** At most 50 characters. */
  readonly reference: string;
  /** At most 250 characters. */
  readonly comment?: string;
}

/** A normal journal; its entries add up to zero. */
export interface LedgerJournal {
  /** CCYY-MM-DD. */
  readonly journalDate: string;
  /** At most 30 characters of Windows-1252; by it, the date and the amount the journal is found again. */
  readonly reference: string;
  /** GL period, a number from 1, and its year. */
  readonly period: { readonly year: number; readonly period: number };
  readonly notation?: string;
  readonly entries: readonly JournalEntry[];
}

/** What GENTJL told of the journal, where it told anything. */
export interface PostedJournal {
  readonly journal: string | undefined;
}

/** A ledger code as GENQGL shows it. */
export interface LedgerCode {
  readonly ledgerCode: string;
  readonly description: string;
  readonly accountType: string;
  readonly controlAccount: boolean;
}
