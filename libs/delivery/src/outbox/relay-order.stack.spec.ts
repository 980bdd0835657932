import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OutcomeUnknownError, RetryableError } from '#libs/errors';
import { stack, waitFor } from '#libs/testing';
import { aMessage, migratedDatabase, TEST_VAULT } from '../../testing/migrated-database.js';
import { Database } from '../database/database.js';
import type { OutboxMessage } from './outbox-message.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';

/** One transaction: so many messages for a key on each of two topics, then a commit or a rollback. */
const write = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  messages: fc.integer({ min: 1, max: 3 }),
  commits: fc.constantFrom(true, true, true, false),
});
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

/** What becomes of a call of publish: all is well, or it fails and this part of its messages arrived nevertheless. */
const fate = fc.record({
  kind: fc.constantFrom('answered', 'answered', 'answered', 'refused', 'unheard'),
  arrivedShare: fc.double({ min: 0, max: 1, noNaN: true }),
});
type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

const story = fc.record({
  /** Writers run side by side; each makes its writes one after the other. */
  writers: fc.array(fc.array(write, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 4 }),
  fates: fc.array(fate, { maxLength: 20 }),
  batchSize: fc.integer({ min: 1, max: 7 }),
  /** At which call of publish the first relay loses its database, so that it cannot mark what it sent. */
  firstDiesAtCall: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 3 }),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

let url: string;
let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ databaseUrl: url } = await stack());
  ({ database, drop } = await migratedDatabase(url));
});
afterAll(() => drop());

const outbox = new Outbox({ vault: TEST_VAULT });

/** Writes while holding the key's lock, as the services do; numbers of a key run from 1 in the order of the commits. */
async function make({ key, messages, commits }: Write): Promise<void> {
  await database
    .transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext($1))', [key]);
      const [last] = await tx.query<{ number: number }>(
        `SELECT count(*) AS number FROM outbox WHERE key = $1 AND topic = 'orders'`,
        [key],
      );
      const numbers = Array.from({ length: messages }, (_, index) => Number(last?.number) + index + 1);
      await outbox.append(
        tx,
        numbers.flatMap((number) => [aMessage(key, number), aMessage(key, number, { topic: 'money' })]),
      );
      if (!commits) throw new Error('rolled back');
    })
    .catch((error: unknown) => expect(error).toMatchObject({ message: 'rolled back' }));
}

/** The topics: what arrived, in order, and which events may arrive again because their sender could not know. */
class Topics {
  readonly arrived: OutboxMessage[] = [];
  readonly mayRepeat = new Set<string>();
  readonly repeatedWithoutReason: string[] = [];
  readonly #seen = new Set<string>();
  #calls = 0;

  constructor(private readonly fates: readonly Fate[]) {}

  async publish(messages: readonly OutboxMessage[], isDying: boolean): Promise<void> {
    const fate = this.fates[this.#calls++];
    const fails = fate !== undefined && fate.kind !== 'answered';
    this.#take(fails ? messages.slice(0, Math.round(fate.arrivedShare * messages.length)) : messages);
    if (fails || isDying) for (const { eventId } of messages) this.mayRepeat.add(eventId);
    // The answer takes a turn of the event loop, in which the others go on.
    await new Promise((resolve) => setImmediate(resolve));
    if (!fails) return;
    if (fate.kind === 'unheard') throw new OutcomeUnknownError('no answer', { code: 'SEND_UNHEARD' });
    throw new RetryableError('no broker', { code: 'KAFKA_UNAVAILABLE', target: 'kafka' });
  }

  #take(messages: readonly OutboxMessage[]): void {
    for (const message of messages) {
      if (this.#seen.has(message.eventId) && !this.mayRepeat.has(message.eventId)) {
        this.repeatedWithoutReason.push(message.eventId);
      }
      this.#seen.add(message.eventId);
      this.arrived.push(message);
    }
  }
}

/** Where a reader of `topic` and `key` would see a number without having seen the one before it. */
function gapsIn(arrived: readonly OutboxMessage[], topic: string, key: string): string[] {
  let last = 0;
  return arrived
    .filter((message) => message.topic === topic && message.key === key)
    .flatMap(({ body, eventId }) => {
      const { number } = body as { number: number };
      const isGap = number > last + 1;
      last = Math.max(last, number);
      return isGap ? [eventId] : [];
    });
}

async function holders(): Promise<number> {
  const [row] = await database.query<{ holders: number }>(
    'SELECT count(DISTINCT holder) AS holders FROM outbox_lease WHERE expires_at > clock_timestamp()',
  );
  return Number(row?.holders);
}

async function run({ writers, fates, batchSize, firstDiesAtCall }: Story): Promise<Topics> {
  await database.query('TRUNCATE outbox, outbox_relay');
  const topics = new Topics(fates);
  const options = {
    vault: TEST_VAULT,
    batchSize,
    leaseMs: 1_000,
    sweepIntervalMs: 200,
    backoff: { firstMs: 2, longestMs: 8 },
  };
  const mortal = new Database({ url, schema: database.schema, applicationName: 'mortal' });
  let calls = 0;
  let death: Promise<void> | undefined;
  const first = new Relay({
    ...options,
    database: mortal,
    publish: async (messages) => {
      const isDying = death !== undefined || calls++ === firstDiesAtCall;
      await topics.publish(messages, isDying);
      if (isDying) death ??= mortal.close();
    },
  });
  const second = new Relay({ ...options, database, publish: (messages) => topics.publish(messages, false) });
  await Promise.all([first.start(), second.start()]);
  await waitFor('both to hold shards', async () => (await holders()) === 2);

  await Promise.all(
    writers.map(async (writes) => {
      for (const each of writes) await make(each);
    }),
  );
  await waitFor('everything to be published', async () => (await second.backlog()).messages === 0);
  await Promise.all([first.stop(), second.stop()]);
  await mortal.close();
  return topics;
}

describe('what readers see of the outbox', () => {
  it('is every committed message, per topic and key in order, again only when its sender could not know', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const { arrived, repeatedWithoutReason } = await run(each);

        const committed = await database.query<{ eventId: string }>('SELECT event_id AS "eventId" FROM outbox');
        expect(new Set(arrived.map(({ eventId }) => eventId))).toEqual(
          new Set(committed.map(({ eventId }) => eventId)),
        );
        const gaps = ['a', 'b', 'c', 'd', 'e'].flatMap((key) =>
          ['orders', 'money'].flatMap((topic) => gapsIn(arrived, topic, key)),
        );
        expect(gaps).toEqual([]);
        expect(repeatedWithoutReason).toEqual([]);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 120_000);
});
