import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { stack } from '#libs/testing';
import { migratedDatabase } from '../../testing/migrated-database.js';
import type { Database } from '../database/database.js';
import { Inbox, type InboxAnswer, type InboxEntry } from './inbox.js';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ database, drop } = await migratedDatabase((await stack()).databaseUrl, { maxConnections: 20 }));
});
beforeEach(() => database.query('TRUNCATE inbox'));
afterAll(() => drop());

const inbox = new Inbox();
const entry = (identity: string, bodyHash = 'body', source = 'opayo'): InboxEntry => ({ source, identity, bodyHash });
const accept = (...entries: InboxEntry[]): Promise<InboxAnswer[]> =>
  database.transaction((tx) => inbox.accept(tx, entries));

describe('the inbox', () => {
  it('tells new from repeated from contradicted, in the order of the entries', async () => {
    await accept(entry('b'), entry('a'));

    expect(await accept(entry('c'), entry('a'), entry('b', 'other body'), entry('d'))).toEqual([
      'new',
      'repeat',
      'conflict',
      'new',
    ]);
  });

  it('judges the first of several equal identities in one call first', async () => {
    expect(await accept(entry('a'), entry('a'), entry('a', 'other body'))).toEqual(['new', 'repeat', 'conflict']);
  });

  it('keeps the first body for good: a contradiction does not replace it', async () => {
    await accept(entry('a'));
    await accept(entry('a', 'other body'));

    expect(await accept(entry('a'), entry('a', 'other body'))).toEqual(['repeat', 'conflict']);
  });

  it('knows identities within their source only, whatever the texts', async () => {
    const lookAlikes = [entry('b', 'x', 'a'), entry('ab', 'x', ''), entry('', 'x', 'ab'), entry('","b', 'x', '["a')];

    expect(await accept(...lookAlikes)).toEqual(['new', 'new', 'new', 'new']);
  });

  it('forgets what a rolled back transaction accepted', async () => {
    const failing = database.transaction(async (tx) => {
      await inbox.accept(tx, [entry('a')]);
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await accept(entry('a'))).toEqual(['new']);
  });

  it('calls one of fifty new that come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => accept(entry('a'))));

    expect(answers.flat().filter((answer) => answer === 'new')).toHaveLength(1);
    expect(answers.flat().filter((answer) => answer === 'repeat')).toHaveLength(49);
  });

  it('calls each identity new once, in batches that cross each other', async () => {
    const entries = Array.from({ length: 200 }, (_, number) => entry(`fact-${number}`));
    const orders = [entries, entries.toReversed(), entries.slice(50), entries.toReversed().slice(70)];
    const answers = await Promise.all([...orders, ...orders].map((order) => accept(...order)));

    expect(answers.flat().filter((answer) => answer === 'new')).toHaveLength(200);
    expect(answers.flat()).not.toContain('conflict');
  });

  it('is asked for nothing and answers nothing', async () => {
    expect(await accept()).toEqual([]);
  });
});
