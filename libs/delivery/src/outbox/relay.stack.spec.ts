import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { InvariantViolation, OutcomeUnknownError, RejectedError, RetryableError } from '#libs/errors';
import { stack, waitFor } from '#libs/testing';
import { aMessage, migratedDatabase, signal, TEST_VAULT } from '../../testing/migrated-database.js';
import { RecordingTopics, type Fate } from '../../testing/recording-topics.js';
import { Database } from '../database/database.js';
import { Parking } from '../parking/parking.js';
import { Vault } from '../vault/vault.js';
import type { OutboxMessage } from './outbox-message.js';
import { Outbox } from './outbox.js';
import type { RelayOptions } from './relay-options.js';
import { Relay } from './relay.js';

let url: string;
let database: Database;
let drop: () => Promise<void>;
let relays: Relay[];
const outbox = new Outbox({ vault: TEST_VAULT });

beforeAll(async () => {
  ({ databaseUrl: url } = await stack());
});
beforeEach(async () => {
  ({ database, drop } = await migratedDatabase(url));
  relays = [];
});
afterEach(async () => {
  for (const relay of relays) await relay.stop();
  await drop();
});

const append = (...messages: OutboxMessage[]): Promise<void> =>
  database.transaction((tx) => outbox.append(tx, messages));

/** Started; with pauses so short and a sweep so long that what happens in time was not left to the sweep. */
const startRelay = async (publish: RelayOptions['publish'], options: Partial<RelayOptions> = {}): Promise<Relay> => {
  const backoff = { firstMs: 5, longestMs: 20 };
  const relay = new Relay({ database, vault: TEST_VAULT, publish, backoff, sweepIntervalMs: 60_000, ...options });
  relays.push(relay);
  await relay.start();
  return relay;
};

const unpublished = async (): Promise<string[]> =>
  (
    await database.query<{ id: string }>(
      'SELECT event_id AS id FROM outbox WHERE published_at IS NULL ORDER BY outbox.id',
    )
  ).map(({ id }) => id);
/** Rows are marked after the delivery: not at once. */
const waitForUnpublished = (eventIds: string[]): Promise<boolean> =>
  waitFor(`only ${eventIds.join()} to wait`, async () => (await unpublished()).join() === eventIds.join());
const allPublished = (): Promise<boolean> =>
  waitFor('everything to be published', async () => (await unpublished()).length === 0);
const unavailable = new RetryableError('no broker', { code: 'KAFKA_UNAVAILABLE', target: 'kafka' });
const notEncodable = new InvariantViolation('would not encode', { code: 'NOT_ENCODABLE' });

describe('the relay', () => {
  it('publishes what was appended before and after it started, as it was appended', async () => {
    const topics = new RecordingTopics();
    const message = aMessage('a', 1, { traceparent: '00-1-2-01' });
    await append(message, aMessage('b', 1, { body: null }));
    await startRelay(topics.publish);
    await waitFor('the first two', () => topics.delivered.length === 2);
    await append(aMessage('a', 2));
    await allPublished();

    expect(topics.delivered.map(({ eventId }) => eventId)).toEqual(['orders a 1', 'orders b 1', 'orders a 2']);
    expect(topics.delivered[0]).toEqual(message);
    expect(topics.delivered[1]?.body).toBeNull();
  });

  it('calls once per topic, with as many messages as may be in one', async () => {
    const topics = new RecordingTopics();
    await append(
      ...[1, 2, 3, 4, 5].flatMap((number) => [aMessage('a', number), aMessage('a', number, { topic: 'money' })]),
    );
    await startRelay(topics.publish, { batchSize: 6 });
    await allPublished();

    expect(topics.calls.map((messages) => messages.map(({ topic }) => topic))).toEqual([
      ['orders', 'orders', 'orders'],
      ['money', 'money', 'money'],
      ['orders', 'orders'],
      ['money', 'money'],
    ]);
  });

  it('hears of an event appended by another process', async () => {
    const topics = new RecordingTopics();
    await startRelay(topics.publish);
    const elsewhere = new Database({ url, schema: database.schema, applicationName: 'elsewhere' });
    await elsewhere.transaction((tx) => outbox.append(tx, [aMessage('a', 1)]));
    await elsewhere.close();

    await allPublished();
    expect(topics.numbersOf('a')).toEqual([1]);
  });

  it('finds by its sweep what nobody woke it for', async () => {
    const topics = new RecordingTopics();
    await startRelay(topics.publish, { sweepIntervalMs: 50 });
    await append(aMessage('a', 1));
    await allPublished();
    await database.query('UPDATE outbox SET published_at = NULL');

    await waitFor('the second delivery', () => topics.delivered.length === 2);
  });

  it('publishes a row whose id is below one that was published: ids are drawn before the commit', async () => {
    const topics = new RecordingTopics();
    await startRelay(topics.publish);
    const mayCommit = signal();
    const hasAppended = signal();
    const slow = database.transaction(async (tx) => {
      await outbox.append(tx, [aMessage('slow', 1)]);
      hasAppended.resolve();
      await mayCommit.promise;
    });
    await hasAppended.promise;
    await append(aMessage('quick', 1));
    await waitFor('the quick one', () => topics.numbersOf('quick').length === 1);
    mayCommit.resolve();
    await slow;

    await allPublished();
    expect(topics.delivered.map(({ key }) => key)).toEqual(['quick', 'slow']);
  });
});

