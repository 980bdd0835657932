import { TOPICS, type TopicDefinition } from '#libs/contracts';
import { createKafka, Publisher, SchemaRegistry } from '#libs/kafka';
import type { RunningService } from '#libs/service';
import { testSpace, type TestSpace } from '#libs/testing';
import { create } from '../src/order-status.module.js';

export const GIFTS_KEY = 'key-of-gifts';
export const BOOKS_KEY = 'key-of-books';

/** order-status between real parts, with webhooks that lose patience quickly, and a hand that publishes facts. */
export interface WebhookBench {
  readonly space: TestSpace;
  readonly service: RunningService;
  /** Starts another process' worth of it beside the first, with changes. */
  startReplica(changes?: Record<string, string>): Promise<RunningService>;
  publish<T extends { eventId: string; orderId: string | null }>(topic: TopicDefinition<T>, body: T): Promise<void>;
  /** Asks as a shop; the answer's status and JSON. */
  ask(
    method: string,
    path: string,
    options?: { body?: unknown; key?: string },
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** A retry after milliseconds, and no hope left after two seconds. */
const IMPATIENT = {
  SHOP_API_KEYS: `gifts=${GIFTS_KEY},books=${BOOKS_KEY}`,
  WEBHOOK_PRIVATE_NETWORKS: '127.0.0.0/8',
  WEBHOOK_TIMEOUT_MS: '500',
  WEBHOOK_FIRST_BACKOFF_MS: '20',
  WEBHOOK_LONGEST_BACKOFF_MS: '100',
  WEBHOOK_RETRY_FOR_MS: '2000',
};

export async function webhookBench(name: string): Promise<WebhookBench> {
  const space = await testSpace(name);
  const { paymentEvents, shopOrders, erpOutcomes, erpOrderChanges, orderStatus, alerts, quarantine } = TOPICS;
  await space.createTopics([paymentEvents, shopOrders, erpOutcomes, erpOrderChanges, orderStatus, alerts, quarantine]);
  const service = await create(space.env('order-status', IMPATIENT));
  const replicas: RunningService[] = [];
  const kafka = createKafka({
    brokers: space.kafkaBrokers.split(','),
    clientId: 'spec',
    topicPrefix: space.topicPrefix,
    groupPrefix: space.groupPrefix,
  });
  const registry = new SchemaRegistry({ url: space.schemaRegistryUrl, autoRegister: true });
  const publishers = {
    ingestion: new Publisher({ kafka, registry, service: 'ingestion' }),
    posting: new Publisher({ kafka, registry, service: 'posting' }),
  };
  return {
    space,
    service,
    startReplica: async (changes = {}) => {
      const replica = await create(space.env('order-status', { ...IMPATIENT, ...changes }));
      replicas.push(replica);
      return replica;
    },
    publish: async (topic, body) => {
      const { eventId, orderId } = body;
      const key = orderId ?? '';
      const publisher = topic.writer === 'posting' ? publishers.posting : publishers.ingestion;
      await publisher.publish([
        { topic: topic.name, key, eventId, type: 'Example', subject: key, occurredAt: new Date(), body },
      ]);
    },
    ask: async (method, path, { body, key = GIFTS_KEY } = {}) => {
      const answer = await fetch(`${service.url}${path}`, {
        method,
        headers: {
          ...(key !== '' && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    },
    close: async () => {
      await Promise.all(Object.values(publishers).map((publisher) => publisher.close()));
      for (const each of [...replicas, service]) await each.close();
      await space.close();
    },
  };
}
