import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stack } from '#libs/testing';
import { migratedDatabase } from '../../testing/migrated-database.js';
import type { Database } from './database.js';
import { DELIVERY_MIGRATIONS, migrate } from './migrate.js';

let database: Database;
let drop: () => Promise<void>;
let directory: string;

beforeEach(async () => {
  ({ database, drop } = await migratedDatabase((await stack()).databaseUrl));
  directory = await mkdtemp(join(tmpdir(), 'migrations-'));
});
afterEach(async () => {
  await drop();
  await rm(directory, { recursive: true });
});

const file = (name: string, sql: string): Promise<void> => writeFile(join(directory, name), sql);
const migrateOwn = (): Promise<void> => migrate({ database, name: 'order-status', directory });
const tables = async (): Promise<string[]> =>
  (
    await database.query<{ name: string }>('SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1', [
      database.schema,
    ])
  ).map(({ name }) => name);

describe('migrations', () => {
  it('of several replicas that start together run once', async () => {
    await file('0001_counts.sql', 'CREATE TABLE counts (n int); INSERT INTO counts VALUES (1)');

    await Promise.all([migrateOwn(), migrateOwn(), migrateOwn()]);

    expect(await database.query('SELECT n FROM counts')).toEqual([{ n: 1 }]);
  });

  it('run when they are new, in the order of their numbers, beside those of this library', async () => {
    await file('0002_a.sql', 'ALTER TABLE first ADD COLUMN a int');
    await file('0001_b.sql', 'CREATE TABLE first (id int)');
    await migrateOwn();
    await file('0010_c.sql', 'CREATE TABLE second (id int)');
    await migrateOwn();

    expect(await tables()).toEqual(
      expect.arrayContaining(['first', 'second', 'outbox', 'delivery_migrations', 'order_status_migrations']),
    );
  });

  it('leave nothing behind when one of them fails, and say which service and why', async () => {
    await file('0001_good.sql', 'CREATE TABLE good (id int)');
    await file('0002_bad.sql', 'CREATE TABEL bad (id int)');

    await expect(migrateOwn()).rejects.toMatchObject({
      kind: 'invariant-violation',
      code: 'MIGRATION_FAILED',
      message: expect.stringMatching(/order-status.*syntax error/s),
    });
    expect(await tables()).not.toContain('good');
  });

  it('put in before ones that have run are refused: they are forward only', async () => {
    await file('0002_second.sql', 'CREATE TABLE second (id int)');
    await migrateOwn();
    await file('0001_first.sql', 'CREATE TABLE first (id int)');

    await expect(migrateOwn()).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
  });

  it('that are nowhere are our bug, not PostgreSQL’s absence', async () => {
    const lost = migrate({ database, name: 'x', directory: join(directory, 'nowhere') });

    await expect(lost).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
  });

  it('run again change nothing', async () => {
    const before = await tables();
    await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });

    expect(await tables()).toEqual(before);
  });
});
