import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { stack } from '#libs/testing';
import { loopbackProxy } from '../../testing/loopback-proxy.js';
import { migratedDatabase, signal } from '../../testing/migrated-database.js';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { GroupCommit, type GroupCommitOptions } from './group-commit.js';

let url: string;
let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ databaseUrl: url } = await stack());
  ({ database, drop } = await migratedDatabase(url));
  await database.query('CREATE TABLE numbers (number int PRIMARY KEY)');
});
beforeEach(() => database.query('TRUNCATE numbers'));
afterAll(() => drop());

/** The sizes of the batches tried, in order. */
let batches: number[];
const insertAll = async (tx: Transaction, numbers: readonly number[]): Promise<string[]> => {
  batches.push(numbers.length);
  await tx.query('INSERT INTO numbers SELECT unnest($1::int[])', [numbers]);
  return numbers.map((number) => `stored ${number}`);
};
const groupCommit = (options: Partial<GroupCommitOptions<number, string>> = {}): GroupCommit<number, string> => {
  batches = [];
  return new GroupCommit({ database, apply: insertAll, ...options });
};
const stored = async (): Promise<number[]> =>
  (await database.query<{ number: number }>('SELECT number FROM numbers ORDER BY number')).map(({ number }) => number);
const range = (length: number): number[] => Array.from({ length }, (_, number) => number);
const codeOf = (result: PromiseSettledResult<unknown>): string =>
  result.status === 'fulfilled' ? 'stored' : String((result.reason as { code?: unknown }).code);

describe('a group commit', () => {
  it('stores what comes at once in one transaction and answers each caller with its own result', async () => {
    const commit = groupCommit();
    const answers = await Promise.all(range(100).map((number) => commit.submit(number)));

    expect(answers).toEqual(range(100).map((number) => `stored ${number}`));
    expect(batches).toEqual([100]);
    expect(await stored()).toEqual(range(100));
  });

  it('collects what comes while a transaction runs into the next one, at most so many', async () => {
    const release = signal();
    const isRunning = signal();
    const commit = groupCommit({
      maxBatch: 4,
      apply: async (tx, numbers) => {
        isRunning.resolve();
        await release.promise;
        return insertAll(tx, numbers);
      },
    });
    const first = commit.submit(0);
    await isRunning.promise;
    const others = [1, 2, 3, 4, 5, 6].map((number) => commit.submit(number));
    release.resolve();
    await Promise.all([first, ...others]);

    expect(batches).toEqual([1, 4, 2]);
  });

  it('answers after the commit: who hears a result finds it stored', async () => {
    const commit = groupCommit();
    await commit.submit(7);

    expect(await stored()).toEqual([7]);
  });

  it('goes on with callers who come when everything was done', async () => {
    const commit = groupCommit();
    for (const number of range(5)) await commit.submit(number);

    expect(await stored()).toEqual(range(5));
  });

  it('lets one bad item fail alone', async () => {
    await database.query('INSERT INTO numbers VALUES (3)');
    const commit = groupCommit();
    const results = await Promise.allSettled(range(6).map((number) => commit.submit(number)));

    expect(results.map(codeOf)).toEqual(['stored', 'stored', 'stored', '23505', 'stored', 'stored']);
    expect(batches).toEqual([6, 1, 1, 1, 1, 1, 1]);
    expect(await stored()).toEqual(range(6));
  });

  it('answers nobody when PostgreSQL is away, and asks it once, not once for each', async () => {
    const { url: deadUrl, close } = await loopbackProxy(url, () => 'pass');
    await close();
    const away = new Database({ url: deadUrl, schema: 'away', applicationName: 'away' });
    const commit = groupCommit({ database: away });
    const results = await Promise.allSettled(range(3).map((number) => commit.submit(number)));

    expect(results.map(codeOf)).toEqual(range(3).map(() => 'POSTGRES_UNAVAILABLE'));
    await away.close();
  });

  it('tells all of a batch that the outcome of their commit is not known, and does not do it again', async () => {
    const proxy = await loopbackProxy(url, (sent) => (sent.includes('COMMIT') ? 'cut-after' : 'pass'));
    const remote = new Database({ url: proxy.url, schema: database.schema, applicationName: 'remote' });
    const commit = groupCommit({ database: remote });
    const results = await Promise.allSettled(range(3).map((number) => commit.submit(number)));

    expect(results.map(codeOf)).toEqual(range(3).map(() => 'COMMIT_OUTCOME_UNKNOWN'));
    expect(batches).toEqual([3]);
    await remote.close();
    await proxy.close();
  });

  it('refuses more than may wait, and what waits is stored nevertheless', async () => {
    const commit = groupCommit({ maxWaiting: 2 });
    const results = await Promise.allSettled(range(4).map((number) => commit.submit(number)));

    expect(results.map(codeOf)).toEqual(['stored', 'stored', 'TOO_MANY_WAITING', 'TOO_MANY_WAITING']);
  });

  it('commits nothing for which its work has no answer', async () => {
    const commit = groupCommit({
      apply: async (tx, numbers) => {
        await insertAll(tx, numbers);
        return [];
      },
    });

    await expect(commit.submit(1)).rejects.toMatchObject({ code: 'GROUP_COMMIT_ANSWERS' });
    expect(await stored()).toEqual([]);
  });

  it('is idle when all have their answer', async () => {
    const commit = groupCommit();
    const submitted = commit.submit(1);
    await commit.idle();

    expect(await stored()).toEqual([1]);
    await submitted;
    await expect(commit.idle()).resolves.toBeUndefined();
  });
});
