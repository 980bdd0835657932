import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Producer } from 'kafkajs';
import { alertMessage, DeliverySpace, numbered, textsOf, waitFor } from './delivery-space.js';
import { Network } from './network.js';

describe('publishing', () => {
  let delivery: DeliverySpace;
  let network: Network;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('publishing', 3);
    network = new Network();
  });
  afterEach(async () => {
    await delivery.close();
    network.cut();
  });

  const readAll = async (count: number): Promise<string[]> => {
    const reader = await delivery.reader(async () => {});
    await waitFor(`${count} records`, () => reader.stored.length >= count);
    await waitFor('nothing more to come', async () => {
      const ends = await delivery.ends();
      return reader.stored.length === ends.reduce((sum, { offset }) => sum + Number(offset), 0);
    });
    return textsOf(reader.stored);
  };

  it.each([1, 3])('keeps the order of each key with many calls under way, with %d producers', async (producers) => {
    const publisher = delivery.publisher({ producers });
    const keys = numbered('key', 7);
    const calls = numbered('', 40).map((call) => keys.map((key) => alertMessage(`${key} ${call}`, key)));
    await Promise.all(calls.map((messages) => publisher.publish(messages)));
    const read = await readAll(280);
    for (const key of keys) {
      const ofKey = read.filter((text) => text.startsWith(`${key} `));
      expect(ofKey).toEqual(numbered(`${key} `, 40));
    }
  });

  it('writes once and in order when answers are lost: the broker knows what it has', async () => {
    const publisher = delivery.publisher({ connection: network });
    await publisher.connect();
    network.loseAnswersToProduce(3);
    await Promise.all(numbered('a', 30).map((text) => publisher.publish([alertMessage(text)])));
    expect(network.lostAllAnswers).toBe(true);
    expect(await readAll(30)).toEqual(numbered('a', 30));
  });

  it('says so when Kafka is away, and goes on with a new producer when it is back', async () => {
    const publisher = delivery.publisher({ connection: network });
    await publisher.publish([alertMessage('before')]);
    network.cut();
    await expect(publisher.publish([alertMessage('lost')])).rejects.toMatchObject({
      kind: 'retryable',
      code: 'KAFKA_UNAVAILABLE',
    });
    network.mend();
    await publisher.publish([alertMessage('lost'), alertMessage('after')]);
    expect(await readAll(3)).toEqual(['before', 'lost', 'after']);
  });

  it('cuts large publications into sends the brokers take', async () => {
    const texts = numbered('x'.repeat(3000), 1000);
    await delivery.publish(texts);
    expect(await readAll(1000)).toEqual(texts);
  });

  it('gzips when told to, and any reader understands', async () => {
    const publisher = delivery.publisher({ compression: 'gzip' });
    await publisher.publish(numbered('a', 50).map((text) => alertMessage(text)));
    expect(await readAll(50)).toEqual(numbered('a', 50));
  });

  it('loses nothing when a send fails though it was stored: the next one is not taken for its repeat', async () => {
    const publisher = delivery.publisher({ connection: network });
    await publisher.connect();
    network.loseAnswersToProduce(Infinity);
    await expect(publisher.publish([alertMessage('first')])).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    network.loseAnswersToProduce(0);
    await publisher.publish([alertMessage('second')]);
    expect(await readAll(2)).toEqual(['first', 'second']);
  });

  it('what KafkaJS does then: it gives the same numbers to the next send, which is acknowledged and lost', async () => {
    const { producer, topic } = await plainProducer(delivery, network, { retries: 1, initialRetryTime: 20 });
    const send = (value: string) => producer.send({ topic, messages: [{ value, partition: 0 }] });
    await send('before');
    network.loseAnswersToProduce(2);
    await expect(send('stored, not acknowledged')).rejects.toThrow();
    await expect(send('acknowledged, not stored')).resolves.toMatchObject([{ errorCode: 0 }]);
    await producer.disconnect();
    expect(await rawValues(delivery, topic)).toEqual(['before', 'stored, not acknowledged']);
  });

  it('what KafkaJS does with several sends in flight: acknowledged records are lost or change places', async () => {
    // The reason for one awaited send at a time. It is a race, so it is run until it is lost; should it never be, KafkaJS has mended it.
    const harmed = await waitFor('an attempt to go wrong', () => severalInFlight(delivery, network), {
      timeoutMs: 50_000,
    });
    expect(harmed.read).not.toEqual(harmed.acknowledged);
  });
});

/** Sends thirty records without waiting, the first answer lost; what was acknowledged and what is there, when these differ. */
async function severalInFlight(delivery: DeliverySpace, network: Network) {
  const attempt = randomUUID();
  const { producer, topic } = await plainProducer(delivery, network);
  const value = (text: string) => ({ topic, messages: [{ value: text, partition: 0 }] });
  await producer.send(value('first'));
  network.loseAnswersToProduce(1);
  const texts = numbered(`${attempt} `, 30);
  const sent = await Promise.allSettled(texts.map((text) => producer.send(value(text))));
  const acknowledged = texts.filter((_, index) => sent[index]?.status === 'fulfilled');
  await producer.disconnect();
  // Among its retries KafkaJS also loses sight of connections.
  network.cut();
  network.mend();
  const read = (await rawValues(delivery, topic)).filter((text) => text.startsWith(attempt));
  return read.join() === acknowledged.join() ? undefined : { acknowledged, read };
}

async function plainProducer(
  delivery: DeliverySpace,
  network: Network,
  retry = {},
): Promise<{ producer: Producer; topic: string }> {
  const { Kafka, logLevel, Partitioners } = await import('kafkajs');
  const brokers = delivery.space.kafkaBrokers.split(',');
  const client = new Kafka({ brokers, logLevel: logLevel.NOTHING, socketFactory: network.socketFactory });
  const producer = client.producer({ idempotent: true, retry, createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return { producer, topic: delivery.space.topic({ name: 'alerts.v1' }) };
}

async function rawValues(delivery: DeliverySpace, topic: string): Promise<string[]> {
  const values: string[] = [];
  const consumer = delivery.client.consumer({ groupId: `${delivery.space.groupPrefix}raw`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const end = (await delivery.ends()).find(({ partition }) => partition === 0);
  let read = 0;
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message, partition }) => {
      if (partition !== 0) return;
      values.push(String(message.value));
      read = Number(message.offset) + 1;
    },
  });
  await waitFor('the partition to be read', () => read >= Number(end?.offset ?? 0));
  await consumer.disconnect();
  return values;
}
