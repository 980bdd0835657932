import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, DELIVERY_MIGRATIONS, migrate } from '#libs/delivery';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { OperatorLease } from './operator-lease.js';

let space: TestSpace;
let database: Database;
beforeAll(async () => {
  space = await testSpace('operator lease');
  const env = space.env('posting');
  const [url, schema] = [env['DATABASE_URL'] ?? '', env['DATABASE_SCHEMA'] ?? ''];
  database = new Database({ url, schema, applicationName: 'posting' });
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name: 'posting', directory: join(import.meta.dirname, '../../migrations') });
});
afterAll(async () => {
  await database.close();
  await space.close();
});
beforeEach(() => database.query('TRUNCATE operator_lease'));

/** A process that would work as an operator, and what it did. */
class Worker {
  readonly did: string[] = [];
  readonly lease: OperatorLease;

  constructor(leaseMs: number, operator = 'POST01') {
    const work = { start: () => void this.did.push('start'), stop: async () => void this.did.push('stop') };
    this.lease = new OperatorLease({ database, company: 'GIFT', operator, leaseMs, work: [work] });
  }
}

const A_LONG_TIME_MS = 60_000;
const A_SHORT_TIME_MS = 300;

describe('the lease of an operator', () => {
  it('is had by one process at a time, and by each operator apart', async () => {
    const [one, other, poller] = [
      new Worker(A_LONG_TIME_MS),
      new Worker(A_LONG_TIME_MS),
      new Worker(A_LONG_TIME_MS, 'POLL01'),
    ];
    for (const { lease } of [one, other, poller, one, other]) await lease.look();
    expect([one, other, poller].map(({ lease }) => lease.surelyHeld)).toEqual([true, false, true]);
    expect([one.did, other.did, poller.did]).toEqual([['start'], [], ['start']]);
  });

  it('goes to one of many that ask at once', async () => {
    const workers = Array.from({ length: 8 }, () => new Worker(A_LONG_TIME_MS));
    await Promise.all(workers.map(({ lease }) => lease.look()));
    expect(workers.filter(({ lease }) => lease.surelyHeld)).toHaveLength(1);
  });

  it('is free at once when it is given back, and only then', async () => {
    const [one, other] = [new Worker(A_LONG_TIME_MS), new Worker(A_LONG_TIME_MS)];
    await one.lease.look();
    await one.lease.standDown();
    await other.lease.look();
    // The work has ended and the session is still to be logged off.
    expect([one.did, other.did]).toEqual([['start', 'stop'], []]);
    await one.lease.release();
    await other.lease.look();
    expect(other.did).toEqual(['start']);
  });

  it('is taken over from a process that stands still, which knows it by its own clock and stops when it wakes up', async () => {
    const [still, other] = [new Worker(A_SHORT_TIME_MS), new Worker(A_LONG_TIME_MS)];
    await still.lease.look();
    await other.lease.look();
    expect(still.lease.surelyHeld).toBe(true);
    await waitFor('its end', () => !still.lease.surelyHeld);
    await waitFor('the other', async () => {
      await other.lease.look();
      return other.lease.surelyHeld;
    });
    await still.lease.look();
    expect([still.lease.surelyHeld, still.did, other.did]).toEqual([false, ['start', 'stop'], ['start']]);
    // Giving back what is no longer its own takes nothing from the other.
    await still.lease.release();
    await still.lease.look();
    expect(still.lease.surelyHeld).toBe(false);
  });

  it('outlives a database that cannot be asked for as long as it was extended, and no longer', async () => {
    const troubles: unknown[] = [];
    let away = false;
    const asked = {
      query: (...args: Parameters<Database['query']>) =>
        away ? Promise.reject(new Error('away')) : database.query(...args),
    };
    const lease = new OperatorLease({
      ...{ database: asked as Database, company: 'GIFT', operator: 'POST01', leaseMs: A_SHORT_TIME_MS, work: [] },
      onTrouble: (error) => troubles.push(error),
    });
    await lease.look();
    away = true;
    await lease.look();
    expect([lease.surelyHeld, troubles.length]).toEqual([true, 1]);
    await waitFor('its end', () => !lease.surelyHeld);
    away = false;
    await lease.look();
    expect(lease.surelyHeld).toBe(true);
  });

  it('is looked at by itself, and the work goes on in the next process', async () => {
    const [one, other] = [new Worker(A_SHORT_TIME_MS), new Worker(A_SHORT_TIME_MS)];
    one.lease.start();
    await waitFor('the one', () => one.did.length === 1);
    other.lease.start();
    await one.lease.standDown();
    await one.lease.release();
    await waitFor('the other', () => other.did.length === 1);
    await other.lease.standDown();
    expect([one.did, other.did]).toEqual([
      ['start', 'stop'],
      ['start', 'stop'],
    ]);
  });
});
