import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Books } from '../books/books.js';
import { MemoryBookStore } from '../books/memory-book-store.js';
import { opayoSummary, opayoTransactions } from '../books/opayo-book.js';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { Faults } from '../faults/faults.js';
import { Notifier } from '../opayo/notification/notifier.js';
import { CUSTOMERS, STOCK } from '../syspro/company/records.js';
import { IngestionClient } from './ingestion-client.js';
import { planReplay } from './plan.js';
import { Replay } from './replay.js';
import { replayReport } from './replay-report.js';

const FILE =
  'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n' +
  Array.from(
    { length: 10 },
    (_, index) => `53636${index},S${index},x,2,12/1/2010 8:26,1.25,1780${index},United Kingdom\n`,
  ).join('') +
  '536400,a,x,-1,12/1/2010 8:26,0,,United Kingdom\nC536401,a,x,-1,12/1/2010 8:26,2,17800,United Kingdom\n';

/** What reached ingestion, in order: `REGISTER code`, `ORDER reference`, `NOTIFY code status`. */
let heard: string[];
/** What ingestion answers to the n-th request of a kind; undefined means it goes well. */
let answer: (entry: string, index: number) => { status: number; body: string } | undefined;
let server: Server;
let store: MemoryBookStore;

beforeEach(async () => {
  heard = [];
  answer = () => undefined;
  store = new MemoryBookStore();
  server = createServer((request, response) => {
    void readText(request).then((body) => {
      const entry = entryOf(request.url ?? '', body);
      const usual = { status: 200, body: 'Status=OK\r\nRedirectURL=https://shop.example/\r\nStatusDetail=' };
      const given = answer(entry, heard.filter((earlier) => earlier === entry).length) ?? usual;
      heard.push(entry);
      response.writeHead(given.status, { 'content-type': 'text/plain' }).end(given.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

function entryOf(url: string, body: string): string {
  if (url === '/opayo/notifications') {
    const form = new URLSearchParams(body);
    return `NOTIFY ${form.get('VendorTxCode')?.slice(0, 14)} ${form.get('Status')}`;
  }
  const json = JSON.parse(body);
  return url === '/shop/orders' ? `ORDER ${json.orderReference}` : `REGISTER ${json.vendorTxCode.slice(0, 14)}`;
}

async function replayOnce({ attempts = 3 } = {}) {
  const books = await Books.open(store);
  const clock = new SandboxClock(books);
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const notifier = new Notifier({
    books,
    clock,
    notificationUrl: () => `${baseUrl}/opayo/notifications`,
    timeoutMs: 5_000,
    monitorSpeed: 1,
    onError: (cause) => {
      throw cause as Error;
    },
  });
  const replay = await Replay.begin(planReplay('file.csv', FILE, '2026-11-23'), {
    books,
    clock,
    notifier,
    ingestion: new IngestionClient({ baseUrl, apiKey: { reveal: () => 'key' } }),
    shop: 'gifts',
    vendor: 'clarityshop',
    concurrency: 3,
    attempts,
    pause: async () => undefined,
  });
  await replay.finished();
  return { books, replay, report: replayReport(books, replay) };
}

const plantedOf = (report: ReturnType<typeof replayReport>, kind: string) =>
  (report.state === 'NONE' ? [] : report.planted)
    .find((planted) => planted.kind === kind)
    ?.orderId.slice('gifts/'.length) ?? '';
const heardOf = (reference: string) =>
  heard.filter((entry) => entry.includes(reference)).map((entry) => entry.replace(`gifts-${reference}`, ''));

describe('a replay', () => {
  it('sends every sale: registered, ordered, paid', async () => {
    const { report, books } = await replayOnce();
    expect(report).toMatchObject({ state: 'DONE', sent: 10, sentNow: 10, salesMinor: 2500, errors: [] });
    expect(report).toMatchObject({
      file: { name: 'file.csv', documents: 12, sales: 10, nothingToPay: 1, cancellations: 1, firstDay: '2026-11-23' },
    });
    expect(opayoSummary(books).totals).toEqual([
      {
        currency: 'GBP',
        transactions: 11,
        capturedMinor: 2500,
        captured: 10,
        declined: 1,
        cancelled: 0,
        awaitingReply: 0,
      },
    ]);
    expect(JSON.stringify(opayoTransactions(books))).not.toContain('securityKey');
  });

  it('plays the planted stories in their order', async () => {
    const { report, books } = await replayOnce();
    const of = (kind: string) => plantedOf(report, kind);
    expect(heardOf(of('PAYMENT_BEFORE_ORDER')).map((entry) => entry.split(' ')[0])).toEqual([
      'REGISTER',
      'NOTIFY',
      'ORDER',
    ]);
    expect(heardOf(of('PAID_AFTER_DECLINE')).map((entry) => entry.trim())).toEqual([
      'REGISTER -1',
      `ORDER ${of('PAID_AFTER_DECLINE')}`,
      'NOTIFY -1 NOTAUTHED',
      'REGISTER -2',
      'NOTIFY -2 OK',
    ]);
    expect(heardOf(of('DUPLICATE_NOTIFICATION')).filter((entry) => entry.startsWith('NOTIFY'))).toHaveLength(2);
    expect(new Faults(books).list()).toMatchObject([
      { kind: 'CUT_AFTER_EFFECT', businessObject: 'SORTOI', reference: `${of('ANSWER_LOST')}-`, times: 1 },
    ]);
  });

  it('stocks SYSPRO with everything but what is planted as missing', async () => {
    const { books } = await replayOnce();
    expect(books.all(STOCK)).toHaveLength(9);
    expect(books.all(CUSTOMERS)).toHaveLength(11); // nine, and two for guests
    expect(books.get(CUSTOMERS, 'GUESTGB')).toMatchObject({ taxStatus: 'N' });
    expect(books.get(CUSTOMERS, 'GUESTX')).toMatchObject({ taxStatus: 'E' });
  });

  it('a second run sends nothing', async () => {
    await replayOnce();
    heard = [];
    const { report } = await replayOnce();
    expect(heard).toEqual([]);
    expect(report).toMatchObject({ state: 'DONE', sent: 10, sentNow: 0 });
  });

  it('goes on where it was stopped', async () => {
    answer = (entry) => (entry.startsWith('NOTIFY') ? { status: 503, body: 'away' } : undefined);
    const first = await replayOnce({ attempts: 1 });
    expect(first.report).toMatchObject({ state: 'STOPPED', sent: 0 });
    heard = [];
    answer = () => undefined;
    const second = await replayOnce();
    expect(second.report).toMatchObject({ state: 'DONE', sent: 10, errors: [] });
    expect(heard.filter((entry) => entry.startsWith('REGISTER'))).toHaveLength(1); // the second payment after the decline
  });

  it('tries again what did not get through, and tells what was refused', async () => {
    answer = (entry, index) => {
      if (entry.startsWith('ORDER 536365')) return { status: 400, body: 'no' };
      return entry.startsWith('ORDER') && index === 0 ? { status: 503, body: 'away' } : undefined;
    };
    const { report } = await replayOnce();
    expect(report).toMatchObject({
      sent: 9,
      errors: [{ orderId: 'gifts/536365', error: '/shop/orders answered 400: no' }],
    });
    expect(heard.filter((entry) => entry === 'ORDER 536365')).toHaveLength(1);
    expect(heard.filter((entry) => entry === 'ORDER 536366')).toHaveLength(2);
  });

  it('counts a payment whose notification was answered INVALID as cancelled, not captured', async () => {
    answer = (entry) =>
      /^NOTIFY gifts-536364/.test(entry)
        ? { status: 200, body: 'Status=INVALID\r\nRedirectURL=x\r\nStatusDetail=no' }
        : undefined;
    const { books, report } = await replayOnce();
    expect(opayoSummary(books).totals[0]).toMatchObject({ captured: 9, cancelled: 1, capturedMinor: 2250 });
    expect(report).toMatchObject({ errors: [{ orderId: 'gifts/536364' }] });
  });

  it("refuses to mix two files' orders", async () => {
    const { books } = await replayOnce();
    const other = planReplay('other.csv', FILE.replace('1.25', '1.30'), '2026-11-23');
    await expect(Replay.begin(other, { books } as never)).rejects.toThrow(
      "The books belong to 'file.csv'; to replay 'other.csv' start over (use --fresh)",
    );
  });
});
