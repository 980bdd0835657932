import type { CalendarMonth } from '#libs/calendar';
import { rejectedBecause } from '../rejections/rejection.js';
import { storableText } from '../text/windows-1252.js';
import { isZero, totalOf } from './amounts.js';
import { exactText, postTransaction, type Door } from './posting.js';

/** One side of a journal. */
export interface LedgerJournalEntry {
  /** At most 35 characters. */
  readonly ledgerCode: string;
  /** Decimal as text in the company's currency: debits above zero, credits below. */
  readonly amount: string;
  /** At most 50 characters. */
  readonly reference: string;
  /** At most 250 characters; for people. */
  readonly comment: string;
}

/** A journal of the general ledger. */
export interface LedgerJournal {
  /** CCYY-MM-DD. */
  readonly date: string;
  /** At most 30 characters; by it the journal is found again. */
  readonly reference: string;
  /** An open month of the current or the previous year; null: the current one. */
  readonly period: CalendarMonth | null;
  readonly entries: readonly LedgerJournalEntry[];
}

/** Where SYSPRO put a journal; what it does not tell is undefined. */
export interface PostedLedgerJournal {
  readonly year: string | undefined;
  readonly period: string | undefined;
  readonly journal: string | undefined;
}

/**
 * Posts a normal journal (GENTJL [X]). Not idempotent: look for the reference first. Throws `RejectedError` (OUT_OF_BALANCE before anything is
 * sent, else with SYSPRO's words), `OutcomeUnknownError` when no answer was heard.
 */
export async function postLedgerJournal(door: Door, journal: LedgerJournal): Promise<PostedLedgerJournal> {
  const difference = totalOf(journal.entries.map(({ amount }) => amount));
  if (journal.entries.length === 0 || !isZero(difference)) {
    throw rejectedBecause(
      'OUT_OF_BALANCE',
      `The entries of journal ${journal.reference} add up to ${difference.toString()}`,
    );
  }
  const [year, month] = journal.period?.split('-') ?? [];
  const { root } = await postTransaction(door, {
    businessObject: 'GENTJL',
    root: 'PostGlJournal',
    // A control account is a warning there: what a sub-ledger keeps is not for journals.
    parameters: { IgnoreWarnings: 'N', ApplyIfEntireDocumentValid: 'Y', ValidateOnly: 'N', ActionType: 'A' },
    content: {
      Item: {
        JournalType: 'N',
        PostJournal: 'Y',
        JournalDate: journal.date,
        JournalReference: exactText('JournalReference', journal.reference, 30),
        PostingPeriod: month,
        PostingYear: year,
        JournalDetails: journal.entries.map((entry) => ({
          LedgerCode: exactText('LedgerCode', entry.ledgerCode, 35),
          Reference: storableText(entry.reference, 50),
          EntryAmount: entry.amount,
          Comment: storableText(entry.comment, 250),
        })),
      },
    },
  });
  return {
    year: root.valueAnywhere('GlYear') || undefined,
    period: root.valueAnywhere('GlPeriod') || undefined,
    journal: root.valueAnywhere('GlJournal') || undefined,
  };
}
