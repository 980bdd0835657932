import type { Platform, Storage } from '#libs/service';
import type { IngestionConfig } from '../ingestion.config.js';
import type { FactBook } from '../payment-fact/fact-book.js';
import type { OrderFinder } from '../payment-fact/order-finder.js';
import type { Vendor, Vendors } from '../vendor/vendors.js';
import { DueLookUps } from './due-look-ups.js';
import { Family } from './family.js';
import { ListedRows } from './listed-rows.js';
import { LookUp } from './look-up.js';
import type { OpayoBooks } from './opayo-books.js';
import { PollBooks } from './poll-books.js';
import { PollCursors } from './poll-cursors.js';
import { WatchCounts } from './watch-counts.js';
import { WatchLanes } from './watch-lanes.js';
import { WatchList } from './watch-list.js';

/** What the watch needs of the rest of ingestion. */
export interface WatchNeeds {
  readonly storage: Storage;
  readonly vendors: Vendors;
  readonly facts: FactBook;
  readonly orders: OrderFinder;
  readonly now: () => Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The list others put transactions on. It can be told before the watch is started: what is due waits in its rows. */
export interface Watch {
  readonly watchList: WatchList;
  readonly cursors: PollCursors;
  /** Starts reading the books of every vendor that has a reporting user. */
  start(): Promise<void>;
}

/** Builds the watch: the list, and for each vendor with a reporting user the poll of its books and the look-ups. */
export function watchParts(platform: Platform<IngestionConfig>, needs: WatchNeeds): Watch {
  const { config, log, metrics } = platform;
  const { storage, vendors, now } = needs;
  const lanes: WatchLanes[] = [];
  const wake = (): void => {
    for (const each of lanes) each.wake();
  };
  const watchList = new WatchList({ lookAfterMs: config.watchUnheardAfterMs, onDue: wake, now });
  const cursors = new PollCursors(storage.database);
  const counts = new WatchCounts(metrics);
  measureProgress(platform, cursors, now);
  return {
    watchList,
    cursors,
    start: async () => {
      for (const vendor of vendors.all()) {
        const { name, reporting: books } = vendor;
        if (!books) {
          log.warn({ vendor: name }, 'This vendor has no reporting user: what Opayo does not notify stays unknown');
          continue;
        }
        const first = new Date(now().getTime() - config.pollFirstMs);
        await cursors.open(name.toLowerCase(), first, now());
        lanes.push(lanesOf(platform, needs, { vendor, books, cursors, counts, wake }));
      }
      platform.onClose('watch lanes', async () => void (await Promise.all(lanes.map((each) => each.stop()))));
      platform.health.register({
        ...{ name: 'opayo reporting', live: false, ready: false },
        check: () => {
          const isAway = lanes.some((each) => each.isAway);
          return { ok: !isAway, state: lanes.length === 0 ? 'not configured' : isAway ? 'away' : 'working' };
        },
      });
      for (const each of lanes) each.start();
    },
  };
}

interface LaneNeeds {
  readonly vendor: Vendor;
  readonly books: OpayoBooks;
  readonly cursors: PollCursors;
  readonly counts: WatchCounts;
  readonly wake: () => void;
}

function lanesOf(
  { config, log }: Platform<IngestionConfig>,
  { storage, facts, orders, now }: WatchNeeds,
  { vendor: { name, pi }, books, cursors, counts, wake }: LaneNeeds,
): WatchLanes {
  const { database, outbox } = storage;
  const vendor = name.toLowerCase();
  const longestMs = config.applyMaxBackoffMs;
  const policy = { backoff: { firstMs: Math.min(1_000, longestMs), longestMs } };
  const rows = new DueLookUps(database);
  const listed = new ListedRows();
  const common = { database, vendor, books, listed, rows, outbox, policy, counts, log, now };
  const family = new Family({ ...common, onFound: wake });
  const settlementMs = config.watchSettlementDays * DAY_MS;
  const longestWaitMs = config.watchLongestWaitMs;
  const lookUp = new LookUp({ ...common, pi, family, facts, orders, settlementMs, longestWaitMs });
  const poll = new PollBooks({
    ...{ ...common, cursors, onFound: wake },
    intervalMs: config.pollIntervalMs,
    overlapMs: config.pollOverlapMs,
    alertAfterMs: config.gapAlertAfterMs,
  });
  return new WatchLanes({ vendor, poll, pollIntervalMs: config.pollIntervalMs, lookUp, rows, log, now });
}

function measureProgress({ metrics }: Platform<IngestionConfig>, cursors: PollCursors, now: () => Date): void {
  metrics.gauge({
    name: 'ingestion_poll_lag_seconds',
    help: "How far behind now Opayo's list of transactions has been read",
    labels: ['vendor'],
    // With Postgres away the last value stays, and the other metrics can still be read.
    collect: (gauge) =>
      cursors
        .progress()
        .then((progress) => {
          for (const { vendor, polledTo } of progress)
            gauge.set({ vendor }, Math.max(0, (now().getTime() - polledTo.getTime()) / 1000));
        })
        .catch(() => undefined),
  });
}
