import type { CalendarDate, CalendarMonth } from '#libs/calendar';
import type { BookDraft } from '../../books/collection.js';
import { accountOfBank, ledgerAccount } from '../ledger/chart-of-accounts.js';
import { writeJournal } from '../ledger/journal.js';
import { parameterOf, type TransactionCall } from '../transaction.js';
import { amountOf, isDate } from '../values.js';
import type { EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';

/** Cash that belongs to no customer. */
export interface MiscellaneousReceipt {
  readonly date: CalendarDate;
  readonly reference: string;
  readonly valueMinor: number;
  readonly debitLedgerCode: string;
  readonly creditLedgerCode: string;
}

/** Reads and checks one `Item/MiscellaneousReceipt` (syspro.md 2.4.2); a value below zero is a warning, which refuses unless it is ignored. */
export function readMiscellaneousReceipt(
  element: XmlElement,
  call: TransactionCall,
): MiscellaneousReceipt | EnetError[] {
  const { draft, company, today } = call;
  const error = (field: string, value: string, number: string, text: string): EnetError => ({
    path: ['MiscellaneousReceipt', field],
    ...{ value, number, text },
  });
  const bank = element.value('Bank') || company.defaultBank;
  const date = element.value('MiscellaneousReceiptDate') || today;
  const text = element.value('MiscellaneousReceiptValue');
  const valueMinor = amountOf(text, company.currency);
  const debitLedgerCode = element.value('DebitLedgerCode') || accountOfBank(bank);
  const creditLedgerCode = element.value('CreditLedgerCode');
  const ignores = parameterOf(call, 'IgnoreWarnings', 'N').toUpperCase() === 'Y';
  const errors = [
    ...(company.banks.includes(bank) ? [] : [error('Bank', bank, '999011', `Bank '${bank}' not found`)]),
    ...(isDate(date) ? [] : [error('MiscellaneousReceiptDate', date, '100028', `Date '${date}' is invalid`)]),
    ...(valueMinor === undefined
      ? [error('MiscellaneousReceiptValue', text, '100031', "XML element 'MiscellaneousReceiptValue' must be numeric")]
      : []),
    ...(valueMinor === 0
      ? [error('MiscellaneousReceiptValue', text, '999015', 'Miscellaneous receipt value cannot be zero')]
      : []),
    ...(valueMinor !== undefined && valueMinor < 0 && !ignores
      ? [error('MiscellaneousReceiptValue', text, '999036', 'Miscellaneous receipt value is negative (warning)')]
      : []),
    ...[['DebitLedgerCode', debitLedgerCode] as const, ['CreditLedgerCode', creditLedgerCode] as const].flatMap(
      ([field, code]) =>
        ledgerAccount(draft, code) ? [] : [error(field, code, '999006', `Ledger code '${code}' not found`)],
    ),
  ];
  if (errors.length > 0 || valueMinor === undefined) return errors;
  return { date, reference: element.value('Reference').slice(0, 30), valueMinor, debitLedgerCode, creditLedgerCode };
}

/** Writes the ledger. */
export function postMiscellaneousReceipt(
  { date, reference, valueMinor, debitLedgerCode, creditLedgerCode }: MiscellaneousReceipt,
  { draft, period, currency }: { draft: BookDraft; period: CalendarMonth; currency: string },
): void {
  const entries = [
    { ledgerCode: debitLedgerCode, amountMinor: valueMinor, reference, comment: '' },
    { ledgerCode: creditLedgerCode, amountMinor: 0 - valueMinor, reference, comment: '' },
  ];
  writeJournal(draft, { source: 'AR', date, period, reference, currency, entries });
}
