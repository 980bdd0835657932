import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { testSpace, type TestSpace } from './test-space.js';

const TOPIC = { name: 'shop.orders.v1', partitions: 12, cleanup: 'compact', maxMessageBytes: 2_000_000 } as const;

describe('a test space', () => {
  let ours: TestSpace;
  let theirs: TestSpace;

  beforeAll(async () => {
    [ours, theirs] = await Promise.all([testSpace('A test: ours!'), testSpace('A test: theirs')]);
  });
  afterAll(async () => {
    await theirs.close();
  });

  const admin = async <T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> => {
    const client = new Kafka({ brokers: ours.kafkaBrokers.split(','), logLevel: logLevel.NOTHING }).admin();
    await client.connect();
    return work(client).finally(() => client.disconnect());
  };

  it('has names no other space has', () => {
    expect(ours.id).toMatch(/^a-test-ours-[0-9a-f]{8}$/);
    expect(ours.topic(TOPIC)).not.toBe(theirs.topic(TOPIC));
    expect(ours.env('order-status')['DATABASE_SCHEMA']).toMatch(/^test_a_test_ours_[0-9a-f]{8}_order_status$/);
  });

  it('creates topics as asked, with few partitions', async () => {
    await ours.createTopics([TOPIC]);
    const { topics } = await admin((client) => client.fetchTopicMetadata({ topics: [ours.topic(TOPIC)] }));
    expect(topics[0]?.partitions).toHaveLength(4);
  });

  it('takes away on close what is its own and nothing else', async () => {
    await theirs.createTopics([{ name: 'kept', partitions: 1 }]);
    for (const space of [ours, theirs]) {
      await space.query(`CREATE SCHEMA ${space.schema('posting')}`);
      await space.query(`CREATE TABLE ${space.schema('posting')}.effect (id text)`);
    }
    await ours.close();
    const topics = await admin((client) => client.listTopics());
    expect(topics).not.toContain(ours.topic(TOPIC));
    expect(topics).toContain(theirs.topic({ name: 'kept' }));
    const schemas = await theirs.query<{ nspname: string }>(
      "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'test_a_test%'",
    );
    expect(schemas.map(({ nspname }) => nspname)).toEqual([theirs.schema('posting')]);
  });
});
