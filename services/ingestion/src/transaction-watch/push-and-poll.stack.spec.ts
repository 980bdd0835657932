import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pino from 'pino';
import { minorUnits } from '#libs/money';
import { ReportingClient, type FactKind } from '#libs/opayo';
import { Metrics, Secret } from '#libs/service';
import {
  aBookedTransaction,
  startBooks,
  type BookedTransaction,
  type BooksStandIn,
} from '../../test/books-stand-in.js';
import { openTables, type Tables } from '../../test/tables.js';
import { Allocations } from '../payment-fact/allocations.js';
import { FactBook } from '../payment-fact/fact-book.js';
import type { HeardFact } from '../payment-fact/fact.js';
import { DueLookUps } from './due-look-ups.js';
import { Family } from './family.js';
import { ListedRows } from './listed-rows.js';
import { LookUp } from './look-up.js';
import { PollBooks } from './poll-books.js';
import { PollCursors } from './poll-cursors.js';
import { WatchCounts } from './watch-counts.js';
import { WatchList } from './watch-list.js';

const START = Date.parse('2026-11-23T10:00:00.000Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How a transaction goes, state after state, and all the facts there are in it, whoever is listening. */
interface Course {
  readonly transactionType: string;
  readonly states: readonly number[];
  readonly facts: readonly FactKind[];
  /** What Opayo notifies, once it is in the second state; null: nobody is told (made in MyOpayo). */
  readonly notified: FactKind | null;
  readonly isChild?: boolean;
}

const COURSES: readonly Course[] = [
  { transactionType: 'Payment', states: [3, 16], facts: ['CAPTURED'], notified: 'CAPTURED' },
  { transactionType: 'Payment', states: [3, 16, 18], facts: ['CAPTURED', 'VOIDED'], notified: 'CAPTURED' },
  { transactionType: 'Payment', states: [3, 16, 23], facts: ['CAPTURED', 'SETTLEMENT_FAILED'], notified: 'CAPTURED' },
  { transactionType: 'Payment', states: [3, 12], facts: ['DECLINED'], notified: 'DECLINED' },
  { transactionType: 'Payment', states: [3, 8], facts: ['DECLINED'], notified: 'DECLINED' },
  { transactionType: 'Deferred', states: [3, 14, 16], facts: ['AUTHORISED', 'CAPTURED'], notified: 'AUTHORISED' },
  {
    transactionType: 'Deferred',
    states: [3, 14, 16, 18],
    facts: ['AUTHORISED', 'CAPTURED', 'VOIDED'],
    notified: 'AUTHORISED',
  },
  {
    transactionType: 'Deferred',
    states: [3, 14, 19],
    facts: ['AUTHORISED', 'RELEASED_WITHOUT_CAPTURE'],
    notified: 'AUTHORISED',
  },
  {
    transactionType: 'Deferred',
    states: [3, 14, 27],
    facts: ['AUTHORISED', 'RELEASED_WITHOUT_CAPTURE'],
    notified: 'AUTHORISED',
  },
  { transactionType: 'Authenticate', states: [3, 15], facts: ['AUTHENTICATED'], notified: 'AUTHENTICATED' },
  {
    transactionType: 'Authenticate',
    states: [3, 21, 22],
    facts: ['AUTHENTICATED', 'RELEASED_WITHOUT_CAPTURE'],
    notified: 'AUTHENTICATED',
  },
  { transactionType: 'Refund', states: [16], facts: ['REFUNDED'], notified: null, isChild: true },
  { transactionType: 'Repeat', states: [6, 16], facts: ['CAPTURED'], notified: null, isChild: true },
];

/** What may happen next; `who` chooses the transaction. */
type Step =
  | { readonly happens: 'progress' | 'notification'; readonly who: number }
  | { readonly happens: 'poll' | 'looks' }
  | { readonly happens: 'time'; readonly minutes: number }
  | { readonly happens: 'outage'; readonly of: number | string };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ happens: fc.constant('progress' as const), who: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ happens: fc.constant('notification' as const), who: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ happens: fc.constantFrom('poll' as const, 'looks' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ happens: fc.constant('time' as const), minutes: fc.integer({ min: 1, max: 600 }) }),
  },
  { weight: 1, arbitrary: fc.record({ happens: fc.constant('outage' as const), of: fc.constantFrom(503, '10') }) },
);

