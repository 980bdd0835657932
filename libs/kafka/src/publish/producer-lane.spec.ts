import { describe, expect, it } from '@jest/globals';
import type { Producer, ProducerBatch, RecordMetadata } from 'kafkajs';
import { TOPICS } from '#libs/contracts';
import type { KafkaConnection } from '../kafka-connection.js';
import { unacknowledged } from './acknowledged.js';
import type { EncodedMessage } from './chunks.js';
import { ProducerLane } from './producer-lane.js';

const CHUNK: EncodedMessage[] = [
  { topic: TOPICS.alerts, brokerTopic: 't', message: { key: 'k', value: Buffer.from('v') } },
];
const ACKNOWLEDGED: RecordMetadata = { topicName: 't', partition: 0, errorCode: 0 };

/** Brokers that answer as the test says. Only the lane's own conduct is seen here; the real broker is in test/delivery. */
class Brokers {
  readonly opened: string[] = [];
  inFlight = 0;
  mostInFlight = 0;

  constructor(private readonly answer: (send: number, batch: ProducerBatch) => Promise<RecordMetadata[]>) {}

  get connection(): KafkaConnection {
    const producer = (onPartition?: (topic: string, partition: number) => void): Producer => {
      const name = `producer ${this.opened.push('open')}`;
      let sends = 0;
      return {
        connect: async () => {},
        disconnect: async () => void (this.opened[Number(name.split(' ')[1]) - 1] = 'closed'),
        sendBatch: async (batch: ProducerBatch) => {
          this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
          onPartition?.('t', 0);
          return this.answer(++sends, batch).finally(() => (this.inFlight -= 1));
        },
      } as unknown as Producer;
    };
    return { producer, metrics: {} } as unknown as KafkaConnection;
  }
}

describe('a producer', () => {
  it('has one send in flight, whoever waits', async () => {
    const brokers = new Brokers(async () => [ACKNOWLEDGED]);
    const lane = new ProducerLane(brokers.connection, 'none');
    await Promise.all(Array.from({ length: 10 }, () => lane.send(CHUNK)));
    expect(brokers.mostInFlight).toBe(1);
    expect(brokers.opened).toEqual(['open']);
  });

  it('that failed once is never used again; the next send has another', async () => {
    let fail = true;
    const brokers = new Brokers(async () => {
      if (!fail) return [ACKNOWLEDGED];
      fail = false;
      throw new Error('answer lost');
    });
    const lane = new ProducerLane(brokers.connection, 'none');
    const [first, second] = await Promise.allSettled([lane.send(CHUNK), lane.send(CHUNK)]);
    expect(first).toMatchObject({ status: 'rejected', reason: { kind: 'retryable', code: 'KAFKA_UNAVAILABLE' } });
    expect(second).toMatchObject({ status: 'fulfilled' });
    expect(brokers.opened).toEqual(['closed', 'open']);
  });

  it('does not take an answer that lacks a partition for an acknowledgement', async () => {
    const brokers = new Brokers(async () => [{ ...ACKNOWLEDGED, partition: 1 }]);
    await expect(new ProducerLane(brokers.connection, 'none').send(CHUNK)).rejects.toThrow('no answer for t/0');
  });

  it('closes after what is under way', async () => {
    const brokers = new Brokers(async () => [ACKNOWLEDGED]);
    const lane = new ProducerLane(brokers.connection, 'none');
    const sent = lane.send(CHUNK);
    await lane.close();
    await expect(sent).resolves.toBeUndefined();
    expect(brokers.opened).toEqual(['closed']);
  });
});

it('an answer with an error code is no acknowledgement', () => {
  expect(unacknowledged(['t/0'], [ACKNOWLEDGED])).toBeUndefined();
  expect(unacknowledged(['t/0'], [{ ...ACKNOWLEDGED, errorCode: 7 }])).toContain('error 7');
});
