import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Books } from '../books/books.js';
import { MemoryBookStore } from '../books/memory-book-store.js';
import { opayoFacts } from '../books/opayo-facts.js';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { Faults } from '../faults/faults.js';
import { OpayoFaults } from '../faults/opayo-faults.js';
import { TRANSACTIONS } from '../opayo/ledger/transaction.js';
import { Notifier } from '../opayo/notification/notifier.js';
import { IngestionClient } from '../shop/ingestion-client.js';
import { planDay, USUAL_MIX, type DayRequest } from './day-plan.js';
import { Days } from './days.js';

const NONE = { dropped: 0, doubled: 0, disordered: 0, unheard: 0 };
const REQUEST: DayRequest = {
  seed: 'spec',
  transactions: 120,
  mix: USUAL_MIX,
  troubles: NONE,
  piShare: 0.2,
  announcedShare: 0.5,
};

/** What reached ingestion: VendorTxCode and Status of notifications, VendorTxCodes of registrations. */
let notified: string[];
let registered: string[];
let server: Server;
let baseUrl: string;
beforeEach(async () => {
  [notified, registered] = [[], []];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      if (request.url === '/opayo/notifications') {
        const fields = new URLSearchParams(body);
        notified.push(`${fields.get('VendorTxCode')} ${fields.get('Status')}`);
        response.end('Status=OK\r\nRedirectURL=https://shop.example/\r\nStatusDetail=\r\n');
      } else {
        registered.push(JSON.parse(body).vendorTxCode);
        response.writeHead(201).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function play(request: DayRequest, books?: Books) {
  const ground = books ?? (await Books.open(new MemoryBookStore()));
  const clock = new SandboxClock(ground);
  const faults = new Faults(ground);
  const notifier = new Notifier({
    books: ground,
    clock,
    notificationUrl: () => 'http://127.0.0.1:9/',
    timeoutMs: 5000,
    monitorSpeed: 100_000,
    faults: new OpayoFaults({ faults, pause: async () => undefined }),
    onError: (cause) => {
      throw cause as Error;
    },
  });
  const days = new Days({
    books: ground,
    clock,
    faults,
    notifier,
    shop: 'gifts',
    vendor: 'clarityshop',
    ingestionAt: () => ({
      ingestion: new IngestionClient({ baseUrl, apiKey: { reveal: () => 'key' } }),
      notificationUrl: `${baseUrl}/opayo/notifications`,
    }),
  });
  notifier.start();
  days.begin(request);
  await days.finished();
  await notifier.stop();
  return { books: ground, report: days.report() };
}

describe('a day of traffic', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planDay(REQUEST, 'gifts')).toEqual(planDay(REQUEST, 'gifts'));
    expect(planDay({ ...REQUEST, seed: 'other' }, 'gifts')).not.toEqual(planDay(REQUEST, 'gifts'));
    const longer = planDay({ ...REQUEST, transactions: 200 }, 'gifts');
    expect(longer.slice(0, 120)).toEqual(planDay(REQUEST, 'gifts'));
  });

  it('ends in the facts of its stories, in every currency', async () => {
    const { books, report } = await play(REQUEST);
    expect(report).toMatchObject({ state: 'DONE', played: 120, errors: [] });
    const stories = new Map(planDay(REQUEST, 'gifts').map((planned) => [planned.vendorTxCode, planned]));
    const kinds = Map.groupBy(opayoFacts(books), ({ vendorTxCode }) => vendorTxCode.replace(/-2$/, ''));
    const EXPECTED = {
      PAID: 'CAPTURED',
      DECLINED: 'DECLINED',
      REJECTED: 'DECLINED',
      ABANDONED: 'DECLINED',
      RELEASED: 'AUTHORISED CAPTURED',
      ABORTED: 'AUTHORISED RELEASED_WITHOUT_CAPTURE',
      RESERVED: 'AUTHORISED',
      AUTHORISED: 'AUTHENTICATED CAPTURED',
      CANCELLED: 'AUTHENTICATED RELEASED_WITHOUT_CAPTURE',
      REFUNDED: 'CAPTURED REFUNDED',
      REPEATED: 'CAPTURED CAPTURED',
      VOIDED: 'CAPTURED VOIDED',
      TOKEN: '',
    };
    for (const [code, { story, amountMinor, currency }] of stories) {
      const facts = kinds.get(code) ?? [];
      const told = facts.map(({ kind }) => kind).sort();
      expect([code, story, told.join(' ')]).toEqual([code, story, EXPECTED[story]]);
      for (const fact of facts.filter(({ kind }) => kind !== 'REFUNDED')) {
        expect(fact).toMatchObject({ amountMinor, currency });
      }
    }
    expect(new Set(opayoFacts(books).map(({ currency }) => currency))).toEqual(new Set(['GBP', 'EUR', 'JPY', 'KWD']));
  });

  it('tells the vendor of each Server payment once, and announces those it says it does', async () => {
    await play(REQUEST);
    const planned = planDay(REQUEST, 'gifts');
    const codes = (wanted: (one: (typeof planned)[number]) => boolean) =>
      planned
        .filter(wanted)
        .map(({ vendorTxCode }) => vendorTxCode)
        .sort();
    expect(notified.map((entry) => entry.split(' ')[0]).sort()).toEqual(codes(({ system }) => system === 'S'));
    expect(registered.sort()).toEqual(codes(({ announced }) => announced));
  });

  it('with dropped, doubled and unheard notifications has the same facts', async () => {
    const troubles = { dropped: 0.2, doubled: 0.2, disordered: 0.1, unheard: 0.1 };
    const without = await play(REQUEST);
    const calm = notified.length;
    notified = [];
    const { books, report } = await play({ ...REQUEST, troubles });
    expect(report.errors).toEqual([]);
    expect(report.troubled).toBeGreaterThan(30);
    expect(notified.length).toBeGreaterThan(calm);
    const facts = (of: Books) =>
      opayoFacts(of)
        .map(({ at: _, ...fact }) => JSON.stringify(fact))
        .sort();
    expect(facts(books)).toEqual(facts(without.books));
    expect(books.all(TRANSACTIONS).some(({ state }) => state === 7)).toBe(false);
  });

  it('played again changes nothing', async () => {
    const { books } = await play(REQUEST);
    const before = opayoFacts(books);
    notified = [];
    const { report } = await play(REQUEST, books);
    expect(report).toMatchObject({ played: 120, errors: [] });
    expect(opayoFacts(books)).toEqual(before);
    expect(notified).toEqual([]);
  });
});
