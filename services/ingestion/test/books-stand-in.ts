import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { wallClockIn } from '#libs/calendar';
import { formatMinor } from '#libs/money';

export const REPORTING_USER = { user: 'reports', password: 'reports-password' };

/** A transaction in the stand-in's books. */
export interface BookedTransaction {
  transactionId: string;
  vendorTxCode: string;
  transactionType: string;
  stateId: number;
  amountMinor: number;
  currency: string;
  startedAt: Date;
  completedAt: Date | null;
  batchId: string | null;
  parentTransactionId: string | null;
  refunded: boolean;
  /** Whether details name the parent, which Opayo's published field lists do not. */
  namesParent: boolean;
  showsAmount: boolean;
  /** Whether the list has it yet: Opayo may commit late. */
  listed: boolean;
}

/** How a question fails: an HTTP status, an error code of Opayo's, or `silence`: an answer that never comes. */
export type BooksFailure = number | string;

/** Opayo's Reporting API over one vendor's books, served on a free port, for one test. */
export interface BooksStandIn {
  readonly url: string;
  readonly transactions: BookedTransaction[];
  /** Commands asked, in order, with what they were about. */
  readonly asked: { command: string; about: string }[];
  book(transaction?: Partial<BookedTransaction>): BookedTransaction;
  /** While set, every question fails so. */
  failWith(failure: BooksFailure | undefined): void;
  /** Called before each list is answered, with its first row. */
  beforeList(hook: ((startRow: number) => void) | undefined): void;
  close(): Promise<void>;
}

/** Starts one; it answers like Opayo's own, oldest first and in London's time. Signatures are libs/opayo's affair and not looked at. */
export async function startBooks(): Promise<BooksStandIn> {
  const app: FastifyInstance = Fastify({ forceCloseConnections: true });
  const transactions: BookedTransaction[] = [];
  const asked: { command: string; about: string }[] = [];
  let failure: BooksFailure | undefined;
  let beforeList: ((startRow: number) => void) | undefined;
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, new URLSearchParams(body as string).get('XML') ?? ''),
  );
  app.post<{ Body: string }>('/access/access.htm', async (request, reply) => {
    const parameter = (name: string): string => new RegExp(`<${name}>([^<]*)<`, 'i').exec(request.body)?.[1] ?? '';
    const command = parameter('command');
    asked.push({ command, about: parameter('vpstxid') || parameter('vendortxcode') || parameter('startrow') });
    if (failure === 'silence') return new Promise(() => undefined);
    if (typeof failure === 'number') return reply.status(failure).send('away');
    if (command === 'getTransactionList') beforeList?.(Number(parameter('startrow')));
    const answer = failure === undefined ? answerTo(command, parameter, transactions) : { code: failure };
    const root = `<errorcode>${answer.code}</errorcode><timestamp>23/11/2026 12:00:00</timestamp>${answer.xml ?? ''}`;
    return reply.type('text/xml; charset=ISO-8859-1').send(`<vspaccess>${root}</vspaccess>`);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${(app.addresses()[0] as AddressInfo).port}/access/access.htm`,
    transactions,
    asked,
    book: (overrides = {}) => {
      const transaction = aBookedTransaction(overrides);
      transactions.push(transaction);
      return transaction;
    },
    failWith: (wanted) => void (failure = wanted),
    beforeList: (hook) => void (beforeList = hook),
    close: () => app.close(),
  };
}

export function aBookedTransaction(overrides: Partial<BookedTransaction> = {}): BookedTransaction {
  const startedAt = overrides.startedAt ?? new Date();
  const transactionId = randomUUID().toUpperCase();
  return {
    ...{ transactionId, vendorTxCode: `code-${transactionId.slice(0, 8)}`, transactionType: 'Payment', stateId: 16 },
    ...{ amountMinor: 1234, currency: 'GBP', startedAt, completedAt: new Date(startedAt.getTime() + 60_000) },
    ...{
      batchId: null,
      parentTransactionId: null,
      refunded: false,
      namesParent: true,
      showsAmount: true,
      listed: true,
    },
    ...overrides,
  };
}

type Parameter = (name: string) => string;

function answerTo(
  command: string,
  parameter: Parameter,
  all: readonly BookedTransaction[],
): { code: string; xml?: string } {
  const id = parameter('vpstxid');
  if (command === 'getTransactionDetail') {
    const found = all.find((each) =>
      id ? each.transactionId === id : each.vendorTxCode === parameter('vendortxcode'),
    );
    return found ? { code: '0000', xml: detailOf(found) } : { code: '43' };
  }
  const family = all.filter((each) => each.parentTransactionId === id || isParentOf(each, id, all));
  const window = all.filter((each) => each.listed && isWithin(each, parameter('startdate'), parameter('enddate')));
  const rows = command === 'getRelatedTransactions' ? family : window;
  const sorted = rows.toSorted((left, right) => left.startedAt.getTime() - right.startedAt.getTime());
  const [start, end] = [Number(parameter('startrow') || '1'), Number(parameter('endrow') || '50')];
  return { code: '0000', xml: listOf(sorted, start, end) };
}

function isParentOf({ transactionId }: BookedTransaction, childId: string, all: readonly BookedTransaction[]): boolean {
  return all.some((each) => each.transactionId === childId && each.parentTransactionId === transactionId);
}

function listOf(sorted: readonly BookedTransaction[], start: number, end: number): string {
  const page = sorted.slice(start - 1, end);
  const head = `<startrow>${start}</startrow><endrow>${start + page.length - 1}</endrow><totalrows>${sorted.length}</totalrows>`;
  return `<transactions>${head}${page.map((each) => `<transaction>${rowOf(each)}</transaction>`).join('')}</transactions>`;
}

const NOT_TAKEN = new Set([8, 9, 10, 11, 12, 13]);

function rowOf(transaction: BookedTransaction): string {
  const { transactionId, vendorTxCode, transactionType, stateId, currency, startedAt } = transaction;
  const amount = transaction.showsAmount ? formatMinor(transaction.amountMinor, currency) : '';
  return elements({
    ...{ vpstxid: transactionId, vendortxcode: vendorTxCode, transactiontype: transactionType },
    ...{ result: NOT_TAKEN.has(stateId) ? 'FAILURE' : 'SUCCESS', status: `State ${stateId}.` },
    ...{ amount, currency, started: written(startedAt) },
  });
}

function detailOf(transaction: BookedTransaction): string {
  const { stateId, completedAt, batchId, refunded, parentTransactionId, namesParent } = transaction;
  return (
    rowOf(transaction) +
    elements({
      ...{ txstateid: String(stateId), completed: completedAt ? written(completedAt) : '', batchid: batchId ?? '' },
      ...{ refunded: refunded ? 'YES' : 'NO', authprocessor: 'HSBC', merchantnumber: '1234567', paymentsystem: 'VISA' },
      ...{ relatedtransactionid: namesParent ? (parentTransactionId ?? '') : '', last4digits: '0006' },
    })
  );
}

function isWithin({ startedAt }: BookedTransaction, from: string, to: string): boolean {
  const at = sortable(written(startedAt));
  return at >= sortable(from) && at <= sortable(to);
}

/** `dd/MM/yyyy HH:mm:ss` as London's clocks show it. */
function written(instant: Date): string {
  const { date, time } = wallClockIn(instant, 'Europe/London');
  return `${date.split('-').reverse().join('/')} ${time}`;
}

function sortable(text: string): string {
  const [date = '', time = ''] = text.split(' ');
  return `${date.split('/').reverse().join('-')} ${time}`;
}

function elements(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
}