describe('when a send fails', () => {
  it.each([
    ['is refused', unavailable],
    ['is not answered', new OutcomeUnknownError('no answer', { code: 'SEND_UNHEARD' })],
    ['fails as nobody expected', new TypeError('x is undefined')],
  ])('that %s, all of it is sent again in order, and nothing is parked', async (_how, error) => {
    const topics = new RecordingTopics((_messages, call) => (call < 3 ? { error, delivered: call } : undefined));
    await append(aMessage('a', 1), aMessage('a', 2), aMessage('a', 3));
    await startRelay(topics.publish);
    await allPublished();

    expect(topics.numbersOf('a')).toEqual([1, 1, 2, 1, 2, 3]);
    expect(await database.query('SELECT FROM parked')).toEqual([]);
  });

  it('other topics go on', async () => {
    const topics = new RecordingTopics(([first]) => (first?.topic === 'orders' ? { error: unavailable } : undefined));
    await append(aMessage('a', 1), aMessage('a', 1, { topic: 'money' }));
    await startRelay(topics.publish);
    await waitFor('the other topic', () => topics.numbersOf('a', 'money').length === 1);
    await append(aMessage('a', 2, { topic: 'money' }));

    await waitFor('the other topic again', () => topics.numbersOf('a', 'money').length === 2);
    await waitForUnpublished(['orders a 1']);
  });

  it('it waits as long as it was asked to', async () => {
    const asked = new RetryableError('slow down', { code: 'THROTTLED', retryAfterMs: 300 });
    const at: number[] = [];
    const topics = new RecordingTopics((_messages, call): Fate | undefined => {
      at.push(performance.now());
      return call === 0 ? { error: asked } : undefined;
    });
    await append(aMessage('a', 1));
    await startRelay(topics.publish);
    await allPublished();

    expect(Number(at[1]) - Number(at[0])).toBeGreaterThanOrEqual(299);
  });
});

