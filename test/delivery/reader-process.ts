// A reader in a process of its own, for tests that kill it. Prints each record it has stored as a line; the parent is its database.
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TOPICS, type Alert } from '#libs/contracts';
import { createKafka, KafkaStrategy, OnBatch, SchemaRegistry, type ConsumedRecord } from '#libs/kafka';

@Controller()
class Handler {
  @OnBatch(TOPICS.alerts)
  async store(records: ConsumedRecord<Alert>[]): Promise<void> {
    const lines = records.map(({ value }) => `${value.what}\n`).join('');
    await new Promise<void>((resolve) => process.stdout.write(lines, () => resolve()));
  }
}

@Module({ controllers: [Handler] })
class ReaderModule {}

const env = (key: string): string => process.env[key] ?? '';
const strategy = new KafkaStrategy({
  kafka: createKafka({
    brokers: env('KAFKA_BROKERS').split(','),
    clientId: 'reader-process',
    topicPrefix: env('TOPIC_PREFIX'),
    groupPrefix: env('GROUP_PREFIX'),
  }),
  registry: new SchemaRegistry({ url: env('SCHEMA_REGISTRY_URL') }),
  groupId: 'reader',
  quarantine: { keep: async () => 'q' },
  policy: { maxRecordsPerCall: 20, sessionTimeoutMs: 6_000, heartbeatIntervalMs: 500, maxWaitMs: 100 },
});
const app = await NestFactory.createMicroservice(ReaderModule, { strategy, logger: false });
await app.listen();
