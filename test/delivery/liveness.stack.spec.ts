import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Consumer } from 'kafkajs';
import { ALERTS, DeliverySpace, textsOf, waitFor } from './delivery-space.js';
import { Network } from './network.js';

describe('whether a reader is alive', () => {
  let delivery: DeliverySpace;
  let release = (): void => {};
  let held: Promise<void>;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('liveness');
    held = new Promise((resolve) => (release = resolve));
  });
  afterEach(async () => {
    release();
    await delivery.close();
  });

  it('closed while Kafka is away, it closes at once', async () => {
    const network = new Network();
    network.cut();
    const reader = await delivery.reader(async () => {}, { connection: network });
    const startedAt = performance.now();
    await reader.close();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('closed while the client was starting itself again, it stays closed', async () => {
    const network = new Network();
    const said: string[] = [];
    const say = (_facts: object, text: string) => void said.push(text);
    const log = { debug: say, info: say, warn: say, error: say };
    const reader = await delivery.reader(async () => {}, { connection: { socketFactory: network.socketFactory, log } });
    await waitFor('it to join', () => reader.strategy.health().ready);
    const crashes: boolean[] = [];
    const client = reader.strategy.unwrap<Consumer>();
    client.on(client.events.CRASH, ({ payload }) => void crashes.push(payload.restart));
    network.cut();
    await waitFor('the client to give up and start again', () => crashes.length === 1, { timeoutMs: 30_000 });
    await waitFor('its start', () => said.filter((text) => text.includes('Starting')).length === 2);
    await reader.close();
    await waitFor('the start to fail', () => crashes.length === 2, { timeoutMs: 30_000 });
    expect(crashes).toEqual([true, false]);
  });

  it('that loses Kafka on its way into the group, it goes on when Kafka is back', async () => {
    const network = new Network();
    network.loseCoordinators(1);
    const ended: Error[] = [];
    const onEnded = (error: Error) => void ended.push(error);
    const reader = await delivery.reader(async () => {}, { connection: network, onEnded });
    const client = reader.strategy.unwrap<Consumer>();
    const crashes: object[] = [];
    client.on(
      client.events.CRASH,
      ({ payload: { error, restart } }) => void crashes.push({ name: error.name, restart }),
    );
    await delivery.publish(['x']);
    await waitFor('the record', () => reader.stored.length === 1, { timeoutMs: 30_000 });
    expect(crashes).toEqual([{ name: 'KafkaJSGroupCoordinatorNotFound', restart: false }]);
    expect([ended, reader.strategy.health()]).toEqual([[], expect.objectContaining({ live: true, ready: true })]);
  });

  it('working on a long batch it keeps its partition: heartbeats go on', async () => {
    const reader = await delivery.reader(() => held, {
      policy: { sessionTimeoutMs: 6_000, handlerDeadlineMs: 30_000 },
    });
    await delivery.publish(['x']);
    await waitFor('it to work', () => reader.strategy.health().state === 'working');
    const startedAt = Date.now();
    await waitFor('longer than a session', () => Date.now() - startedAt > 7_000);
    expect(reader.strategy.health()).toMatchObject({ state: 'working', live: true, ready: true });
    release();
    await waitFor('the commit', async () => (await delivery.committed())[0] === 1);
  });

  it('past its deadline it is stuck: liveness fails, heartbeats stop, and another member stores the record', async () => {
    const policy = { handlerDeadlineMs: 500, sessionTimeoutMs: 6_000 };
    const stuck = await delivery.reader(() => held, { policy });
    await delivery.publish(['x']);
    await waitFor('it to be stuck', () => stuck.strategy.health().state === 'stuck');
    expect(stuck.strategy.health()).toMatchObject({
      live: false,
      ready: false,
      reason: expect.stringContaining('deadline'),
    });
    await waitFor('somebody to be woken', () => stuck.pages.some(({ code }) => code === 'KAFKA_CONSUMER_STUCK'));
    const other = await delivery.reader(async () => {});
    await waitFor('the other to store it', () => textsOf(other.stored).includes('x'), { timeoutMs: 30_000 });
    release();
    await waitFor('the first to come back', () => stuck.strategy.health().live);
  });

  it('started before Kafka or its topics are there, it waits, lives, and begins when they are', async () => {
    const network = new Network();
    network.cut();
    await delivery.admin.deleteTopics({ topics: [delivery.space.topic(ALERTS)] });
    const reader = await delivery.reader(async () => {}, { connection: network });
    expect(reader.strategy.health()).toMatchObject({ state: 'reconnecting', live: true, ready: false });
    network.mend();
    await delivery.space.createTopics([ALERTS]);
    await delivery.publish(['x']);
    await waitFor('the record', () => reader.stored.length === 1, { timeoutMs: 30_000 });
    expect(reader.strategy.health().ready).toBe(true);
  });

  it('a client that ended for good says so: the process can end and be started again', async () => {
    const ended: Error[] = [];
    // Two hours are more than the broker grants any member, now and later: KafkaJS does not try again.
    const policy = { sessionTimeoutMs: 2 * 60 * 60 * 1000 };
    const reader = await delivery.reader(async () => {}, { onEnded: (error) => void ended.push(error), policy });
    await waitFor('it to end', () => ended.length > 0, { timeoutMs: 30_000 });
    expect(ended[0]?.message).toContain('session timeout');
    expect(reader.strategy.health()).toMatchObject({ state: 'stuck', live: false, ready: false });
  });
});
