import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert } from '#libs/contracts';
import { minorUnits } from '#libs/money';
import { stack } from '#libs/testing';
import { migratedDatabase, TEST_VAULT } from '../../testing/migrated-database.js';
import type { Database } from '../database/database.js';
import { OutboxRows } from '../outbox/outbox-rows.js';
import { Outbox } from '../outbox/outbox.js';
import type { ItemToPark, ParkedItem } from './parked-item.js';
import { Parking } from './parking.js';

let database: Database;
let drop: () => Promise<void>;
let parking: Parking;
let now: Date;

beforeAll(async () => {
  ({ database, drop } = await migratedDatabase((await stack()).databaseUrl));
  const outbox = new Outbox({ vault: TEST_VAULT });
  parking = new Parking({ service: 'posting', database, vault: TEST_VAULT, outbox, now: () => now });
});
beforeEach(async () => {
  now = new Date('2026-03-04T05:06:07.089Z');
  await database.query('TRUNCATE parked, outbox');
});
afterAll(() => drop());

const rejected: ItemToPark = {
  key: 'gifts/536365',
  orderId: 'gifts/536365',
  effectId: 'sales-order:GIFT:gifts/536365',
  code: 'STOCK_CODE_NOT_FOUND',
  text: 'SYSPRO knows no stock code 85123X',
  owner: 'integration',
  suggestedFix: 'Add the stock code in SYSPRO, then release',
  severity: 'WARNING',
  amountMinor: minorUnits(13_912),
  currency: 'GBP',
  body: { customer: 'Ada Lovelace' },
};
const park = (item: ItemToPark): Promise<void> => database.transaction((tx) => parking.park(tx, item));
const release = (key: string): Promise<ParkedItem[]> =>
  database.transaction((tx) => parking.release(tx, key, 'ada', 'stock code added'));
const blocked = (...keys: string[]): Promise<Set<string>> => database.transaction((tx) => parking.blocked(tx, keys));

/** The alerts in the outbox, oldest first. */
const alerts = async (): Promise<Alert[]> => {
  const rows = new OutboxRows(database, TEST_VAULT);
  await database.query(`UPDATE outbox_lease SET holder = 'test', expires_at = 'infinity'`);
  return (await rows.next('test', [], 100)).map((row) => {
    const message = rows.messageOf(row);
    expect(message).toMatchObject({ topic: TOPICS.alerts.name, key: message.subject });
    return message.body as Alert;
  });
};