describe('a message that can never be published', () => {
  const poison = (messages: readonly OutboxMessage[]): Fate | undefined =>
    messages.some(({ eventId }) => eventId === 'orders bad 2') ? { error: notEncodable } : undefined;
  const parking = (): Parking => new Parking({ service: 'delivery-test', database, vault: TEST_VAULT, outbox });

  it('blocks its own key behind it, and every other key flows', async () => {
    const topics = new RecordingTopics(poison);
    const others = Array.from({ length: 50 }, (_, number) => aMessage(`good-${number % 5}`, number));
    await append(
      aMessage('bad', 1),
      ...others.slice(0, 20),
      aMessage('bad', 2),
      ...others.slice(20),
      aMessage('bad', 3),
    );
    await startRelay(topics.publish);
    await waitFor('the others', () => topics.delivered.length === 52);

    expect(topics.numbersOf('bad')).toEqual([1]);
    expect(topics.numbersOf('good-3')).toEqual(others.filter(({ key }) => key === 'good-3').map((_, n) => 3 + 5 * n));
    await waitForUnpublished(['orders bad 2', 'orders bad 3']);
  });

  it('is parked with an alert, once', async () => {
    const topics = new RecordingTopics(poison);
    await append(aMessage('bad', 2));
    await startRelay(topics.publish, { sweepIntervalMs: 20 });
    const alerts = () => topics.delivered.filter(({ topic }) => topic === TOPICS.alerts.name);
    await waitFor('the alert', () => alerts().length === 1);
    await append(aMessage('bad', 3), aMessage('good', 1));
    await waitFor('another key', () => topics.numbersOf('good').length === 1);

    expect(alerts()).toHaveLength(1);
    expect(alerts()[0]?.body).toMatchObject({
      code: 'NOT_ENCODABLE',
      state: 'RAISED',
      severity: 'CRITICAL',
      service: 'delivery-test',
    });
    expect(await parking().list()).toMatchObject([{ key: 'outbox:orders:bad', code: 'NOT_ENCODABLE' }]);
  });

  it('is published with its followers, in order, once it is released', async () => {
    let isMended = false;
    const topics = new RecordingTopics((messages) => (isMended ? undefined : poison(messages)));
    await append(aMessage('bad', 1), aMessage('bad', 2), aMessage('bad', 3));
    await startRelay(topics.publish);
    await waitFor('the key to be parked', async () => (await parking().list()).length === 1);
    isMended = true;
    await database.transaction((tx) => parking().release(tx, 'outbox:orders:bad', 'ada', 'mended'));
    await allPublished();

    expect(topics.numbersOf('bad')).toEqual([1, 2, 3]);
  });

  it('may be refused by the other side as well', async () => {
    const refused = new RejectedError('too large', {
      code: 'TOO_LARGE',
      owner: 'integration',
      suggestedFix: 'Raise the limit',
    });
    const topics = new RecordingTopics(([message]) => (message?.topic === 'orders' ? { error: refused } : undefined));
    await append(aMessage('bad', 1));
    await startRelay(topics.publish);

    const [parked] = await waitFor('the parked item', async () => {
      const list = await parking().list();
      return list.length > 0 && list;
    });
    expect(parked).toMatchObject({ code: 'TOO_LARGE', owner: 'integration', suggestedFix: 'Raise the limit' });
  });

  it('may be one whose sealed body was changed', async () => {
    const topics = new RecordingTopics();
    await append(aMessage('bad', 1), aMessage('good', 1));
    await database.query(`UPDATE outbox SET body = set_byte(body, 40, get_byte(body, 40) # 1) WHERE key = 'bad'`);
    await startRelay(topics.publish);
    await waitFor('the other key', () => topics.numbersOf('good').length === 1);

    expect(await parking().list()).toMatchObject([{ key: 'outbox:orders:bad', code: 'SEALED_DATA_CORRUPT' }]);
  });

  it('is not one whose key is missing: that waits for the key', async () => {
    const codes: string[] = [];
    const wrongKey = new Vault(Buffer.alloc(32, 'other').toString('base64'));
    await append(aMessage('a', 1));
    await startRelay(new RecordingTopics().publish, {
      vault: wrongKey,
      metrics: { failed: (_topic, code) => codes.push(code) },
    });
    await waitFor('a failed try', () => codes.length > 0);

    expect(codes[0]).toBe('SEALING_KEY_UNKNOWN');
    expect(await parking().list()).toEqual([]);
  });

  it('raises no alert without end when it is an alert itself', async () => {
    const topics = new RecordingTopics(([message]) =>
      message?.topic === TOPICS.alerts.name ? { error: notEncodable } : undefined,
    );
    await append(aMessage('a', 1, { topic: TOPICS.alerts.name }), aMessage('good', 1));
    await startRelay(topics.publish);
    await waitFor('the other key', () => topics.numbersOf('good').length === 1);
    await waitFor('the alert to be parked', async () => (await parking().list()).length === 1);

    await waitForUnpublished([`${TOPICS.alerts.name} a 1`]);
  });
});

describe('several relays', () => {
  const heldBy = async (): Promise<number[]> => {
    const rows = await database.query<{ shards: number }>(
      `SELECT count(*) AS shards FROM outbox_lease WHERE expires_at > now() GROUP BY holder ORDER BY 1`,
    );
    return rows.map(({ shards }) => shards);
  };

  it('share the shards, and each message is published by one of them', async () => {
    const [left, right] = [new RecordingTopics(), new RecordingTopics()];
    await startRelay(left.publish, { leaseMs: 1_500 });
    await startRelay(right.publish, { leaseMs: 1_500 });
    await waitFor('an even share', async () => (await heldBy()).join() === '8,8');
    await append(...Array.from({ length: 400 }, (_, number) => aMessage(`order-${number % 40}`, number)));
    await allPublished();

    expect(left.delivered.length + right.delivered.length).toBe(400);
    expect(left.delivered.length).toBeGreaterThan(0);
    expect(right.delivered.length).toBeGreaterThan(0);
  });

  it('take over at once from one that stopped', async () => {
    const topics = new RecordingTopics();
    const stopping = await startRelay(new RecordingTopics().publish);
    await startRelay(topics.publish);
    await stopping.stop();
    await append(...Array.from({ length: 40 }, (_, number) => aMessage(`order-${number}`, number)));

    await allPublished();
    expect(topics.delivered).toHaveLength(40);
  });

  it('take over after the lease from one that died', async () => {
    const dying = new Database({ url, schema: database.schema, applicationName: 'dying' });
    const dead = await startRelay(new RecordingTopics().publish, { database: dying, leaseMs: 600 });
    await waitFor('its lease', async () => (await heldBy()).length === 1);
    await dying.close();
    const topics = new RecordingTopics();
    await startRelay(topics.publish, { leaseMs: 600 });
    await append(aMessage('a', 1));

    await allPublished();
    expect(topics.numbersOf('a')).toEqual([1]);
    await dead.stop();
  });

  it('keep their shards while a send takes longer than the lease', async () => {
    const release = signal();
    const slow: string[] = [];
    await startRelay(
      async (messages) => {
        await release.promise;
        slow.push(...messages.map(({ eventId }) => eventId));
      },
      { leaseMs: 400 },
    );
    await append(aMessage('a', 1));
    await waitFor('its lease', async () => (await heldBy()).length === 1);
    const other = new RecordingTopics();
    await startRelay(other.publish, { leaseMs: 400 });
    const [{ until } = { until: new Date() }] = await database.query<{ until: Date }>(
      'SELECT max(expires_at) AS until FROM outbox_lease',
    );
    await waitFor('the first lease to have run out, were it not extended', async () => {
      const [row] = await database.query<{ over: boolean }>(
        `SELECT now() > $1::timestamptz + interval '400 ms' AS over`,
        [until],
      );
      return row?.over;
    });
    release.resolve();
    await allPublished();

    expect([...slow, ...other.delivered.map(({ eventId }) => eventId)]).toEqual(['orders a 1']);
  });
});

