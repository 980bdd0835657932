import type { CalendarDate, CalendarMonth } from '#libs/calendar';
import { sumMinor } from '#libs/money';
import { collection, type BookDraft } from '../../books/collection.js';

/** One side of a journal: debit above zero, credit below. Minor units of the journal's currency. */
export interface LedgerEntry {
  readonly ledgerCode: string;
  readonly amountMinor: number;
  readonly reference: string;
  readonly comment: string;
}

/** What came to the general ledger at once; its entries add up to zero. */
export interface LedgerJournal {
  /** Five digits or more. */
  readonly journal: string;
  /** SA sales, AR receivables, CB cash book, GJ journals of people. */
  readonly source: 'SA' | 'AR' | 'CB' | 'GJ';
  readonly date: CalendarDate;
  readonly period: CalendarMonth;
  readonly reference: string;
  readonly currency: string;
  readonly entries: readonly LedgerEntry[];
}

export const LEDGER_JOURNALS = collection<LedgerJournal>('syspro.ledger-journals');

/** Writes a journal and tells its number; entries of nothing are left out. Throws for one that is not in balance: that is our bug. */
export function writeJournal(draft: BookDraft, { entries, ...head }: Omit<LedgerJournal, 'journal'>): string {
  const difference = sumMinor(entries.map(({ amountMinor }) => amountMinor));
  if (difference !== 0) throw new Error(`journal '${head.reference}' is out of balance by ${difference}`);
  const told = entries.filter(({ amountMinor }) => amountMinor !== 0);
  const journal = String(draft.nextNumber('syspro.ledger-journal', 0)).padStart(5, '0');
  if (told.length > 0) draft.put(LEDGER_JOURNALS, journal, { ...head, journal, entries: told });
  return journal;
}
