import type { CalendarDate } from '#libs/calendar';
import { collection, type BookReader } from '../../books/collection.js';
import type { Invoice } from '../company/records.js';
import { LEDGER_JOURNALS, type LedgerEntry } from '../ledger/journal.js';

/** A credit note of sales orders: a document of its own until SORTIC invoices it, and only then a receivable. */
export interface CreditNote {
  /** Stored form, of the numbers of sales orders. */
  readonly creditNote: string;
  readonly customer: string;
  /** The invoice it credits, whole; stored form. */
  readonly invoice: string;
  readonly customerPoNumber: string;
  readonly currency: string;
  /** Minor units above zero: what is given back. */
  readonly valueMinor: number;
  readonly date: CalendarDate;
  readonly creditReason: string;
  /** 8 ready to invoice, 9 complete. */
  readonly status: '8' | '9';
}

export const CREDIT_NOTES = collection<CreditNote>('syspro.credit-notes');

/** The other sides of what an invoice once wrote to the ledger. */
export function reversedSale(books: BookReader, invoice: Pick<Invoice, 'invoice'>, reference: string): LedgerEntry[] {
  return books
    .all(LEDGER_JOURNALS)
    .filter((journal) => journal.source === 'SA' && journal.reference === invoice.invoice)
    .flatMap(({ entries }) => entries)
    .map((entry) => ({ ...entry, reference, amountMinor: 0 - entry.amountMinor }));
}
