import { topicNamed, type TopicDefinition } from '#libs/contracts';
import { InvariantViolation } from '#libs/errors';
import type { KafkaConnection } from '../kafka-connection.js';
import { headersOf } from '../record/cloud-events.js';
import type { SchemaRegistry } from '../registry/schema-registry.js';
import { chunksOf, type EncodedMessage } from './chunks.js';
import { partitionOf } from './murmur2.js';
import { ProducerLane } from './producer-lane.js';

/** An event to publish; a row of an outbox has this shape. */
export interface MessageToPublish {
  /** Logical name, without the run's prefix. */
  readonly topic: string;
  readonly key: string;
  readonly eventId: string;
  /** CloudEvents type, e.g. `PaymentCaptured`. */
  readonly type: string;
  /** CloudEvents subject, e.g. the orderId. */
  readonly subject: string;
  readonly occurredAt: Date;
  /** A record of the topic; null deletes the key of a compacted topic. */
  readonly body: unknown;
  readonly traceparent?: string | undefined;
}

export interface PublisherOptions {
  readonly kafka: KafkaConnection;
  readonly registry: SchemaRegistry;
  /** Who writes: `ce_source` is `/clarity-connect/<service>`, and a topic with another writer is refused. */
  readonly service: string;
  /** Producers side by side, each with its own partitions. Default 1. */
  readonly producers?: number | undefined;
  /** What a batch is packed with; gzip or nothing. Default nothing. */
  readonly compression?: 'none' | 'gzip' | undefined;
}

/** Publishes events in the order given, per key. */
export class Publisher {
  private readonly lanes: ProducerLane[];

  constructor(private readonly options: PublisherOptions) {
    const { kafka, producers = 1, compression = 'none' } = options;
    this.lanes = Array.from({ length: producers }, () => new ProducerLane(kafka, compression));
  }

  /** Opens the connections, so that the first `publish` need not. Throws `RetryableError` `KAFKA_UNAVAILABLE`. */
  async connect(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.connect()));
  }

  /**
   * Returns when every message is acknowledged by all in-sync replicas. Messages of one key are written in the order given, also across
   * calls; several calls may be under way, each producer still has one send in flight.
   *
   * When it throws, some of the messages may have been written nevertheless: publish them all again; readers know repeats by the event's id.
   * Throws `RetryableError` (Kafka or registry away) and `InvariantViolation` (a body that does not fit, a topic that another service writes).
   */
  async publish(messages: readonly MessageToPublish[]): Promise<void> {
    const byLane = this.lanes.map((): EncodedMessage[] => []);
    for (const message of messages) {
      const topic = this.writableTopic(message.topic);
      byLane[this.laneOf(topic, message.key)]?.push(await this.encode(topic, message));
    }
    const sent = await Promise.allSettled(
      this.lanes.map(async (lane, index) => {
        for (const chunk of chunksOf(byLane[index] ?? [])) await lane.send(chunk);
      }),
    );
    for (const result of sent) if (result.status === 'rejected') throw result.reason;
  }

  /** Waits for what is under way and closes the connections. */
  async close(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.close()));
  }

  private writableTopic(name: string): TopicDefinition {
    const topic = topicNamed(name);
    if (topic.writer === 'any' || topic.writer === this.options.service) return topic;
    const text = `${this.options.service} published on ${name}, which only ${topic.writer} writes`;
    throw new InvariantViolation(text, { code: 'WRONG_WRITER', facts: { topic: name } });
  }

  /** By the partition the topic's definition gives the key: producers then share no partition, and a key never changes its producer. */
  private laneOf(topic: TopicDefinition, key: string): number {
    return partitionOf(key, topic.partitions) % this.lanes.length;
  }

  private async encode(topic: TopicDefinition, message: MessageToPublish): Promise<EncodedMessage> {
    const deletes = message.body === null && topic.cleanup === 'compact';
    const value = deletes ? null : await this.options.registry.encode(topic, message.body);
    const { kafka, service } = this.options;
    const headers = headersOf({ ...message, source: `/clarity-connect/${service}` });
    return { topic, brokerTopic: kafka.topicName(topic.name), message: { key: message.key, value, headers } };
  }
}
