import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { stack, waitFor } from '#libs/testing';
import { loopbackProxy, type Passage } from '../../testing/loopback-proxy.js';
import { migratedDatabase, signal } from '../../testing/migrated-database.js';
import { Database } from './database.js';

let url: string;
let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ databaseUrl: url } = await stack());
  ({ database, drop } = await migratedDatabase(url));
  await database.query(`CREATE TABLE notes (id int PRIMARY KEY, text text)`);
});
beforeEach(() => database.query('TRUNCATE notes'));
afterAll(() => drop());

const notes = async (): Promise<number[]> =>
  (await database.query<{ id: number }>('SELECT id FROM notes ORDER BY id')).map(({ id }) => id);

/** Ends a connection from the server's side. */
const terminate = (pid: number): Promise<unknown> => database.query('SELECT pg_terminate_backend($1)', [pid]);

const pidOf = async (connection: { query: Database['query'] }): Promise<number> =>
  Number((await connection.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid);

describe('a transaction', () => {
  it('commits when its work returns, and gives back what that returned', async () => {
    const result = await database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)');
      return 'done';
    });

    expect(result).toBe('done');
    expect(await notes()).toEqual([1]);
  });

  it('leaves nothing when its work throws, and lets the error out as it was', async () => {
    const error = new Error('changed my mind');
    const failing = database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)');
      throw error;
    });

    await expect(failing).rejects.toBe(error);
    expect(await notes()).toEqual([]);
  });

  it('is refused as our bug when its work swallowed the error of a statement, which would lose the rest in silence', async () => {
    const swallowing = database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)');
      await tx.query('INSERT INTO notes VALUES (1)').catch(() => undefined);
    });

    await expect(swallowing).rejects.toMatchObject({ kind: 'invariant-violation', code: 'TRANSACTION_ROLLED_BACK' });
    expect(await notes()).toEqual([]);
  });

  it('runs statements made at once in the order they were made', async () => {
    await database.transaction((tx) =>
      Promise.all([
        tx.query('INSERT INTO notes VALUES (1)'),
        tx.query('UPDATE notes SET id = 2 WHERE id = 1'),
        tx.query('UPDATE notes SET id = 3 WHERE id = 2'),
      ]),
    );

    expect(await notes()).toEqual([3]);
  });

  it('takes no statement after its end, which would land in another transaction', async () => {
    const late = signal<() => Promise<unknown>>();
    await database.transaction(async (tx) => late.resolve(() => tx.query('INSERT INTO notes VALUES (1)')));

    await expect((await late.promise)()).rejects.toThrow('The transaction is over');
    expect(await notes()).toEqual([]);
  });

  it('tells those who wait for the commit after the commit, and never of a rollback', async () => {
    const seen: string[] = [];
    await database.transaction(async (tx) => {
      tx.afterCommit(() => seen.push('committed'));
      seen.push('working');
    });
    await database
      .transaction(async (tx) => {
        tx.afterCommit(() => seen.push('never'));
        throw new Error('rolled back');
      })
      .catch(() => undefined);

    expect(seen).toEqual(['working', 'committed']);
  });

  it('stands committed when somebody who was told of it throws', async () => {
    await database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)');
      tx.afterCommit(() => {
        throw new Error('not interested');
      });
    });

    expect(await notes()).toEqual([1]);
  });

  it('that locked another one out runs again, and both are done', async () => {
    await database.query(`INSERT INTO notes VALUES (1, ''), (2, '')`);
    const bothHaveOne = [signal(), signal()];
    let runs = 0;
    const crossing = (mine: 1 | 2) => async (tx: { query: Database['query'] }) => {
      runs++;
      await tx.query(`UPDATE notes SET text = text || 'x' WHERE id = $1`, [mine]);
      bothHaveOne[mine - 1]?.resolve();
      await Promise.all(bothHaveOne.map(({ promise }) => promise));
      await tx.query(`UPDATE notes SET text = text || 'x' WHERE id = $1`, [3 - mine]);
    };

    await Promise.all([database.transaction(crossing(1)), database.transaction(crossing(2))]);

    expect(runs).toBe(3);
    expect(await database.query('SELECT text FROM notes')).toEqual([{ text: 'xx' }, { text: 'xx' }]);
  });

  it('whose every run is undone by others gives up and says so', async () => {
    const undone = database.transaction((tx) => tx.query(`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`));

    await expect(undone).rejects.toMatchObject({ kind: 'retryable', code: 'POSTGRES_CONTENTION' });
  });
});