describe('parking', () => {
  it('blocks the key, shows why, and raises an alert, with the rest of the transaction', async () => {
    await park(rejected);

    const { body: _body, ...shown } = rejected;
    expect(await blocked('gifts/536365', 'gifts/536366')).toEqual(new Set(['gifts/536365']));
    expect(await parking.list()).toEqual([{ ...shown, parkedId: expect.any(String), parkedAt: now }]);
    expect(await alerts()).toEqual([
      {
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        alertId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        code: 'STOCK_CODE_NOT_FOUND',
        state: 'RAISED',
        severity: 'WARNING',
        owner: 'integration',
        service: 'posting',
        subject: 'gifts/536365',
        orderId: 'gifts/536365',
        effectId: 'sales-order:GIFT:gifts/536365',
        what: 'SYSPRO knows no stock code 85123X',
        whatToDo: 'Add the stock code in SYSPRO, then release',
        amountMinor: 13_912,
        currency: 'GBP',
        raisedAt: now.getTime(),
        resolvedAt: null,
      },
    ]);
  });

  it('leaves nothing, no alert either, of a transaction that was rolled back', async () => {
    const failing = database.transaction(async (tx) => {
      await parking.park(tx, rejected);
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await parking.list()).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it('twice, also at the same time, is one row and one alert', async () => {
    await Promise.all([park(rejected), park(rejected), park(rejected)]);
    await park({ ...rejected, text: 'the same again' });

    expect(await parking.list()).toHaveLength(1);
    expect(await alerts()).toHaveLength(1);
  });

  it('with another code is another row, and the key is free when all are released', async () => {
    await park(rejected);
    await park({ ...rejected, code: 'CREDIT_HOLD' });
    expect(await parking.list()).toHaveLength(2);

    expect((await release('gifts/536365')).map(({ code }) => code).sort()).toEqual([
      'CREDIT_HOLD',
      'STOCK_CODE_NOT_FOUND',
    ]);
    expect(await blocked('gifts/536365')).toEqual(new Set());
  });

  it('keeps the body sealed, and gives it back to who asks for it', async () => {
    await park(rejected);
    const [item] = await parking.list();
    const [row] = await database.query<{ row: string; body: Buffer }>('SELECT parked::text AS row, body FROM parked');

    expect(row?.row).not.toContain('Lovelace');
    expect(row?.body.toString('latin1')).not.toContain('Lovelace');
    expect(JSON.stringify(item)).not.toContain('Lovelace');
    expect(await parking.bodyOf(item?.parkedId ?? '')).toEqual({ customer: 'Ada Lovelace' });
    expect(await parking.bodyOf('unheard of')).toBeUndefined();
  });

  it('of what has neither order nor money tells its key as the subject', async () => {
    const { orderId: _orderId, effectId: _effectId, amountMinor: _amount, currency: _currency, ...bare } = rejected;
    await park({ ...bare, key: 'customer:GIFT:ADA' });

    expect(await alerts()).toMatchObject([
      { subject: 'customer:GIFT:ADA', orderId: null, effectId: null, amountMinor: null, currency: null },
    ]);
    expect(await parking.list()).toMatchObject([{ orderId: undefined, amountMinor: undefined }]);
  });

  it('takes what others wrote, a zero character in it too', async () => {
    await park({ ...rejected, text: 'no\0such code', body: 'a\0b' });
    const [item] = await parking.list();

    expect(item?.text).toBe('nosuch code');
    expect(await parking.bodyOf(item?.parkedId ?? '')).toBe('a\0b');
  });

  it('shows the longest waiting first', async () => {
    await park(rejected);
    now = new Date(now.getTime() - 60_000);
    await park({ ...rejected, key: 'older' });

    expect((await parking.list()).map(({ key }) => key)).toEqual(['older', 'gifts/536365']);
  });
});

describe('releasing', () => {
  it('frees the key and closes its alert, and stays on record', async () => {
    await park(rejected);
    now = new Date('2026-03-04T06:00:00.000Z');
    await release('gifts/536365');

    const [raised, resolved] = await alerts();
    expect(await blocked('gifts/536365')).toEqual(new Set());
    expect(await parking.list()).toEqual([]);
    expect(resolved).toEqual({ ...raised, eventId: resolved?.eventId, state: 'RESOLVED', resolvedAt: now.getTime() });
    expect(resolved?.eventId).not.toBe(raised?.eventId);
    expect(await database.query('SELECT released_by, release_reason, released_at FROM parked')).toEqual([
      { released_by: 'ada', release_reason: 'stock code added', released_at: now },
    ]);
  });

  it('twice, or what is not parked, does nothing', async () => {
    await park(rejected);
    await release('gifts/536365');

    expect(await release('gifts/536365')).toEqual([]);
    expect(await release('never parked')).toEqual([]);
    expect(await alerts()).toHaveLength(2);
  });

  it('by code leaves what is parked under another', async () => {
    await park(rejected);
    await park({ ...rejected, code: 'CREDIT_HOLD' });
    const released = await database.transaction((tx) =>
      parking.release(tx, 'gifts/536365', 'ada', 'stock code added', ['STOCK_CODE_NOT_FOUND', 'NEVER_PARKED']),
    );

    expect(released.map(({ code }) => code)).toEqual(['STOCK_CODE_NOT_FOUND']);
    expect((await parking.list()).map(({ code }) => code)).toEqual(['CREDIT_HOLD']);
    expect(await blocked('gifts/536365')).toEqual(new Set(['gifts/536365']));
  });

  it('lets the same be parked again: a new row and event of the same alert', async () => {
    await park(rejected);
    await release('gifts/536365');
    await park(rejected);

    const all = await alerts();
    expect(all.map(({ state }) => state)).toEqual(['RAISED', 'RESOLVED', 'RAISED']);
    expect(new Set(all.map(({ alertId }) => alertId)).size).toBe(1);
    expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(3);
    expect(await blocked('gifts/536365')).toEqual(new Set(['gifts/536365']));
  });
});
