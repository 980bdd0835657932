import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type TopicDefinition } from '#libs/contracts';
import { testSpace, type TestSpace } from '#libs/testing';
import { createKafka, type KafkaConnection } from '../kafka-connection.js';
import { applyTopics, wantedTopic } from './apply-topics.js';

describe('applying topics', () => {
  let space: TestSpace;
  let kafka: KafkaConnection;
  beforeAll(async () => {
    space = await testSpace('apply topics');
    kafka = createKafka({ brokers: space.kafkaBrokers.split(','), clientId: 'test', topicPrefix: space.topicPrefix });
  });
  afterAll(() => space.close());
  const alerts: TopicDefinition = TOPICS.alerts;
  const name = () => kafka.topicName(alerts.name);
  const named = (reports: Awaited<ReturnType<typeof applyTopics>>) => reports.find((report) => report.name === name());

  it('creates what is missing, as the page describes it, and finds it so the next time', async () => {
    const created = await applyTopics(kafka);
    expect(created.map(({ state }) => state)).toEqual(Object.keys(TOPICS).map(() => 'created'));
    const again = await applyTopics(kafka);
    expect(again.flatMap(({ differences }) => differences)).toEqual([]);
    expect(named(again)).toMatchObject({ state: 'as described' });
  });

  it('shows each difference, and changes nothing', async () => {
    const changed: TopicDefinition = {
      ...alerts,
      partitions: 1,
      retentionMs: 1,
      cleanup: 'compact',
      maxMessageBytes: 5,
    };
    const expected = {
      name: name(),
      state: 'different',
      differences: [
        'partitions: described 1, found 3',
        'cleanup.policy: described compact, found delete',
        'delete.retention.ms: described 1, found 86400000',
        'max.message.bytes: described 5, found 1048576',
      ],
    };
    expect(await applyTopics(kafka, [changed])).toEqual([expected]);
    expect(await applyTopics(kafka, [changed])).toEqual([expected]);
  });
});

it('asks for no more copies than there are brokers', () => {
  expect(wantedTopic('n', TOPICS.alerts, 1)).toMatchObject({ replication: 1, config: { 'min.insync.replicas': '1' } });
  expect(wantedTopic('n', TOPICS.alerts, 5)).toMatchObject({ replication: 3, config: { 'min.insync.replicas': '2' } });
});
