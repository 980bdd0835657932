import { afterEach, describe, expect, it } from '@jest/globals';
import { ReportingClient } from '#libs/opayo';
import { Secret } from '#libs/service';
import { startBooks, type BooksStandIn } from '../../test/books-stand-in.js';
import { readWindow } from './poll-window.js';

const FROM = new Date('2026-11-23T10:00:00.000Z');
const TO = new Date('2026-11-23T12:00:00.000Z');

describe('reading a window of the list', () => {
  let books: BooksStandIn;
  afterEach(() => books.close());

  const open = async (rows: number): Promise<ReportingClient> => {
    books = await startBooks();
    for (let n = 0; n < rows; n++) books.book({ startedAt: new Date(FROM.getTime() + n * 1_000) });
    const password = new Secret('p');
    return new ReportingClient({ url: books.url, vendor: 'clarityshop', user: 'u', password, timeoutMs: 2_000 });
  };
  const read = async (client: ReportingClient): Promise<Set<string>> => {
    const seen = new Set<string>();
    await readWindow(client, { from: FROM, to: TO }, async (rows) => {
      for (const { transactionId } of rows) seen.add(transactionId);
    });
    return seen;
  };

  it.each([0, 1, 49, 50, 51, 99, 100, 148, 149, 250])('of %d rows finds all of them', async (rows) => {
    const client = await open(rows);
    expect(await read(client)).toEqual(new Set(books.transactions.map(({ transactionId }) => transactionId)));
  });

  it('misses nothing when rows appear in the middle meanwhile', async () => {
    const client = await open(120);
    books.beforeList((startRow) => {
      if (startRow > 1 && books.transactions.length < 140) books.book({ startedAt: FROM });
    });
    const before = books.transactions.map(({ transactionId }) => transactionId);
    expect([...(await read(client))]).toEqual(expect.arrayContaining(before));
  });

  it('reads again from the start when rows vanish, because some would be skipped', async () => {
    const client = await open(120);
    const last = books.transactions.slice(-100).map(({ transactionId }) => transactionId);
    let vanished = false;
    books.beforeList((startRow) => {
      if (startRow > 1 && !vanished) books.transactions.splice(0, 10);
      vanished ||= startRow > 1;
    });
    expect([...(await read(client))]).toEqual(expect.arrayContaining(last));
    expect(books.asked.filter(({ about }) => about === '1')).toHaveLength(2);
  });

  it('gives up on a list that never stands still, to be read later', async () => {
    const client = await open(1_000);
    books.beforeList((startRow) => {
      if (startRow > 1) books.transactions.splice(0, 60);
    });
    await expect(read(client)).rejects.toMatchObject({ kind: 'retryable', code: 'OPAYO_LIST_MOVES' });
  });
});
