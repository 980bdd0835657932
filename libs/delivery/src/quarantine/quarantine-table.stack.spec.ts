import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { stack } from '#libs/testing';
import { migratedDatabase, TEST_VAULT } from '../../testing/migrated-database.js';
import type { Database } from '../database/database.js';
import { OutboxRows } from '../outbox/outbox-rows.js';
import { Outbox } from '../outbox/outbox.js';
import type { RecordToKeep } from './quarantined-item.js';
import { QuarantineTable } from './quarantine-table.js';

let database: Database;
let drop: () => Promise<void>;
let table: QuarantineTable;
const now = new Date('2026-03-04T05:06:07.089Z');

beforeAll(async () => {
  ({ database, drop } = await migratedDatabase((await stack()).databaseUrl));
  const outbox = new Outbox({ vault: TEST_VAULT });
  table = new QuarantineTable({ service: 'posting', database, vault: TEST_VAULT, outbox, now: () => now });
});
beforeEach(() => database.query('TRUNCATE quarantined, outbox'));
afterAll(() => drop());

const record: RecordToKeep = {
  topic: 'shop.orders.v1',
  partition: 3,
  offset: '9007199254740991',
  key: Buffer.from('gifts/536365'),
  value: Buffer.from([0, 0, 0, 0, 255, 254, 0]),
  headers: { ce_id: [Buffer.from('1')], seen: [Buffer.from('a'), Buffer.from([255])], empty: [] },
  schemaId: 255,
  code: 'DECODE_FAILED',
  text: 'truncated buffer',
  byteLength: 7,
  writtenAt: new Date('2026-03-04T05:06:00.001Z'),
};
const told = async (): Promise<unknown[]> => {
  const rows = new OutboxRows(database, TEST_VAULT);
  await database.query(`UPDATE outbox_lease SET holder = 'test', expires_at = 'infinity'`);
  return (await rows.next('test', [], 100)).map((row) => rows.messageOf(row));
};

describe('quarantine', () => {
  it('keeps everything of a record that replaying it needs', async () => {
    const quarantineId = await table.keep(record);

    expect(await table.read(quarantineId)).toEqual(record);
  });

  it('keeps a record without key, value, headers and schema', async () => {
    const bare: RecordToKeep = { ...record, key: null, value: null, headers: {}, schemaId: null, byteLength: 0 };
    const quarantineId = await table.keep(bare);

    expect(await table.read(quarantineId)).toEqual(bare);
  });

  it('tells where and why on the topic, and none of the bytes', async () => {
    const quarantineId = await table.keep(record);

    expect(await told()).toEqual([
      {
        topic: TOPICS.quarantine.name,
        key: 'shop.orders.v1',
        eventId: expect.any(String),
        type: 'RecordQuarantined',
        subject: 'shop.orders.v1/3/9007199254740991',
        occurredAt: now,
        traceparent: undefined,
        body: {
          eventId: expect.any(String),
          quarantineId,
          service: 'posting',
          topic: 'shop.orders.v1',
          partition: 3,
          offset: 9007199254740991,
          schemaId: 255,
          code: 'DECODE_FAILED',
          text: 'truncated buffer',
          byteLength: 7,
          quarantinedAt: now.getTime(),
        },
      },
    ]);
  });

  it('shows neither key nor value nor headers in the row', async () => {
    await table.keep({ ...record, value: Buffer.from('Ada Lovelace'), key: Buffer.from('secret key') });
    const [row] = await database.query<{ row: string; record: Buffer }>(
      'SELECT quarantined::text AS row, record FROM quarantined',
    );

    for (const text of [row?.row, row?.record.toString('latin1')])
      expect(text).not.toMatch(/Lovelace|secret key|ce_id/);
  });

  it('keeps a repeat, also at the same time, as the same one and tells it once', async () => {
    const ids = await Promise.all([
      table.keep(record),
      table.keep(record),
      table.keep({ ...record, code: 'NOT_AVRO' }),
    ]);

    expect(new Set(ids).size).toBe(1);
    expect(await table.waiting()).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });

  it('keeps another value at the same offset as another one: the topic was made anew', async () => {
    expect(await table.keep({ ...record, value: Buffer.from('other') })).not.toBe(await table.keep(record));
  });

  it('lists what waits by topic, partition and offset, and drops what was replayed', async () => {
    const [last, first, other] = [
      await table.keep({ ...record, offset: '10' }),
      await table.keep({ ...record, offset: '9' }),
      await table.keep({ ...record, topic: 'order.status.v1' }),
    ];

    expect((await table.waiting()).map(({ quarantineId }) => quarantineId)).toEqual([other, first, last]);
    expect((await table.waiting({ topic: 'shop.orders.v1', limit: 1 })).map(({ offset }) => offset)).toEqual([9]);
    expect(await database.transaction((tx) => table.markReplayed(tx, first, 'ada'))).toBe(true);
    expect(await database.transaction((tx) => table.markReplayed(tx, first, 'bob'))).toBe(false);
    expect((await table.waiting({ topic: 'shop.orders.v1' })).map(({ offset }) => offset)).toEqual([10]);
  });

  it('has nothing for an id it never gave', async () => {
    expect(await table.read('unheard of')).toBeUndefined();
  });
});
