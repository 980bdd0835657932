import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '#libs/delivery';
import { minorUnits } from '#libs/money';
import type { ReportedRow } from '#libs/opayo';
import { openTables, type Tables } from '../../test/tables.js';
import { DueLookUps, LOOK_CLAIM_MS } from './due-look-ups.js';
import { ListedRows } from './listed-rows.js';
import { POLL_CLAIM_MS, PollCursors } from './poll-cursors.js';
import { WatchList, type Expectation } from './watch-list.js';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);

describe('the tables of the watch, with several replicas', () => {
  let tables: Tables;
  let database: Database;
  let vendors = 0;
  beforeAll(async () => {
    tables = await openTables('watch tables');
    ({ database } = tables);
  }, 60_000);
  afterAll(() => tables.close(), 60_000);

  const newVendor = (): string => `vendor${vendors++}`;
  const listed = new ListedRows();
  const aRow = (overrides: Partial<ReportedRow> = {}): ReportedRow => ({
    ...{ transactionId: randomUUID().toUpperCase(), vendorTxCode: `code-${randomUUID()}`, transactionType: 'Payment' },
    ...{ result: 'SUCCESS', status: 'ok', amountMinor: minorUnits(100), currency: 'GBP', startedAt: NOW },
    ...overrides,
  });
  const store = (vendor: string, rows: readonly ReportedRow[]) =>
    database.transaction((tx) => listed.store(tx, vendor, rows, NOW));
  const told = (vendor: string, entry: Pick<Expectation, 'transactionId' | 'vendorTxCode' | 'why'>) => {
    const list = new WatchList({ lookAfterMs: 0, now: () => NOW });
    return database.transaction((tx) => list.expect(tx, [{ vendor, orderId: 'gifts/1', ...entry }]));
  };
  const rowsOf = (vendor: string) =>
    database.query('SELECT * FROM watched_transaction WHERE vendor = $1 ORDER BY id', [vendor]);

  it("one replica at a time reads a vendor's books, and what it abandoned another one takes up", async () => {
    const [vendor, cursors] = [newVendor(), new PollCursors(database)];
    await Promise.all([cursors.open(vendor, NOW, NOW), cursors.open(vendor, later(1), NOW)]);
    const claims = await Promise.all(Array.from({ length: 8 }, () => cursors.claim(vendor, NOW)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await cursors.claim(vendor, later(POLL_CLAIM_MS - 1))).toBeUndefined();
    expect(await cursors.claim(vendor, later(POLL_CLAIM_MS))).toBeDefined();
  });

  it('a cursor never goes back, also when a stalled reader comes in last', async () => {
    const [vendor, cursors] = [newVendor(), new PollCursors(database)];
    await cursors.open(vendor, NOW, NOW);
    await cursors.advance(database, vendor, later(2_000), NOW);
    await cursors.advance(database, vendor, later(1_000), NOW);
    expect(await cursors.claim(vendor, NOW)).toMatchObject({ polledTo: later(2_000) });
  });

  it('each transaction is looked up by one replica, the longest due first', async () => {
    const [vendor, rows] = [newVendor(), new DueLookUps(database)];
    await store(
      vendor,
      Array.from({ length: 30 }, () => aRow()),
    );
    const claims = (await Promise.all(Array.from({ length: 4 }, () => rows.claim(vendor, 10, NOW)))).flat();
    expect(claims).toHaveLength(30);
    expect(new Set(claims.map(({ id }) => id)).size).toBe(30);
    expect(await rows.claim(vendor, 10, later(LOOK_CLAIM_MS - 1))).toEqual([]);
    expect(await rows.claim(vendor, 100, later(LOOK_CLAIM_MS))).toHaveLength(30);
  });

  it('rows stored by two at once are stored once; listed otherwise than before, they are due again', async () => {
    const [vendor, rows] = [newVendor(), Array.from({ length: 20 }, () => aRow())];
    const stored = await Promise.all([store(vendor, rows), store(vendor, rows.toReversed()), store(vendor, rows)]);
    expect(stored.reduce((sum, { added }) => sum + added, 0)).toBe(20);
    await database.query('UPDATE watched_transaction SET next_look_at = NULL WHERE vendor = $1', [vendor]);
    expect(await store(vendor, rows)).toEqual({ added: 0, changed: 0 });
    const [first, ...others] = rows.map((row) => ({ ...row }));
    expect(await store(vendor, [{ ...(first as ReportedRow), status: 'voided' }, ...others])).toEqual({
      added: 0,
      changed: 1,
    });
    expect((await rowsOf(vendor)).filter(({ next_look_at }) => next_look_at !== null)).toHaveLength(1);
  });

  it('a code that somebody told of is the transaction Opayo lists under it', async () => {
    const [vendor, row] = [newVendor(), aRow()];
    await told(vendor, { transactionId: null, vendorTxCode: row.vendorTxCode, why: 'LISTED' });
    await store(vendor, [row]);
    expect(await rowsOf(vendor)).toMatchObject([
      { transaction_id: row.transactionId, order_id: 'gifts/1', expected_why: 'LISTED', seen_at: NOW },
    ]);
  });

  it('a code that turns out to be a known transaction is merged into it', async () => {
    const [vendor, row, rows] = [newVendor(), aRow(), new DueLookUps(database)];
    await told(vendor, { transactionId: null, vendorTxCode: row.vendorTxCode, why: 'LISTED' });
    await database.query(
      `INSERT INTO watched_transaction (vendor, vendor_tx_code, transaction_id, next_look_at) VALUES ($1, $2, $3, $4)`,
      [vendor, row.vendorTxCode, row.transactionId, NOW],
    );
    const [code, known] = (await rowsOf(vendor)) as { id: number }[];
    const stays = await database.transaction((tx) => rows.identify(tx, code?.id ?? 0, vendor, row.transactionId, NOW));
    expect(stays).toBe(known?.id);
    expect(await rowsOf(vendor)).toMatchObject([
      { transaction_id: null, gap: null, next_look_at: null, dismissed_by: 'ingestion' },
      { transaction_id: row.transactionId, order_id: 'gifts/1', expected_why: 'LISTED' },
    ]);
  });
});
