import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { OutcomeUnknownError, RetryableError } from '#libs/errors';
import type { BatchContext } from '#libs/kafka';
import { alertMessage, DeliverySpace, numbered, textsOf, waitFor } from './delivery-space.js';
import { Network } from './network.js';

/** Java puts the first key into partition 0 and the second into partition 1, of two. */
const KEY_OF = ['a', 'd'] as const;

describe('a handler that cannot store yet', () => {
  let delivery: DeliverySpace;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('pause and retry', 2);
  });
  afterEach(() => delivery.close());

  it('pauses its partition only; the batch comes again, whole and in order', async () => {
    let away = true;
    const reader = await delivery.reader(async (records, { partition }) => {
      if (partition === 0 && away) throw new RetryableError('away', { code: 'POSTGRES_AWAY' });
      expect(records.every((record) => record.partition === partition)).toBe(true);
    });
    const messages = KEY_OF.flatMap((key) => numbered(key, 20).map((text) => alertMessage(text, key)));
    await delivery.publisher().publish(messages);
    await waitFor('the other partition to go on', () => reader.stored.length === 20);
    await waitFor('the pause to show', () => reader.strategy.health().state === 'paused');
    expect(reader.strategy.health()).toMatchObject({
      live: true,
      ready: true,
      paused: [{ partition: 0, code: 'POSTGRES_AWAY' }],
    });
    expect(textsOf(reader.stored)).toEqual(numbered('d', 20));
    expect(await delivery.committed()).toEqual([-1, 20]);
    away = false;
    await waitFor('the paused one to come back', () => reader.stored.length === 40);
    expect(textsOf(reader.stored).slice(20)).toEqual(numbered('a', 20));
    await waitFor('the pause to be over', () => reader.strategy.health().state === 'idle');
    expect(await delivery.committed()).toEqual([20, 20]);
  });

  it('pauses longer each time, and wakes somebody once when it lasts', async () => {
    const policy = { pagePausedAfterMs: 500, firstPauseMs: 20, maxPauseMs: 100 };
    let calls = 0;
    const away = async () => {
      calls += 1;
      throw new RetryableError('away', { code: 'POSTGRES_AWAY' });
    };
    const reader = await delivery.reader(away, { policy });
    await delivery.publish(['x'], 'a');
    await waitFor('somebody to be woken', () => reader.pages.length > 0);
    const after = calls;
    await waitFor('it to be tried again', () => calls > after + 5);
    expect(reader.pages).toMatchObject([
      { code: 'KAFKA_PARTITION_PAUSED', facts: { partition: 0, cause: 'POSTGRES_AWAY' } },
    ]);
    expect(reader.strategy.health().paused[0]?.attempts).toBeGreaterThan(5);
  });

  it('whose commit got no answer gets the records again: storing twice is safe', async () => {
    let calls = 0;
    const reader = await delivery.reader(async () => {
      calls += 1;
      if (calls === 1) throw new OutcomeUnknownError('no answer to COMMIT', { code: 'COMMIT_OUTCOME_UNKNOWN' });
    });
    await delivery.publish(['x']);
    await waitFor('the record to be stored', () => reader.stored.length === 1);
    expect(reader.quarantined).toEqual([]);
  });

  it('stays paused when the client crashes and restarts: KafkaJS forgets, we do not', async () => {
    let calls = 0;
    const network = new Network();
    const waitLong = async (_records: unknown, { partition }: BatchContext) => {
      if (partition !== 0) return;
      calls += 1;
      throw new RetryableError('away', { code: 'AWAY', retryAfterMs: 600_000 });
    };
    const reader = await delivery.reader(waitLong, { connection: network });
    await delivery.publisher().publish([alertMessage('first', 'a')]);
    await waitFor('the pause', () => reader.strategy.health().state === 'paused');
    expect(calls).toBe(1);

    network.cut();
    await waitFor('the client to crash', () => reader.strategy.health().state === 'reconnecting', {
      timeoutMs: 40_000,
    });
    expect(reader.strategy.health()).toMatchObject({ live: true, ready: false });
    network.mend();
    await waitFor('it to be back', () => reader.strategy.health().state === 'paused');
    await delivery.publisher().publish([alertMessage('second', 'a'), alertMessage('other', 'd')]);
    await waitFor('the other partition to be read', () => textsOf(reader.stored).includes('other'));
    expect(calls).toBe(1);
    expect(reader.strategy.unwrap<Consumer>().paused()).toEqual([
      { topic: delivery.space.topic({ name: 'alerts.v1' }), partitions: [0] },
    ]);
  });
});
