import type { BookReader } from '../../books/collection.js';
import { byVendorTxCode, ownTransaction, TRANSACTIONS, type OpayoTransaction } from '../ledger/transaction.js';
import { REGISTRATIONS } from '../server/server-registration.js';
import { TOKENS } from '../server/tokens.js';
import { batchDetail, batchList } from './batch-reports.js';
import type { Parameters } from './parameters.js';
import { detailOf, rowOf } from './reported-transaction.js';
import { ReportingRefusal } from './reporting-refusal.js';
import type { ReplyElement } from './reporting-reply.js';
import { readingAt } from './reporting-time.js';
import { filterIn } from './transaction-filter.js';

/** A report for one vendor. Throws `ReportingRefusal`. */
export type Report = (books: BookReader, vendor: string, parameters: Parameters) => ReplyElement[];

/** The commands that are answered, by their names in lower case (opayo.md 3.3 has many more). */
export const REPORTS: Readonly<Record<string, Report>> = {
  version: () => [['version', '1.02']],
  gettransactiondetail: transactionDetail,
  gettransactionlist: transactionList,
  getrelatedtransactions: relatedTransactions,
  getfraudscreendetail: fraudScreenDetail,
  gettokencount: tokenCount,
  getbatchlist: batchList,
  getbatchdetail: batchDetail,
};

function transactionDetail(books: BookReader, vendor: string, parameters: Parameters): ReplyElement[] {
  const transaction = named(books, vendor, parameters);
  return detailOf(transaction, books.get(REGISTRATIONS, transaction.transactionId));
}

/** The transaction meant by `vpstxid` or `vendortxcode`. Throws NO_TRANSACTION_NAMED, NOT_FOUND. */
function named(books: BookReader, vendor: string, parameters: Parameters): OpayoTransaction {
  const transactionId = parameters.text('vpstxid');
  const vendorTxCode = parameters.text('vendortxcode');
  if (transactionId === undefined && vendorTxCode === undefined) throw new ReportingRefusal('NO_TRANSACTION_NAMED');
  const found =
    transactionId === undefined
      ? byVendorTxCode(books, vendor, vendorTxCode ?? '')
      : ownTransaction(books, vendor, transactionId);
  if (!found) throw new ReportingRefusal('NOT_FOUND');
  return found;
}

/** Which transactions were started between two readings of London's clocks, both included. */
function transactionList(books: BookReader, vendor: string, parameters: Parameters): ReplyElement[] {
  const { from, to } = parameters.dates();
  const matches = filterIn(parameters);
  const found = ofVendor(books, vendor).filter((transaction) => {
    const started = readingAt(new Date(transaction.startedAt));
    return started >= from && started <= to && matches(transaction);
  });
  return page(sorted(found, parameters), parameters);
}

/** What authorises, repeats or refunds a transaction, started from a reading on. */
function relatedTransactions(books: BookReader, vendor: string, parameters: Parameters): ReplyElement[] {
  const { transactionId } = named(books, vendor, parameters);
  const from = parameters.reading('startdate');
  const found = ofVendor(books, vendor).filter(
    ({ relatedTransactionId, startedAt }) =>
      relatedTransactionId === transactionId && readingAt(new Date(startedAt)) >= from,
  );
  return page(sorted(found, parameters), parameters);
}

function ofVendor(books: BookReader, vendor: string): OpayoTransaction[] {
  const name = vendor.toLowerCase();
  return books.all(TRANSACTIONS).filter((transaction) => transaction.vendor === name);
}

/** `ByDate` unless `ByVendorTxCode`; ascending unless `DESC` [I]. What is equal goes by its id, so that pages do not overlap. */
function sorted(transactions: OpayoTransaction[], parameters: Parameters): OpayoTransaction[] {
  const byCode = parameters.text('sorttype')?.toLowerCase() === 'byvendortxcode';
  const direction = /^desc/i.test(parameters.text('sortorder') ?? '') ? -1 : 1;
  const key = ({ vendorTxCode, startedAt, transactionId }: OpayoTransaction): string =>
    `${byCode ? vendorTxCode : startedAt} ${transactionId}`;
  return transactions.sort((left, right) => (key(left) < key(right) ? -direction : direction));
}

function page(transactions: readonly OpayoTransaction[], parameters: Parameters): ReplyElement[] {
  const { startRow, endRow } = parameters.rows();
  const rows = transactions.slice(startRow - 1, endRow);
  return [
    [
      'transactions',
      [
        ['startrow', String(rows.length === 0 ? 0 : startRow)],
        ['endrow', String(rows.length === 0 ? 0 : startRow + rows.length - 1)],
        ['totalrows', String(transactions.length)],
        ...rows.map((transaction, index) => rowOf(transaction, startRow + index)),
      ],
    ],
  ];
}

/** Only ReD screens here. */
function fraudScreenDetail(books: BookReader, vendor: string, parameters: Parameters): ReplyElement[] {
  const { fraud, card, txAuthNo } = named(books, vendor, parameters);
  if (!card || fraud === 'NOTCHECKED') throw new ReportingRefusal('NO_FRAUD_DETAIL');
  const [code, text] = FRAUD_CODES[fraud];
  return [
    ['fraudprovidername', 'ReD'],
    ['fraudscreenrecommendation', fraud],
    ['fraudid', String(txAuthNo ?? '')],
    ['fraudcode', code],
    ['fraudcodedetail', text],
  ];
}

/** 0100 is public (opayo.md 3.6), the others are made up. */
const FRAUD_CODES = {
  ACCEPT: ['0100', 'Accept'],
  DENY: ['0150', 'Deny'],
  CHALLENGE: ['0300', 'Challenge'],
} as const;

function tokenCount(books: BookReader, vendor: string): ReplyElement[] {
  const name = vendor.toLowerCase();
  return [['totalnumber', String(books.all(TOKENS).filter((token) => token.vendor === name).length)]];
}
