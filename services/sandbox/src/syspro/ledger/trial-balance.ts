import { sumMinor } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import { companyOf } from '../company/company.js';
import { INVOICES } from '../company/records.js';
import { accountOfBank, ACCOUNTS, ledgerAccounts } from './chart-of-accounts.js';
import { LEDGER_JOURNALS, type LedgerEntry } from './journal.js';

/** Every journal in the order it was written. */
export function ledgerJournals(books: BookReader) {
  return books.all(LEDGER_JOURNALS).sort((left, right) => (left.journal < right.journal ? -1 : 1));
}

/**
 * The general ledger per currency: debit, credit and balance of each account that was posted to, what receivables say beside their
 * control account, and what lies in each bank. `differenceMinor` is zero everywhere, or the sandbox is wrong.
 */
export function trialBalance(books: BookReader) {
  const journals = ledgerJournals(books);
  const currencies = [...new Set(journals.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const entries = journals.filter((journal) => journal.currency === currency).flatMap((journal) => journal.entries);
    const accounts = ledgerAccounts(books)
      .map(({ ledgerCode, description }) => {
        const own = entries.filter((entry) => entry.ledgerCode === ledgerCode);
        return { ledgerCode, description, ...sidesOf(own), entries: own.length };
      })
      .filter((account) => account.entries > 0);
    const total = sidesOf(entries);
    const balanceOf = (code: string): number =>
      accounts.find(({ ledgerCode }) => ledgerCode === code)?.balanceMinor ?? 0;
    const openMinor = sumMinor(
      books
        .all(INVOICES)
        .filter((invoice) => invoice.currency === currency)
        .map(({ balanceMinor }) => balanceMinor),
    );
    const controlMinor = balanceOf(ACCOUNTS.receivables);
    return {
      currency,
      accounts,
      debitMinor: total.debitMinor,
      creditMinor: total.creditMinor,
      differenceMinor: total.balanceMinor,
      receivables: { controlMinor, openMinor, differenceMinor: controlMinor - openMinor },
      banks: companyOf(books).banks.map((bank) => {
        const ledgerCode = accountOfBank(bank);
        return { bank, ledgerCode, balanceMinor: balanceOf(ledgerCode) };
      }),
    };
  });
}

function sidesOf(entries: readonly LedgerEntry[]) {
  const amounts = entries.map(({ amountMinor }) => amountMinor);
  return {
    debitMinor: sumMinor(amounts.filter((amount) => amount > 0)),
    creditMinor: 0 - sumMinor(amounts.filter((amount) => amount < 0)),
    balanceMinor: sumMinor(amounts),
  };
}
