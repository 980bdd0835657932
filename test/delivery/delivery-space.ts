import { randomUUID } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Kafka, logLevel, type Admin, type Producer, type SeekEntry } from 'kafkajs';
import { TOPICS, type Alert, type TopicDefinition } from '#libs/contracts';
import {
  createKafka,
  KafkaStrategy,
  OnBatch,
  Publisher,
  SchemaRegistry,
  type BatchContext,
  type BatchHandler,
  type ConsumedRecord,
  type KafkaConnectionOptions,
  type KafkaPage,
  type KafkaStrategyOptions,
  type MessageToPublish,
  type PublisherOptions,
  type RecordToQuarantine,
} from '#libs/kafka';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';

/** Small, written by any service: the record of most delivery tests. */
export const ALERTS: TopicDefinition<Alert> = TOPICS.alerts;

/** Quick pauses and heartbeats, so that a test sees in seconds what takes minutes outside. */
const QUICK = {
  firstPauseMs: 50,
  maxPauseMs: 200,
  maxWaitMs: 100,
  heartbeatIntervalMs: 200,
  sessionTimeoutMs: 6_000,
  rebalanceTimeoutMs: 10_000,
} as const;

export interface ReaderOptions<T> extends Partial<Omit<KafkaStrategyOptions, 'kafka' | 'quarantine'>> {
  readonly topic?: TopicDefinition<T>;
  readonly connection?: KafkaConnectionOptions;
  /** Default: remembers. */
  readonly keep?: (record: RecordToQuarantine) => Promise<string>;
}

/** A service's reading half: a real Nest application with one handler. */
export interface Reader<T> {
  readonly strategy: KafkaStrategy;
  /** What the handler has returned for, in order. */
  readonly stored: ConsumedRecord<T>[];
  readonly quarantined: RecordToQuarantine[];
  readonly pages: KafkaPage[];
  close(): Promise<void>;
}

/** One test's topics and clients on the real broker; everything it opened is closed with it. */
export class DeliverySpace {
  private readonly opened: (() => Promise<void>)[] = [];

  private constructor(
    readonly space: TestSpace,
    readonly client: Kafka,
    readonly admin: Admin,
  ) {}

  static async open(
    name: string,
    partitions = 1,
    topics: readonly TopicDefinition[] = [ALERTS],
  ): Promise<DeliverySpace> {
    const space = await testSpace(name);
    const client = new Kafka({
      brokers: space.kafkaBrokers.split(','),
      logLevel: logLevel.NOTHING,
      retry: { retries: 8 },
    });
    const admin = client.admin();
    await admin.connect();
    const opened = new DeliverySpace(space, client, admin);
    await space.createTopics(topics.map((topic) => ({ ...topic, partitions })));
    return opened;
  }

  async close(): Promise<void> {
    for (const close of this.opened.reverse()) await close();
    await this.admin.disconnect();
    await this.space.close();
  }

  kafka(options: KafkaConnectionOptions = {}) {
    const { kafkaBrokers, topicPrefix, groupPrefix } = this.space;
    const config = { brokers: kafkaBrokers.split(','), clientId: 'delivery-test', topicPrefix, groupPrefix };
    return createKafka(config, options);
  }

  registry(url = this.space.schemaRegistryUrl): SchemaRegistry {
    return new SchemaRegistry({ url, autoRegister: true, unknownSchemaTtlMs: 200, timeoutMs: 2_000 });
  }

  publisher({
    connection,
    ...options
  }: Partial<PublisherOptions> & { connection?: KafkaConnectionOptions } = {}): Publisher {
    const kafka = this.kafka(connection);
    const publisher = new Publisher({ kafka, registry: this.registry(), service: 'posting', ...options });
    this.opened.push(() => publisher.close());
    return publisher;
  }

  /** Publishes alerts with these texts, all under `key`. */
  async publish(texts: readonly string[], key = 'k'): Promise<void> {
    await this.publisher().publish(texts.map((text) => alertMessage(text, key)));
  }

  /** A plain producer, for bytes that our own would never write. */
  async producer(): Promise<Producer> {
    const producer = this.client.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    this.opened.push(() => producer.disconnect());
    return producer;
  }

  async reader<T = Alert>(handler: BatchHandler<T>, options: ReaderOptions<T> = {}): Promise<Reader<T>> {
    const { topic = ALERTS as unknown as TopicDefinition<T>, connection, keep, policy, ...rest } = options;
    const stored: ConsumedRecord<T>[] = [];
    const quarantined: RecordToQuarantine[] = [];
    const pages: KafkaPage[] = [];
    const remember = async (record: RecordToQuarantine): Promise<string> => `q${quarantined.push(record)}`;
    const strategy = new KafkaStrategy({
      kafka: this.kafka(connection),
      registry: this.registry(),
      groupId: 'reader',
      quarantine: { keep: keep ?? remember },
      onPage: (page) => void pages.push(page),
      ...rest,
      policy: { ...QUICK, ...policy },
    });
    const storing: BatchHandler<T> = async (records, context) => {
      await handler(records, context);
      stored.push(...records);
    };
    const app = await NestFactory.createMicroservice(moduleWith(topic, storing), { strategy, logger: false });
    await app.listen();
    let closed: Promise<void> | undefined;
    const close = () => (closed ??= app.close());
    this.opened.push(close);
    return { strategy, stored, quarantined, pages, close };
  }

  /** What the group has committed, by partition; -1 where nothing was. */
  async committed(topic: TopicDefinition = ALERTS, group = 'reader'): Promise<number[]> {
    const groupId = `${this.space.groupPrefix}${group}`;
    const [found] = await this.admin.fetchOffsets({ groupId, topics: [this.space.topic(topic)] });
    const sorted = [...(found?.partitions ?? [])].sort((left, right) => left.partition - right.partition);
    return sorted.map(({ offset }) => Number(offset));
  }

  async ends(topic: TopicDefinition = ALERTS): Promise<SeekEntry[]> {
    return this.admin.fetchTopicOffsets(this.space.topic(topic));
  }
}

function moduleWith<T>(topic: TopicDefinition<T>, handler: BatchHandler<T>) {
  @Controller()
  class HandlerUnderTest {
    @OnBatch(topic)
    async handle(records: ConsumedRecord<T>[], context: BatchContext): Promise<void> {
      return handler(records, context);
    }
  }
  @Module({ controllers: [HandlerUnderTest] })
  class ModuleUnderTest {}
  return ModuleUnderTest;
}

/** An alert that says `what`. */
export function alertSaying(what: string): Alert {
  return {
    ...{ eventId: randomUUID(), alertId: what, code: 'TEST', state: 'RAISED', severity: 'INFO', owner: 'operations' },
    ...{ service: 'posting', subject: 'k', orderId: null, effectId: null, what, whatToDo: 'nothing' },
    ...{ amountMinor: null, currency: null, raisedAt: Date.now(), resolvedAt: null },
  };
}

export function alertMessage(what: string, key = 'k'): MessageToPublish {
  const body = alertSaying(what);
  return {
    topic: ALERTS.name,
    key,
    eventId: body.eventId,
    type: 'AlertRaised',
    subject: key,
    occurredAt: new Date(),
    body,
  };
}

/** `prefix1`, `prefix2`, … */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

export function textsOf(records: readonly ConsumedRecord<Alert>[]): string[] {
  return records.map((record) => record.value.what);
}

export { waitFor };