describe('a broken connection', () => {
  it('in a transaction is PostgreSQL being away, and the next one has a new connection', async () => {
    const cut = database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)');
      await terminate(await pidOf(tx));
      await tx.query('INSERT INTO notes VALUES (2)');
    });

    await expect(cut).rejects.toMatchObject({ code: 'POSTGRES_UNAVAILABLE', target: 'postgres' });
    expect(await notes()).toEqual([]);
  });

  it('that was idle is replaced before anybody meets it', async () => {
    const single = new Database({ url, schema: database.schema, applicationName: 'single', maxConnections: 1 });
    const pid = await pidOf(single);
    await terminate(pid);

    const next = await waitFor('another connection', async () => (await pidOf(single)) !== pid);

    expect(next).toBe(true);
    await single.close();
  });

  const throughProxy = async (passageOfCommit: Passage): Promise<unknown> => {
    const proxy = await loopbackProxy(url, (sent) => (sent.includes('COMMIT') ? passageOfCommit : 'pass'));
    const remote = new Database({ url: proxy.url, schema: database.schema, applicationName: 'remote' });
    const told = jest.fn();
    const outcome = await remote
      .transaction(async (tx) => {
        tx.afterCommit(told);
        await tx.query('INSERT INTO notes VALUES (1)');
      })
      .catch((error: unknown) => error);
    await remote.close();
    await proxy.close();
    expect(told).toHaveBeenCalledTimes(passageOfCommit === 'pass' ? 1 : 0);
    return outcome;
  };
  const unknown = { kind: 'outcome-unknown', code: 'COMMIT_OUTCOME_UNKNOWN' };

  it('during the commit leaves its outcome unknown: here it was done', async () => {
    expect(await throughProxy('cut-after')).toMatchObject(unknown);
    await waitFor('the note', async () => (await notes()).length === 1);
  });

  it('during the commit leaves its outcome unknown: here it was not', async () => {
    expect(await throughProxy('cut-before')).toMatchObject(unknown);
    expect(await notes()).toEqual([]);
  });

  it('has the proxy of these tests to itself: with it nothing else breaks', async () => {
    expect(await throughProxy('pass')).toBeUndefined();
    expect(await notes()).toEqual([1]);
  });
});

describe('PostgreSQL away', () => {
  it('is said by every door, quickly', async () => {
    const { url: deadUrl, close } = await loopbackProxy(url, () => 'pass');
    await close();
    const away = new Database({ url: deadUrl, schema: 'away', applicationName: 'away', connectTimeoutMs: 2_000 });
    const said = { kind: 'retryable', code: 'POSTGRES_UNAVAILABLE', target: 'postgres' };

    await expect(away.ping()).rejects.toMatchObject(said);
    await expect(away.query('SELECT 1')).rejects.toMatchObject(said);
    await expect(away.transaction(async () => 1)).rejects.toMatchObject(said);
    await away.close();
  });

  it('is answered to a caller for whom no connection becomes free', async () => {
    const narrow = new Database({
      ...{ url, schema: database.schema, applicationName: 'narrow' },
      ...{ maxConnections: 1, connectTimeoutMs: 2_000 },
    });

    const outcome = await narrow.transaction(() => narrow.ping().catch((error: unknown) => error));

    expect(outcome).toMatchObject({ code: 'POSTGRES_UNAVAILABLE' });
    await narrow.close();
  });
});

