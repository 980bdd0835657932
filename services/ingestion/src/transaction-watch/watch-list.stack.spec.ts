import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '#libs/delivery';
import { minorUnits } from '#libs/money';
import { openTables, type Tables } from '../../test/tables.js';
import { WatchList, type Expectation } from './watch-list.js';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const LOOK_AFTER_MS = 20 * 60_000;
const LATER = new Date(NOW.getTime() + LOOK_AFTER_MS);

describe('the list of transactions that are watched', () => {
  let tables: Tables;
  let database: Database;
  let due = 0;
  let list: WatchList;

  beforeAll(async () => {
    tables = await openTables('watch list');
    ({ database } = tables);
    list = new WatchList({ lookAfterMs: LOOK_AFTER_MS, now: () => NOW, onDue: () => void due++ });
  }, 60_000);
  afterAll(() => tables.close(), 60_000);

  const told = (overrides: Partial<Expectation> = {}): Expectation => ({
    vendor: 'ClarityShop',
    transactionId: randomUUID().toUpperCase(),
    vendorTxCode: `code-${randomUUID()}`,
    orderId: null,
    why: 'REGISTERED',
    ...overrides,
  });
  const expectAll = (...entries: Expectation[]) => database.transaction((tx) => list.expect(tx, entries));
  const rowsOf = (vendorTxCode: string) =>
    database.query('SELECT * FROM watched_transaction WHERE vendor_tx_code = $1 ORDER BY id', [vendorTxCode]);

  it('a registered transaction is expected, and looked up when nothing was heard for a while', async () => {
    const entry = told({ orderId: 'gifts/1', amountMinor: minorUnits(500), currency: 'GBP' });
    await expectAll(entry);
    expect(await rowsOf(entry.vendorTxCode)).toEqual([
      expect.objectContaining({
        vendor: 'clarityshop',
        transaction_id: entry.transactionId,
        order_id: 'gifts/1',
        expected_at: NOW,
        expected_why: 'REGISTERED',
        notified_at: null,
        told_amount_minor: 500,
        told_currency: 'GBP',
        next_look_at: LATER,
        gap: 'EXPECTED_NOT_SEEN',
        gap_since: NOW,
      }),
    ]);
  });

  it('told again and by others, at once and one after the other, it is one row that knows what all of them know', async () => {
    const entry = told();
    const tellings = [
      ...Array.from({ length: 20 }, () => entry),
      { ...entry, why: 'NOTIFIED' as const },
      { ...entry, orderId: 'gifts/2' },
      { ...entry, why: 'LISTED' as const, transactionId: null, orderId: 'gifts/3' },
    ];
    await Promise.all(tellings.slice(0, 21).map((each) => expectAll(each)));
    await expectAll(...tellings);
    expect(await rowsOf(entry.vendorTxCode)).toEqual([
      expect.objectContaining({ order_id: 'gifts/2', notified_at: NOW, expected_why: 'REGISTERED', gap: null }),
    ]);
  });

  it('a notification alone is not an expectation of ours', async () => {
    const entry = told({ why: 'NOTIFIED' });
    await expectAll(entry);
    expect(await rowsOf(entry.vendorTxCode)).toEqual([
      expect.objectContaining({ expected_at: null, expected_why: null, notified_at: NOW, gap: null }),
    ]);
  });

  it('a genuine notification of money about what was found declined is looked at again; of another decline it is not', async () => {
    const [paid, declined] = [told(), told()];
    await expectAll(paid, declined);
    await database.query(
      `UPDATE watched_transaction SET fact_kind = 'DECLINED', decided_at = $2, next_look_at = NULL WHERE vendor_tx_code = ANY ($1)`,
      [[paid.vendorTxCode, declined.vendorTxCode], NOW],
    );
    await expectAll(
      { ...paid, why: 'NOTIFIED', amountMinor: minorUnits(500), currency: 'GBP' },
      { ...declined, why: 'NOTIFIED' },
    );
    expect(await rowsOf(paid.vendorTxCode)).toEqual([expect.objectContaining({ next_look_at: LATER })]);
    expect(await rowsOf(declined.vendorTxCode)).toEqual([expect.objectContaining({ next_look_at: null })]);
  });

  it('a code that an order lists gets its id when Opayo or the shop names it', async () => {
    const { transactionId, vendorTxCode } = told();
    await expectAll(told({ transactionId: null, vendorTxCode, why: 'LISTED', orderId: 'gifts/4' }));
    await expectAll(told({ transactionId: null, vendorTxCode, why: 'LISTED', orderId: 'gifts/4' }));
    await expectAll(told({ transactionId, vendorTxCode, why: 'NOTIFIED' }));
    expect(await rowsOf(vendorTxCode)).toEqual([
      expect.objectContaining({
        transaction_id: transactionId,
        order_id: 'gifts/4',
        expected_why: 'LISTED',
        gap: null,
      }),
    ]);
  });

  it("a producer's claim is looked up at once, and does not name the transaction of a code", async () => {
    const before = due;
    const { transactionId, vendorTxCode } = told();
    await expectAll(told({ transactionId: null, vendorTxCode, why: 'REGISTERED' }));
    const claim = told({ vendorTxCode, why: 'SUBMITTED' });
    await expectAll(claim);
    await expectAll(told({ transactionId, vendorTxCode, why: 'NOTIFIED' }));
    expect(due).toBe(before + 1);
    expect(await rowsOf(vendorTxCode)).toEqual([
      expect.objectContaining({ transaction_id: transactionId, expected_why: 'REGISTERED', notified_at: NOW }),
      expect.objectContaining({ transaction_id: claim.transactionId, expected_why: 'SUBMITTED', next_look_at: NOW }),
    ]);
  });

  it('what is final stays so when it is registered late, and is looked up again for a claim', async () => {
    const entry = told();
    await expectAll(entry);
    await database.query(
      `UPDATE watched_transaction SET next_look_at = NULL, decided_at = $2, fact_kind = 'CAPTURED' WHERE vendor_tx_code = $1`,
      [entry.vendorTxCode, NOW],
    );
    await expectAll(entry);
    expect(await rowsOf(entry.vendorTxCode)).toEqual([expect.objectContaining({ next_look_at: null })]);
    await expectAll({ ...entry, why: 'SUBMITTED' });
    expect(await rowsOf(entry.vendorTxCode)).toEqual([expect.objectContaining({ next_look_at: NOW })]);
  });

  it('what is found at whatever vendor is looked at again when somebody says whose it may be, unless it is known', async () => {
    const [unallocated, allocated] = [told(), told({ orderId: 'gifts/5' })];
    await expectAll(unallocated, allocated);
    const codes = [unallocated.vendorTxCode, allocated.vendorTxCode];
    const sql = 'UPDATE watched_transaction SET next_look_at = NULL, seen_at = $2 WHERE vendor_tx_code = ANY ($1)';
    await database.query(sql, [codes, NOW]);
    await database.transaction((tx) => list.lookAgain(tx, codes));
    expect(await rowsOf(unallocated.vendorTxCode)).toMatchObject([{ next_look_at: NOW }]);
    expect(await rowsOf(allocated.vendorTxCode)).toMatchObject([{ next_look_at: null }]);
  });

  it('nothing of it stays when the transaction that told it is undone', async () => {
    const entry = told();
    const undone = database.transaction(async (tx) => {
      await list.expect(tx, [entry]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await rowsOf(entry.vendorTxCode)).toEqual([]);
  });
});
