import type { BookReader } from '../../books/collection.js';
import { ledgerAccount } from '../ledger/chart-of-accounts.js';
import { EnetFault } from '../wire/reply.js';
import type { XmlElement } from '../wire/read-xml.js';
import { writeDocument } from '../wire/write-xml.js';

/** GENQGL: whether a ledger code may be posted to (syspro.md 2.8; `key` in lower case). An unknown code is an `EnetFault`. */
export function ledgerCodeQuery(query: XmlElement, books: BookReader): string {
  const given = (query.child('key') ?? query.child('Key'))?.value('LedgerCode') ?? '';
  const account = ledgerAccount(books, given);
  if (!account) throw new EnetFault(`Ledger code '${given}' not found`);
  return writeDocument('GLStructureQuery', '8.0.012', [
    [
      'LedgerDetails',
      [
        ['LedgerCode', account.ledgerCode],
        ['Description', account.description],
        ['AccountType', account.accountType],
        ['ControlAccFlag', account.controlAccount ? 'Y' : 'N'],
        ['AccOnHldFlag', account.onHold ? 'Y' : 'N'],
      ],
    ],
  ]);
}