describe('stopping', () => {
  it('waits for the send under way, begins no other, and leaves the rest for the next', async () => {
    const release = signal();
    const sent: string[] = [];
    const relay = await startRelay(
      async (messages) => {
        sent.push(...messages.map(({ eventId }) => eventId));
        await release.promise;
      },
      { batchSize: 1 },
    );
    await append(aMessage('a', 1), aMessage('a', 2));
    await waitFor('the first send', () => sent.length === 1);
    const stopped = relay.stop();
    release.resolve();
    await stopped;

    expect(sent).toEqual(['orders a 1']);
    expect(await unpublished()).toEqual(['orders a 2']);
    expect(await database.query('SELECT FROM outbox_lease WHERE holder IS NOT NULL')).toEqual([]);
  });

  it('ends also while PostgreSQL is away', async () => {
    const away = new Database({ url, schema: database.schema, applicationName: 'away' });
    const failures: object[] = [];
    const log = { info: () => undefined, warn: (fields: object) => failures.push(fields), error: () => undefined };
    const relay = await startRelay(new RecordingTopics().publish, { database: away, leaseMs: 100, log });
    await away.close();
    await waitFor('it to notice', () => failures.length > 0);

    await expect(relay.stop()).resolves.toBeUndefined();
  });
});

describe('the outbox over time', () => {
  it('tells how much waits and since when, blocked messages included', async () => {
    await append(aMessage('a', 1), aMessage('b', 1));
    await database.query(`UPDATE outbox SET appended_at = now() - interval '90 s' WHERE key = 'b'`);
    const topics = new RecordingTopics(() => ({ error: unavailable }));
    const told: { messages: number; oldestAgeMs: number }[] = [];
    const relay = await startRelay(topics.publish, { metrics: { backlog: (backlog) => told.push(backlog) } });
    await waitFor('a report', () => told.length > 0);

    expect(told[0]?.messages).toBe(2);
    expect(told[0]?.oldestAgeMs).toBeGreaterThanOrEqual(90_000);
    expect(await relay.backlog()).toMatchObject({ messages: 2 });
  });

  it('counts what was published, by topic', async () => {
    const counted: [string, number][] = [];
    await append(aMessage('a', 1), aMessage('a', 2));
    await startRelay(new RecordingTopics().publish, { metrics: { published: (...count) => counted.push(count) } });
    await allPublished();

    await waitFor('the count', () => counted.length > 0);
    expect(counted).toEqual([['orders', 2]]);
  });

  it('forgets what was published long ago, and never what was not', async () => {
    await append(aMessage('old', 1), aMessage('young', 1), aMessage('waiting', 1));
    await database.query(`UPDATE outbox SET published_at = now() - interval '2 days' WHERE key = 'old'`);
    await database.query(`UPDATE outbox SET published_at = now() - interval '1 hour' WHERE key = 'young'`);
    await database.query(`UPDATE outbox SET appended_at = now() - interval '1 year'`);
    const topics = new RecordingTopics(() => ({ error: unavailable }));
    await startRelay(topics.publish, { retentionMs: 24 * 60 * 60 * 1000 });

    await waitFor('the old one to go', async () => (await database.query('SELECT FROM outbox')).length === 2);
    await waitForUnpublished(['orders waiting 1']);
  });
});
