import { formatMinor, parseMinor, sumMinor } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import { TRANSACTIONS, type OpayoTransaction } from '../ledger/transaction.js';
import { BATCHES, type Batch } from '../settlement/batch.js';
import type { Parameters } from './parameters.js';
import { reportedAmount, rowOf } from './reported-transaction.js';
import { ReportingRefusal } from './reporting-refusal.js';
import type { ReplyElement } from './reporting-reply.js';
import { londonTimeToTheMillisecond, readingAt } from './reporting-time.js';

/** Acquirers Opayo's refusal 2232 names (opayo.md 3.2), and the one made up for Elavon. */
const AUTH_PROCESSORS = [
  'Elavon',
  'American Express',
  'Barclays Merchant Services',
  'NatWest Streamline',
  'Lloyds TSB Cardnet',
  'HSBC',
  'Diners Club',
  'Bank Of Scotland',
  'JCB',
  'Bank Of Ireland',
  'Omnipay',
  'Alliance and Leicester',
  'PayPal',
  'Allied Irish Bank',
  'ChasePaymentTech',
];

/** Batches completed between two readings; a failed one is empty, its transactions come in a later one (opayo.md 5.1). */
export function batchList(books: BookReader, vendor: string, parameters: Parameters): ReplyElement[] {
  const { from, to } = parameters.dates();
  const found = books
    .all(BATCHES)
    .filter((batch) => batch.vendor === vendor.toLowerCase())
    .filter(({ completedAt }) => readingAt(new Date(completedAt)) >= from && readingAt(new Date(completedAt)) <= to)
    .sort((left, right) => Number(left.batchId) - Number(right.batchId));
  return [['batches', found.map((batch) => batchElement(batch, transactionsOf(books, batch)))]];
}

/** The transactions of one batch, as rows of a list (only their vendortxcode is verified, opayo.md 3.5). */
export function batchDetail(books: BookReader, vendor: string, parameters: Parameters): ReplyElement[] {
  const authProcessor = parameters.text('authprocessor') ?? '';
  if (!AUTH_PROCESSORS.some((known) => known.toLowerCase() === authProcessor.toLowerCase())) {
    throw new ReportingRefusal('AUTH_PROCESSOR');
  }
  const { startRow, endRow } = parameters.rows();
  const batch = books.get(BATCHES, parameters.text('batchid') ?? '');
  const own =
    batch?.vendor === vendor.toLowerCase() && batch.authProcessor.toLowerCase() === authProcessor.toLowerCase();
  if (!batch || !own) throw new ReportingRefusal('VALUE', 'batchid');
  const all = transactionsOf(books, batch);
  const rows = all.slice(startRow - 1, endRow);
  return [
    [
      'transactions',
      [
        ['startrow', String(rows.length === 0 ? 0 : startRow)],
        ['endrow', String(rows.length === 0 ? 0 : startRow + rows.length - 1)],
        ['totalrows', String(all.length)],
        ...rows.map((transaction, index) => rowOf(transaction, startRow + index)),
      ],
    ],
  ];
}

function transactionsOf(books: BookReader, { batchId }: Batch): OpayoTransaction[] {
  return books
    .all(TRANSACTIONS)
    .filter((transaction) => transaction.batchId === batchId)
    .sort((left, right) => (left.startedAt + left.transactionId < right.startedAt + right.transactionId ? -1 : 1));
}

function batchElement(batch: Batch, transactions: readonly OpayoTransaction[]): ReplyElement {
  const currencies = [...new Set(transactions.map(({ currency }) => currency))].sort();
  return [
    'batch',
    [
      ['batchid', batch.batchId],
      ['authprocessorname', batch.authProcessor],
      ['completed', londonTimeToTheMillisecond(new Date(batch.completedAt))],
      ['transactiongroups', currencies.map((currency) => groupElement(currency, transactions))],
    ],
  ];
}

function groupElement(currency: string, transactions: readonly OpayoTransaction[]): ReplyElement {
  const own = transactions.filter((transaction) => transaction.currency === currency);
  const refunds = own.filter(({ transactionType }) => transactionType === 'Refund');
  const payments = own.filter(({ transactionType }) => transactionType !== 'Refund');
  return [
    'transactiongroup',
    [
      ['currency', currency],
      ['paymentnumber', String(payments.length)],
      ['paymentvalue', totalOf(payments, currency)],
      ['refundnumber', String(refunds.length)],
      ['refundvalue', totalOf(refunds, currency)],
    ],
  ];
}

function totalOf(transactions: readonly OpayoTransaction[], currency: string): string {
  return formatMinor(
    sumMinor(transactions.map((transaction) => parseMinor(reportedAmount(transaction), currency))),
    currency,
  );
}
