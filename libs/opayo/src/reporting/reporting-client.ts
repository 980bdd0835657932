import type { ErrorFacts } from '#libs/errors';
import { exchange, ExchangeFailed, type HttpReply } from '../http/exchange.js';
import { latin1Form } from '../http/latin1-form.js';
import type { Secret } from '../secret.js';
import { transactionIdOf } from '../transaction-id.js';
import { writeLondonSpan } from './london-time.js';
import {
  readReportedRow,
  readReportedTransaction,
  type ReportedRow,
  type ReportedTransaction,
} from './reported-transaction.js';
import { errorOfCode, errorOfSilence, errorOfStatus, NOT_FOUND, unreadable } from './reporting-error.js';
import { readVspaccess, type VspaccessElement, type VspaccessReply, VspaccessUnreadable } from './vspaccess-reply.js';
import { vspaccessRequest, type ReportingParameters } from './vspaccess-request.js';

export interface ReportingClientOptions {
  /** Whole address, e.g. `https://live.opayo.eu.elavon.com/access/access.htm`. */
  readonly url: string;
  readonly vendor: string;
  /** A user of MyOpayo with the right to see reports; its password is signed with and never sent. */
  readonly user: string;
  readonly password: Secret;
  /** Milliseconds for a whole answer. Default 20,000: lists are slow. */
  readonly timeoutMs?: number;
}

/** A time to look at, by when transactions started. Rows are numbered from 1, both ends included. */
export interface ReportingWindow {
  readonly from: Date;
  readonly to: Date;
  /** Default 1. */
  readonly startRow?: number;
  /** Default startRow + 49. */
  readonly endRow?: number;
}

/** A page of a list. Ask on from `endRow + 1` until `endRow` reaches `totalRows`; of an empty page, `endRow` is `startRow - 1`. */
export interface ReportedPage {
  readonly rows: readonly ReportedRow[];
  readonly totalRows: number;
  readonly startRow: number;
  readonly endRow: number;
  /** Rows that named no transaction (failed registrations may have no id); they count among the rows of Opayo, not in `rows`. */
  readonly unreadableRows: number;
}

/** Opayo gives no more rows at once (error 99). */
const MOST_ROWS = 50;

/**
 * Opayo's Reporting & Admin API, as far as it only reads. It sees every transaction of the vendor by whatever way it came, and what became of it since.
 *
 * Every failure is one of the four kinds, and every one that may pass names the target `opayo-reporting`: REPORTING_UNREACHABLE, REPORTING_TIMEOUT,
 * REPORTING_UNAVAILABLE, REPORTING_BUSY, REPORTING_NOT_THERE, REPORTING_UNREADABLE, and REPORTING_CREDENTIALS_REFUSED, which a person has to mend for all
 * transactions at once. `RejectedError` REPORTING_REFUSED for error numbers we do not know; `InvariantViolation` REPORTING_QUESTION_WRONG for those that say our
 * question was wrong. A window or an id that Opayo would refuse is a `RangeError` and is not sent. Nothing is repeated in here.
 */
export class ReportingClient {
  private readonly timeoutMs: number;

  constructor(private readonly options: ReportingClientOptions) {
    this.timeoutMs = options.timeoutMs ?? 20_000;
  }

  /** `getTransactionDetail`. `undefined`: Opayo has no such transaction of this vendor. */
  async transaction(
    by: { readonly transactionId: string } | { readonly vendorTxCode: string },
  ): Promise<ReportedTransaction | undefined> {
    const [parameter, asked] = 'transactionId' in by ? byId(by.transactionId) : byCode(by.vendorTxCode);
    const reply = await this.ask('getTransactionDetail', [parameter], asked);
    if (reply.errorCode === NOT_FOUND) return undefined;
    const transaction = readReportedTransaction(succeeded(reply, asked));
    // Another transaction than the one asked for: nothing to believe.
    if (!transaction || Object.entries(asked).some(([name, value]) => transaction[name as keyof typeof by] !== value)) {
      throw unreadable('it is not the transaction that was asked for', asked);
    }
    return transaction;
  }

