import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Consumer, ConsumerCrashEvent, EachBatchPayload } from 'kafkajs';
import { alertMessage, ALERTS, DeliverySpace, numbered, waitFor } from './delivery-space.js';

/**
 * What libs/kafka is built around, seen at KafkaJS itself, without our loop. When one of these fails after an upgrade, the fact has changed:
 * look up in libs/kafka/README.md what stands on it. (Lost and reordered sends: published-once-in-order.)
 */
describe('KafkaJS 2.2.4', () => {
  let delivery: DeliverySpace;
  let topic: string;
  const opened: Consumer[] = [];
  beforeEach(async () => {
    delivery = await DeliverySpace.open('kafkajs', 2);
    topic = delivery.space.topic(ALERTS);
  });
  afterEach(async () => {
    for (const consumer of opened.splice(0)) await consumer.disconnect();
    await delivery.close();
  });

  const run = async (
    eachBatch: (payload: EachBatchPayload) => Promise<void>,
    { fromBeginning = true, concurrency = 1 } = {},
  ): Promise<Consumer> => {
    const groupId = `${delivery.space.groupPrefix}reader`;
    const consumer = delivery.client.consumer({
      groupId,
      maxWaitTimeInMs: 100,
      heartbeatInterval: 100,
      sessionTimeout: 6_000,
    });
    opened.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning });
    const concurrently = { partitionsConsumedConcurrently: concurrency };
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, ...concurrently, eachBatch });
    return consumer;
  };

  it('commitOffsetsIfNecessary() without arguments commits nothing', async () => {
    await delivery.publish(['x']);
    let done = false;
    await run(async ({ batch, resolveOffset, commitOffsetsIfNecessary, uncommittedOffsets }) => {
      resolveOffset(batch.lastOffset());
      await commitOffsetsIfNecessary();
      expect(uncommittedOffsets().topics).not.toEqual([]);
      done = true;
    });
    await waitFor('the batch', () => done);
    expect(await delivery.committed()).toEqual([-1, -1]);
  });

  it('consumer.commitOffsets() returns as if it had, while stopping', async () => {
    await delivery.publish(['x']);
    let stopped: Promise<void> | undefined;
    const consumer: Consumer = await run(async ({ batch, isRunning }) => {
      stopped ??= consumer.stop();
      await waitFor('it to stop', () => !isRunning());
      await consumer.commitOffsets([{ topic, partition: batch.partition, offset: '1' }]);
    });
    await waitFor('the batch', () => stopped !== undefined);
    await stopped;
    expect(await delivery.committed()).toEqual([-1, -1]);
  });

  it('isStale() tells a seek', async () => {
    await delivery.publish(['x']);
    const told: boolean[] = [];
    const consumer: Consumer = await run(async ({ batch, isStale, resolveOffset }) => {
      if (told.length > 0) return resolveOffset(batch.lastOffset());
      told.push(isStale());
      consumer.seek({ topic, partition: batch.partition, offset: '0' });
      told.push(isStale());
    });
    await waitFor('both looks', () => told.length === 2);
    expect(told).toEqual([false, true]);
  });

  it('a rebalance is told by a heartbeat that throws, and by nothing else', async () => {
    await delivery.publish(['x']);
    let seen: { stale: boolean; running: boolean; error: unknown } | undefined;
    await run(async ({ heartbeat, isStale, isRunning }) => {
      if (seen) return;
      void run(async () => {});
      const error = await waitFor('a heartbeat to throw', () =>
        heartbeat().then(
          () => undefined,
          (thrown: unknown) => thrown as Error,
        ),
      );
      seen = { stale: isStale(), running: isRunning(), error };
      throw error;
    });
    await waitFor('the rebalance', () => seen);
    expect(seen).toMatchObject({ stale: false, running: true, error: { type: 'REBALANCE_IN_PROGRESS' } });
  });

  it('all batches of a fetch finish before the next fetch: one slow handler holds up the other partitions', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const finished = [0, 0];
    // Java puts the first key into partition 0 and the second into partition 1, of two.
    const publishBoth = () => delivery.publisher().publish([alertMessage('x', 'a'), alertMessage('x', 'd')]);
    await publishBoth();
    await run(
      async ({ batch, resolveOffset }) => {
        if (batch.partition === 0) await held;
        resolveOffset(batch.lastOffset());
        finished[batch.partition] = Number(batch.lastOffset()) + 1;
      },
      { concurrency: 2 },
    );
    await waitFor('the quick partition', () => finished[1] === 1);
    await publishBoth();
    await delivery.publish(numbered('time passes', 200), 'a');
    expect(finished).toEqual([0, 1]);
    release();
    await waitFor('both partitions', () => finished[1] === 2);
  });

  it('without fromBeginning an offset that expired means: from now on', async () => {
    await delivery.publish(numbered('lost', 10), 'a');
    const groupId = `${delivery.space.groupPrefix}reader`;
    await delivery.admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '2' }] });
    await delivery.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5' }] });
    const read: string[] = [];
    await run(
      async ({ batch, resolveOffset }) => {
        read.push(...batch.messages.map(({ offset }) => offset));
        resolveOffset(batch.lastOffset());
      },
      { fromBeginning: false },
    );
    await waitFor('the jump to the end', async () => (await delivery.committed())[0] === -1);
    await waitFor('a new record', async () => {
      await delivery.publish(['new'], 'a');
      return read.length > 0;
    });
    expect(Number(read[0])).toBeGreaterThanOrEqual(10);
  });

  it('a TypeError in eachBatch ends the consumer for good', async () => {
    const crashes: ConsumerCrashEvent['payload'][] = [];
    const consumer = await run(async () => {
      throw new TypeError('a bug of ours');
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => void crashes.push(payload));
    await delivery.publish(['x']);
    await waitFor('the crash', () => crashes.length > 0);
    expect(crashes[0]).toMatchObject({ restart: false });
  });
});
