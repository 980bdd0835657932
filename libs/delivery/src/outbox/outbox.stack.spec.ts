import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { InvariantViolation } from '#libs/errors';
import { stack } from '#libs/testing';
import { aMessage, migratedDatabase, TEST_VAULT } from '../../testing/migrated-database.js';
import type { Database } from '../database/database.js';
import { OUTBOX_SHARDS, Outbox, shardOf } from './outbox.js';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ database, drop } = await migratedDatabase((await stack()).databaseUrl));
});
beforeEach(() => database.query('TRUNCATE outbox'));
afterAll(() => drop());

const outbox = new Outbox({ vault: TEST_VAULT });
const eventIds = async (): Promise<string[]> =>
  (await database.query<{ id: string }>('SELECT event_id AS id FROM outbox ORDER BY outbox.id')).map(({ id }) => id);

describe('the outbox', () => {
  it('keeps the order in which messages were appended', async () => {
    const messages = Array.from({ length: 1_000 }, (_, number) => aMessage(`order-${number % 7}`, number));
    await database.transaction((tx) => outbox.append(tx, messages));

    expect(await eventIds()).toEqual(messages.map(({ eventId }) => eventId));
  });

  it('takes an event once, however often it is appended', async () => {
    const message = aMessage('a', 1);
    await database.transaction((tx) => outbox.append(tx, [message, message]));
    await database.transaction((tx) => outbox.append(tx, [message, aMessage('a', 2)]));

    expect(await eventIds()).toEqual(['orders a 1', 'orders a 2']);
  });

  it('holds nothing of a transaction that was rolled back', async () => {
    const failing = database.transaction(async (tx) => {
      await outbox.append(tx, [aMessage('a', 1)]);
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await eventIds()).toEqual([]);
  });

  it('shows nothing of a body', async () => {
    const body = { name: 'Ada Lovelace' };
    await database.transaction((tx) => outbox.append(tx, [aMessage('a', 1, { body })]));

    const [row] = await database.query<{ row: string; body: Buffer }>('SELECT outbox::text AS row, body FROM outbox');
    expect(row?.row).not.toContain('Lovelace');
    expect(row?.body.toString('latin1')).not.toContain('Lovelace');
    expect(TEST_VAULT.open(row?.body ?? Buffer.alloc(0), 'outbox orders a 1')).toEqual(body);
  });

  it('refuses what could not be encoded later, all of it, while its maker can still be told', async () => {
    const check = jest.fn((message: { key: string }) => {
      if (message.key === 'bad') throw new InvariantViolation('would not encode', { code: 'NOT_ENCODABLE' });
    });
    const careful = new Outbox({ vault: TEST_VAULT, check });
    const refused = database.transaction((tx) => careful.append(tx, [aMessage('good', 1), aMessage('bad', 1)]));

    await expect(refused).rejects.toMatchObject({ code: 'NOT_ENCODABLE' });
    expect(await eventIds()).toEqual([]);
  });

  it('wakes the relay after the commit, not before and not for nothing', async () => {
    const wake = jest.fn();
    const waking = new Outbox({ vault: TEST_VAULT, wake });
    await database.transaction(async (tx) => {
      await waking.append(tx, []);
      await waking.append(tx, [aMessage('a', 1)]);
      expect(wake).not.toHaveBeenCalled();
    });

    expect(wake).toHaveBeenCalledTimes(1);
  });
});

describe('the shard of a key', () => {
  it('is the same in every version: a key that moved would be in two hands', () => {
    expect(['gifts/536365', 'gifts/536366', '', 'ü'].map(shardOf)).toEqual([4, 15, 3, 0]);
  });

  it('spreads keys evenly', () => {
    const counts = Array.from({ length: OUTBOX_SHARDS }, () => 0);
    for (let key = 0; key < 16_000; key++) counts[shardOf(`gifts/${key}`)]! += 1;

    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });
});
