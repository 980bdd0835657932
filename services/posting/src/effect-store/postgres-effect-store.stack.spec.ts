import { afterAll, beforeAll } from '@jest/globals';
import { Database, DELIVERY_MIGRATIONS, migrate, migrationsBeside, Outbox, Parking, Vault } from '#libs/delivery';
import { testSpace, type TestSpace } from '#libs/testing';
import { describeEffectStore } from './effect-store.suite.js';
import { PostgresEffectStore } from './postgres-effect-store.js';

let space: TestSpace;
let database: Database;
const vault = new Vault(Buffer.alloc(32, 'posting').toString('base64'));

beforeAll(async () => {
  space = await testSpace('effect-store');
  database = new Database({ url: space.databaseUrl, schema: space.schema('posting'), applicationName: 'posting' });
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name: 'posting', directory: migrationsBeside(import.meta.url) });
}, 60_000);
afterAll(async () => {
  await database.close();
  await space.close();
}, 60_000);

describeEffectStore('the ledger in PostgreSQL', async () => {
  await database.query(
    'TRUNCATE effect, effect_key, effect_attempt, effect_revision, watched_order, watched_invoice, sales_order_hold, parked, outbox CASCADE',
  );
  const outbox = new Outbox({ vault });
  const parking = new Parking({ service: 'posting', database, vault, outbox });
  const column = async (sql: string): Promise<string[]> =>
    (await database.query<{ value: string }>(sql)).map((row) => row.value);
  return {
    store: new PostgresEffectStore({ database, vault, outbox, parking }),
    expireLeases: async () =>
      void (await database.query(`UPDATE effect_key SET lease_until = now() WHERE lease_until IS NOT NULL`)),
    makeEverythingDue: async () =>
      void (await database.query(`UPDATE effect_key SET due_at = now() WHERE due_at IS NOT NULL`)),
    messages: () => column(`SELECT event_id AS value FROM outbox WHERE topic = 'erp.outcomes.v1' ORDER BY id`),
    parkedCodes: () => column('SELECT code AS value FROM parked WHERE released_at IS NULL ORDER BY id'),
    watchedOrders: () => column('SELECT sales_order AS value FROM watched_order'),
  };
});
