import { formatMinor, sumMinor } from '#libs/money';
import type { CalendarDate, CalendarMonth } from '#libs/calendar';
import { openPeriod } from '../company/periods.js';
import { ledgerAccount } from '../ledger/chart-of-accounts.js';
import { writeJournal, type LedgerEntry } from '../ledger/journal.js';
import { isSet, parameterOf, type TransactionCall, type TransactionObject } from '../transaction.js';
import { amountOf, isDate } from '../values.js';
import { errorElement, statusOfItems, type EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';
import { writeDocument, type Element } from '../wire/write-xml.js';

const VERSION = '8.0.033';

interface Journal {
  readonly date: CalendarDate;
  readonly period: CalendarMonth;
  readonly reference: string;
  readonly entries: readonly LedgerEntry[];
  /** A control account among them [X]: a warning. */
  readonly warnings: readonly EnetError[];
}

/**
 * GENTJL, journals of the general ledger (syspro.md 2.7): `JournalType` N, posted at once. Refuses what is out of balance, unknown or held
 * codes and closed periods (invented numbers); a control account is a warning, which refuses unless `IgnoreWarnings` is Y or W.
 */
export class LedgerJournals implements TransactionObject {
  readonly root = 'PostGlJournal';

  post(call: TransactionCall): string {
    const items = call.document.children('Item').map((item) => readJournal(item, call));
    const ignores = parameterOf(call, 'IgnoreWarnings', 'N').toUpperCase();
    const judged = items.map((item) =>
      Array.isArray(item) || item.warnings.length === 0 || ignores !== 'N' ? item : item.warnings,
    );
    const allValid = judged.every((item) => isJournal(item));
    const applies = !isSet(call, 'ValidateOnly', 'N') && (allValid || !isSet(call, 'ApplyIfEntireDocumentValid', 'Y'));
    const elements = judged.map((item, index): Element => {
      const itemNumber: Element = ['ItemNumber', String(index + 1).padStart(6, '0')];
      if (!isJournal(item)) return ['Item', [...item.map(errorElement), itemNumber]];
      const number = applies
        ? writeJournal(call.draft, { ...item, source: 'GJ', currency: call.company.currency })
        : '';
      return ['Item', [transactionElement(item, number, call.company.currency), itemNumber]];
    });
    const valid = judged.filter(isJournal);
    return writeDocument(this.root.toLowerCase(), VERSION, [
      ...elements,
      statusOfItems([
        ['JournalsProcessed', valid.length],
        ['PostingsProcessed', valid.reduce((sum, { entries }) => sum + entries.length, 0)],
        ['PostingsInvalid', judged.length - valid.length],
      ]),
    ]);
  }
}

function isJournal(item: Journal | readonly EnetError[]): item is Journal {
  return 'entries' in item && !Array.isArray(item);
}

function readJournal(item: XmlElement, { draft, company, today }: TransactionCall): Journal | EnetError[] {
  const date = item.value('JournalDate') || today;
  const details = item.children('JournalDetails');
  const read = details.map((detail) => {
    const ledgerCode = detail.value('LedgerCode');
    const account = ledgerAccount(draft, ledgerCode);
    const amountMinor = amountOf(detail.value('EntryAmount'), company.currency);
    const problem = (name: string, value: string, number: string, text: string): EnetError => ({
      path: ['JournalDetails', name],
      ...{ value, number, text },
    });
    const errors = [
      ...(account ? [] : [problem('LedgerCode', ledgerCode, '999006', `Ledger code '${ledgerCode}' not found`)]),
      ...(account?.onHold
        ? [problem('LedgerCode', ledgerCode, '999007', `Ledger code '${ledgerCode}' is on hold`)]
        : []),
      ...(amountMinor === undefined
        ? [problem('EntryAmount', detail.value('EntryAmount'), '100031', "XML element 'EntryAmount' must be numeric")]
        : []),
    ];
    const controls = account?.controlAccount === true;
    const warning = controls
      ? [problem('LedgerCode', ledgerCode, '999030', `Ledger code '${ledgerCode}' is a control account`)]
      : [];
    const entry = {
      ledgerCode,
      amountMinor: amountMinor ?? 0,
      reference: detail.value('Reference'),
      comment: detail.value('Comment'),
    };
    return { entry, errors, warning };
  });
  const difference = sumMinor(read.map(({ entry }) => entry.amountMinor));
  const period = periodOf(item, { company, today });
  const errors = [
    ...(isDate(date)
      ? []
      : [
          itemError(
            'JournalDate',
            date,
            '100028',
            `Date '${date}' is invalid for XML element 'JournalDate' it must be CCYY-MM-DD format`,
          ),
        ]),
    ...(period
      ? []
      : [
          itemError(
            'PostingPeriod',
            item.value('PostingPeriod'),
            '999005',
            `Posting period '${item.value('PostingPeriod')}' is not open`,
          ),
        ]),
    ...(details.length > 0
      ? []
      : [itemError('JournalDetails', '', '100030', "XML element 'ItemJournalDetails' cannot be spaces")]),
    ...read.flatMap((each) => each.errors),
  ];
  if (errors.length === 0 && difference !== 0) {
    const text = `Journal is not in balance, difference ${formatMinor(difference, company.currency)}`;
    errors.push(itemError('JournalDetails', '', '999008', text));
  }
  if (errors.length > 0 || !period) return errors;
  const entries = read.map(({ entry }) => entry);
  return {
    date,
    period,
    reference: item.value('JournalReference'),
    entries,
    warnings: read.flatMap(({ warning }) => warning),
  };
}

/** The month of `PostingYear` and `PostingPeriod`, which must be one of the three that may be open; the current one when not told. */
function periodOf(
  item: XmlElement,
  { company, today }: Pick<TransactionCall, 'company' | 'today'>,
): CalendarMonth | undefined {
  const [year, period] = [item.value('PostingYear'), item.value('PostingPeriod')];
  if (year === '' && period === '') return openPeriod(company, 'C', today);
  const wanted = `${year}-${period.padStart(2, '0')}`;
  return ['C', 'P', 'B'].map((code) => openPeriod(company, code, today)).find((month) => month === wanted);
}

function transactionElement({ date, period, entries }: Journal, journal: string, currency: string): Element {
  const debitMinor = sumMinor(entries.map(({ amountMinor }) => Math.max(amountMinor, 0)));
  const amount = formatMinor(debitMinor, currency);
  const [year = '', month = ''] = period.split('-');
  return [
    'Transaction',
    [
      [
        'Key',
        [
          ['GlYear', year],
          ['GlPeriod', month],
          ['GlJournal', journal],
        ],
      ],
      ['JournalDate', date.replaceAll('-', '')],
      ['NumOfEntries', String(entries.length)],
      ['DebitAmount', amount],
      ['CreditAmount', amount],
      ['JnlPostingType', 'N'],
      ['Jnlstatus', journal === '' ? '' : 'P'],
      ['Currency', currency],
      ['Authorised', 'Y'],
    ],
  ];
}

function itemError(name: string, value: string, number: string, text: string): EnetError {
  return { path: [name], value, number, text };
}