describe('a statement', () => {
  it('over its time is stopped, and can be tried again', async () => {
    const hasty = new Database({ url, schema: database.schema, applicationName: 'hasty', statementTimeoutMs: 50 });

    await expect(hasty.query('SELECT pg_sleep(10)')).rejects.toMatchObject({ code: 'POSTGRES_TIMEOUT' });
    await expect(hasty.ping()).resolves.toBeUndefined();
    await hasty.close();
  });

  it('that breaks a rule keeps its own error', async () => {
    await database.query('INSERT INTO notes VALUES (1)');

    await expect(database.query('INSERT INTO notes VALUES (1)')).rejects.toMatchObject({ code: '23505' });
  });

  it('looks for tables in the own schema only, and is known by the service’s name', async () => {
    const [row] = await database.query(
      `SELECT current_setting('search_path') AS path, current_setting('application_name') AS name`,
    );

    expect(row).toEqual({ path: database.schema, name: 'delivery-test' });
  });
});

describe('columns', () => {
  it('arrive as values that mean the same everywhere', async () => {
    const [row] = await database.query(
      `SELECT 9007199254740991::bigint AS big, '{1,2}'::bigint[] AS bigs, '2026-03-29'::date AS day,
              12.50::numeric AS price, '2026-03-04T05:06:07.089Z'::timestamptz AS at, '{"a":1}'::jsonb AS json`,
    );

    expect(row).toEqual({
      big: 9007199254740991,
      bigs: [1, 2],
      day: '2026-03-29',
      price: '12.50',
      at: new Date('2026-03-04T05:06:07.089Z'),
      json: { a: 1 },
    });
  });

  it('beyond 2^53 are refused instead of rounded', async () => {
    await expect(database.query('SELECT 9007199254740993::bigint')).rejects.toThrow('beyond 2^53');
    await expect(database.ping()).resolves.toBeUndefined();
  });
});

describe('listening', () => {
  it('hears what was notified by a commit, until it is ended', async () => {
    const heard: string[] = [];
    const end = await database.listen('news', (payload) => heard.push(payload));
    await database.transaction(async (tx) => {
      await tx.query(`SELECT pg_notify('news', 'first')`);
    });
    await waitFor('the notification', () => heard.includes('first'));
    await end();

    let isOver = false;
    const endMarker = await database.listen('marker', (payload) => (isOver ||= payload === 'over'));
    await database.query(`SELECT pg_notify('news', 'unheard')`);
    await database.query(`SELECT pg_notify('marker', 'over')`);
    await waitFor('what was notified after it', () => isOver);
    await endMarker();
    expect(heard).not.toContain('unheard');
  });

  it('calls once after a broken connection, because something may have been missed, and hears again', async () => {
    const heard: string[] = [];
    const end = await database.listen('news', (payload) => heard.push(payload));
    heard.length = 0;
    const [listener] = await database.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'delivery-test listen' AND query LIKE '%news%'`,
    );
    await terminate(Number(listener?.pid));

    await waitFor('a call after the reconnection', () => heard.includes(''));
    await database.query(`SELECT pg_notify('news', 'after')`);
    await waitFor('the notification', () => heard.includes('after'));
    await end();
  });
});

describe('the settings', () => {
  it.each(['Posting', 'order-status', '1st', '', 'x; DROP SCHEMA public'])('refuse %p as a schema', (schema) => {
    expect(() => new Database({ url, schema, applicationName: 'x' })).toThrow(RangeError);
  });

  it('refuse what is no URL without showing it', () => {
    const refused = (): Database => new Database({ url: 'host=db password=secret', schema: 'a', applicationName: 'x' });

    expect(refused).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }));
  });

  it('may be closed twice', async () => {
    const closing = new Database({ url, schema: 'a', applicationName: 'x' });
    await closing.close();

    await expect(closing.close()).resolves.toBeUndefined();
    await expect(closing.ping()).rejects.toMatchObject({ code: 'POSTGRES_UNAVAILABLE' });
  });
});
