import type { CalendarDate, CalendarMonth } from '#libs/calendar';
import { formatMinor, sumMinor } from '#libs/money';
import { openPeriod } from '../company/periods.js';
import { badDate, itemByItem, itemError, missing, notNumeric, periodNotOpen } from '../item-by-item.js';
import { accountOfBank, ledgerAccount } from '../ledger/chart-of-accounts.js';
import { writeJournal, type LedgerEntry } from '../ledger/journal.js';
import { parameterOf, type TransactionCall, type TransactionObject } from '../transaction.js';
import { amountOf, isDate } from '../values.js';
import type { EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';
import type { Element } from '../wire/write-xml.js';

const VERSION = '8.0.105';

interface CashBookEntry {
  readonly date: CalendarDate;
  readonly period: CalendarMonth;
  readonly reference: string;
  /** The bank's side and those it is distributed to. */
  readonly entries: readonly LedgerEntry[];
}

/**
 * CSHTWD, deposits and withdrawals of the cash book (syspro.md 2.5); of its kinds only `AddTransaction`. Its answer is not public. That the
 * distribution has to add up to the value is inferred.
 */
export class CashBookEntries implements TransactionObject {
  readonly root = 'PostCbDepositsWithdrawals';

  post(call: TransactionCall): string {
    return itemByItem(call, {
      ...{ root: this.root, version: VERSION, entireByDefault: 'Y' },
      read: (item) => read(item.child('AddTransaction'), call),
      post: (entry) => post(entry, call),
    });
  }
}

function read(item: XmlElement | undefined, call: TransactionCall): CashBookEntry | EnetError[] {
  if (!item) return [missing('AddTransaction')];
  const { company, today } = call;
  const [bank, direction] = [item.value('Bank'), item.value('DepositOrWithdrawal').toUpperCase()];
  const date = item.value('TransactionDate') || today;
  const reference = item.value('Reference').slice(0, 30);
  const code = parameterOf(call, 'PostingPeriod', 'C').toUpperCase();
  const period = openPeriod(company, code, today);
  const valueMinor = amountOf(item.value('TransactionValue'), company.currency);
  const parts = item.children('LedgerDistribution').map((part) => distributed(part, call));
  const sign = direction === 'W' ? -1 : 1;
  const sides = parts.flatMap((part) => ('path' in part ? [] : [{ ...part, reference }]));
  const restMinor = (valueMinor ?? 0) - sumMinor(sides.map(({ amountMinor }) => amountMinor));
  const errors = [
    ...(company.banks.includes(bank) ? [] : [itemError('Bank', bank, '999011', `Bank '${bank}' not found`)]),
    ...(['D', 'W'].includes(direction) ? [] : [missing('DepositOrWithdrawal')]),
    ...(isDate(date) ? [] : [badDate('TransactionDate', date)]),
    ...(period ? [] : [periodNotOpen(code)]),
    ...(valueMinor === undefined ? [notNumeric('TransactionValue', item.value('TransactionValue'))] : []),
    ...parts.filter((part) => 'path' in part),
  ];
  if (errors.length === 0 && restMinor !== 0) {
    const text = `Journal is not in balance, difference ${formatMinor(restMinor, company.currency)}`;
    errors.push(itemError('LedgerDistribution', '', '999008', text));
  }
  if (errors.length > 0 || !period) return errors;
  const bankSide = {
    ledgerCode: accountOfBank(bank),
    amountMinor: sign * (valueMinor ?? 0),
    reference,
    comment: item.value('Narration'),
  };
  const others = sides.map((side) => ({ ...side, amountMinor: 0 - sign * side.amountMinor }));
  return { date, period, reference, entries: [bankSide, ...others] };
}

function distributed(
  part: XmlElement,
  { draft, company }: TransactionCall,
): Omit<LedgerEntry, 'reference'> | EnetError {
  const ledgerCode = part.value('LedgerCode');
  const account = ledgerAccount(draft, ledgerCode);
  if (!account) return itemError('LedgerCode', ledgerCode, '999006', `Ledger code '${ledgerCode}' not found`);
  if (account.onHold) return itemError('LedgerCode', ledgerCode, '999007', `Ledger code '${ledgerCode}' is on hold`);
  const amountMinor = amountOf(part.value('LedgerValue'), company.currency);
  if (amountMinor === undefined) return notNumeric('LedgerValue', part.value('LedgerValue'));
  return { ledgerCode, amountMinor, comment: part.value('LedgerNotation') };
}

function post({ date, period, reference, entries }: CashBookEntry, { draft, company }: TransactionCall): Element[] {
  const { currency } = company;
  const journal = writeJournal(draft, { source: 'CB', date, period, reference, currency, entries });
  return [
    ['Journal', journal],
    ['TrnYear', period.slice(0, 4)],
    ['TrnMonth', period.slice(5, 7)],
  ];
}