  /**
   * `getTransactionList`, oldest first, at most 50 rows of at most a month. Opayo keeps London's clock, so a window in the hour that comes twice is asked
   * for as the whole of it: rows may lie up to an hour outside. A transaction that commits late appears late: overlap windows.
   */
  async transactions(window: ReportingWindow): Promise<ReportedPage> {
    const { startRow = 1, endRow = startRow + MOST_ROWS - 1 } = window;
    const whole = Number.isSafeInteger(startRow) && Number.isSafeInteger(endRow);
    if (!whole || startRow < 1 || endRow < startRow || endRow - startRow >= MOST_ROWS) {
      throw new RangeError(
        `Opayo gives rows from 1 on, at most ${MOST_ROWS} at once; asked for ${startRow} to ${endRow}`,
      );
    }
    const { startDate, endDate } = writeLondonSpan(window.from, window.to);
    const asked = { startDate, endDate, startRow, endRow };
    const reply = await this.ask(
      'getTransactionList',
      [
        ...[['startdate', startDate] as const, ['enddate', endDate] as const],
        ...[['sorttype', 'ByDate'] as const, ['sortorder', 'ASC'] as const],
        ...[['startrow', String(startRow)] as const, ['endrow', String(endRow)] as const],
      ],
      asked,
    );
    return pageOf(succeeded(reply, asked), asked);
  }

  /** `getRelatedTransactions`: refunds, repeats, authorises of this one since an instant, by whatever way they were made. */
  async related(transactionId: string, since: Date): Promise<readonly ReportedRow[]> {
    const [parameter, asked] = byId(transactionId);
    const { startDate } = writeLondonSpan(since, since);
    const reply = await this.ask('getRelatedTransactions', [parameter, ['startdate', startDate]], asked);
    if (reply.errorCode === NOT_FOUND) return [];
    const list = listOf(succeeded(reply, asked), asked);
    const rows = rowsOf(list);
    // There is no way to ask for the rest.
    if (wholeNumber(list, 'totalrows') > list.children('transaction').length)
      throw unreadable('rows are missing', asked);
    return rows;
  }

  private async ask(command: string, parameters: ReportingParameters, asked: ErrorFacts): Promise<VspaccessReply> {
    const { url } = this.options;
    const body = latin1Form([['XML', vspaccessRequest(command, parameters, this.options)]]);
    let reply: HttpReply;
    try {
      reply = await exchange({ method: 'POST', url, body, timeoutMs: this.timeoutMs, repeatable: true });
    } catch (error) {
      if (error instanceof ExchangeFailed) throw errorOfSilence(error, asked, this.timeoutMs);
      throw error;
    }
    if (reply.status !== 200) throw errorOfStatus(reply, asked);
    try {
      return readVspaccess(reply.body);
    } catch (error) {
      if (error instanceof VspaccessUnreadable) throw unreadable(error.message, asked);
      throw error;
    }
  }
}

function byId(transactionId: string): [readonly [string, string], { transactionId: string }] {
  const id = transactionIdOf(transactionId);
  if (id === undefined) throw new RangeError('The id of a transaction is a GUID');
  return [['vpstxid', id], { transactionId: id }];
}

function byCode(vendorTxCode: string): [readonly [string, string], { vendorTxCode: string }] {
  if (!/^[A-Za-z0-9{}._-]{1,40}$/.test(vendorTxCode)) {
    throw new RangeError('A VendorTxCode is 1 to 40 letters, digits and {}._-');
  }
  return [['vendortxcode', vendorTxCode], { vendorTxCode }];
}

function succeeded(reply: VspaccessReply, asked: ErrorFacts): VspaccessElement {
  if (reply.errorCode !== '0') throw errorOfCode(reply, asked);
  return reply.root;
}

function listOf(root: VspaccessElement, asked: ErrorFacts): VspaccessElement {
  const list = root.child('transactions');
  if (!list) throw unreadable('it holds no list of transactions', asked);
  return list;
}

function rowsOf(list: VspaccessElement): ReportedRow[] {
  return list.children('transaction').flatMap((element) => readReportedRow(element) ?? []);
}

/** What Opayo says about rows; where it says nothing, a page that is not full is the last. A full page must say how many there are, or some would be missed. */
function pageOf(
  root: VspaccessElement,
  asked: { startRow: number; endRow: number; [fact: string]: string | number },
): ReportedPage {
  const list = listOf(root, asked);
  const rows = rowsOf(list);
  const sent = list.children('transaction').length;
  const last = asked.startRow + sent - 1;
  const full = last >= asked.endRow;
  const total = list.text('totalrows') === '' && !full ? last : wholeNumber(list, 'totalrows');
  if (Number.isNaN(total) || (sent === 0 && total >= asked.startRow)) {
    throw unreadable('it does not tell its rows', asked);
  }
  return { rows, totalRows: total, startRow: asked.startRow, endRow: last, unreadableRows: sent - rows.length };
}

function wholeNumber(list: VspaccessElement, name: string): number {
  const text = list.text(name);
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