describe('push and poll together', () => {
  let tables: Tables;
  let books: BooksStandIn;
  beforeAll(async () => {
    tables = await openTables('push and poll');
  }, 60_000);
  afterEach(() => books.close());
  afterAll(() => tables.close(), 60_000);

  it('publish the same facts whatever notifications are dropped or doubled and whenever the books are read', async () => {
    books = await startBooks();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...COURSES), { minLength: 2, maxLength: 5 }),
        fc.array(step, { maxLength: 25 }),
        fc.boolean(),
        async (courses, steps, slowly) => {
          const world = new World(tables, books, `vendor${runs++}`, courses);
          await world.open();
          for (const each of steps) await world.take(each);
          await world.settle(slowly);
          expect(await world.published()).toEqual(world.expected());
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});

/** One vendor's transactions, and the parts that listen to them, on a clock that is set by hand. */
class World {
  private nowMs = START;
  private readonly booked: BookedTransaction[];
  private readonly at: number[];
  private readonly facts: FactBook;
  private readonly poll: PollBooks;
  private readonly lookUp: LookUp;
  private readonly rows: DueLookUps;
  private readonly cursors: PollCursors;
  private readonly watchList: WatchList;

  constructor(
    private readonly tables: Tables,
    private readonly books: BooksStandIn,
    private readonly vendor: string,
    private readonly courses: readonly Course[],
  ) {
    const { database, outbox, parking } = tables;
    const now = (): Date => new Date(this.nowMs);
    const client = new ReportingClient({
      url: books.url,
      vendor,
      user: 'u',
      password: new Secret('p'),
      timeoutMs: 2_000,
    });
    const log = pino({ level: 'silent' });
    const policy = { backoff: { firstMs: 1_000, longestMs: 60_000 } };
    const common = { database, vendor, books: client, outbox, policy, log, now, onFound: () => undefined };
    const [listed, counts] = [new ListedRows(), new WatchCounts(new Metrics('test'))];
    this.rows = new DueLookUps(database);
    this.cursors = new PollCursors(database);
    this.watchList = new WatchList({ lookAfterMs: 20 * MINUTE_MS, now });
    const allocations = new Allocations({ finder: { find: () => Promise.resolve(null) }, outbox, now });
    this.facts = new FactBook({ outbox, parking, allocations, now });
    this.lookUp = new LookUp({
      ...{ ...common, rows: this.rows, counts, facts: this.facts, settlementMs: 0 },
      pi: { transaction: () => Promise.reject(new Error('every amount is in the books')) },
      family: new Family({ ...common, listed }),
      orders: { orderOf: () => Promise.resolve(null) },
    });
    this.poll = new PollBooks({
      ...{ ...common, cursors: this.cursors, listed, counts },
      ...{ intervalMs: MINUTE_MS, overlapMs: 90 * MINUTE_MS, alertAfterMs: HOUR_MS },
    });
    books.transactions.length = 0;
    this.booked = courses.map((course, index) => this.bookedOf(course, index));
    this.at = courses.map(() => -1);
  }

  async open(): Promise<void> {
    await this.cursors.open(this.vendor, new Date(START), new Date(START));
  }

  async take(step: Step): Promise<void> {
    this.nowMs += 1_000;
    switch (step.happens) {
      case 'progress':
        return this.progress(step.who % this.courses.length);
      case 'notification':
        return this.notify(step.who % this.courses.length);
      case 'poll':
        return void (await this.poll.round());
      case 'looks':
        return this.looks();
      case 'time':
        this.nowMs += step.minutes * MINUTE_MS;
        return;
      case 'outage':
        this.books.failWith(step.of);
        await this.poll.round();
        await this.looks();
        return this.books.failWith(undefined);
    }
  }

  /** Everything goes to its end, `slowly` with a day of reading between any two states, and the books are read until nothing new is in them. */
  async settle(slowly: boolean): Promise<void> {
    for (const [index, course] of this.courses.entries()) {
      while ((this.at[index] ?? 0) < course.states.length - 1) {
        if (slowly) await this.read(2);
        await this.progress(index);
      }
    }
    await this.read(8);
  }

  /** At intervals at which everything that may still change is looked at each time. */
  private async read(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      this.nowMs += 13 * HOUR_MS;
      while (await this.poll.round());
      await this.looks();
    }
  }

  async published(): Promise<string[]> {
    const rows = await this.tables.database.query<Record<string, string | number | null>>(
      'SELECT kind, transaction_id AS id, parent_transaction_id AS parent, amount_minor AS amount FROM payment_fact WHERE vendor = $1',
      [this.vendor],
    );
    return rows.map(({ kind, id, parent, amount }) => JSON.stringify([id, kind, parent, amount])).sort();
  }

  expected(): string[] {
    const told = this.courses.flatMap((course, index) => {
      const { transactionId, parentTransactionId, amountMinor } = this.booked[index] as BookedTransaction;
      const amountOf = (kind: FactKind) =>
        kind === 'DECLINED' || kind === 'RELEASED_WITHOUT_CAPTURE' ? null : amountMinor;
      return course.facts.map((kind) => JSON.stringify([transactionId, kind, parentTransactionId, amountOf(kind)]));
    });
    return told.sort();
  }

  private bookedOf({ transactionType, isChild }: Course, index: number): BookedTransaction {
    return aBookedTransaction({
      ...{ transactionType, amountMinor: 100 + index, stateId: 1, completedAt: null },
      // Of a payment of long ago, before anybody watched.
      parentTransactionId: isChild ? '8B424E67-A809-036E-0C50-EF24982A5D61' : null,
    });
  }

  private async progress(index: number): Promise<void> {
    const [booked, course, next] = [this.booked[index], this.courses[index], (this.at[index] ?? 0) + 1];
    if (!booked || !course || next >= course.states.length) return;
    if (next === 0) {
      booked.startedAt = new Date(this.nowMs);
      this.books.transactions.push(booked);
      if (course.notified !== null) await this.expectIt(booked, 'REGISTERED');
    }
    booked.stateId = course.states[next] ?? 0;
    if (next === 1) booked.completedAt = new Date(this.nowMs);
    this.at[index] = next;
  }

  private async notify(index: number): Promise<void> {
    const [booked, course] = [this.booked[index], this.courses[index]];
    if (!booked || !course?.notified || (this.at[index] ?? 0) < 1) return;
    const { transactionId, vendorTxCode, amountMinor, currency } = booked;
    const fact: HeardFact = {
      ...{
        kind: course.notified,
        vendor: this.vendor,
        vendorTxCode,
        transactionId,
        parentTransactionId: null,
        orderId: null,
      },
      ...{ opayoTxType: course.transactionType.toUpperCase(), opayoStatus: 'as notified', detail: 'as notified' },
      ...{ occurredAt: new Date(this.nowMs), heardAt: new Date(this.nowMs), heardBy: 'NOTIFICATION' },
      amount: course.notified === 'DECLINED' ? undefined : { amountMinor: minorUnits(amountMinor), currency },
    };
    await this.tables.database.transaction((tx) => this.facts.record(tx, [fact]));
    await this.expectIt(booked, 'NOTIFIED');
  }

  private async expectIt(
    { transactionId, vendorTxCode }: BookedTransaction,
    why: 'REGISTERED' | 'NOTIFIED',
  ): Promise<void> {
    const entry = { vendor: this.vendor, transactionId, vendorTxCode, orderId: null, why };
    await this.tables.database.transaction((tx) => this.watchList.expect(tx, [entry]));
  }

  private async looks(): Promise<void> {
    for (;;) {
      const due = await this.rows.claim(this.vendor, 8, new Date(this.nowMs));
      if (due.length === 0) return;
      const looked = await Promise.all(due.map((row) => this.lookUp.look(row)));
      if (looked.includes('away')) return;
    }
  }
}
