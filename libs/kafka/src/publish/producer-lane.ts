import type { Producer } from 'kafkajs';
import type { RetryableError } from '#libs/errors';
import { CompressionTypes } from '../client/kafkajs.js';
import { kafkaAway } from '../kafka-config.js';
import type { KafkaConnection } from '../kafka-connection.js';
import { partitionName, unacknowledged, type PartitionName } from './acknowledged.js';
import { byTopic, type EncodedMessage } from './chunks.js';

/**
 * One producer with one awaited send at a time: with several in flight KafkaJS loses or reorders acknowledged records when one answer
 * is lost, idempotent or not.
 *
 * A producer whose send has failed is never used again. KafkaJS takes the failed batch's sequence numbers back and gives them to the next one;
 * had the broker stored the first and only its answer been lost, it would take the next for a repeat and acknowledge it unread.
 */
export class ProducerLane {
  private producer: Promise<Producer> | undefined;
  /** Where the messages of the present send go. */
  private readonly sentTo = new Set<PartitionName>();
  /** The last send queued; never rejects. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly kafka: KafkaConnection,
    private readonly compression: 'none' | 'gzip',
  ) {}

  async connect(): Promise<void> {
    await this.open();
  }

  /** Queues behind the sends before it. Throws `RetryableError` `KAFKA_UNAVAILABLE`; what was sent may then be written or not. */
  async send(chunk: readonly EncodedMessage[]): Promise<void> {
    const sent = this.last.then(() => this.sendNow(chunk));
    this.last = sent.catch(() => undefined);
    return sent;
  }

  async close(): Promise<void> {
    await this.last;
    await this.discard();
  }

  private async sendNow(chunk: readonly EncodedMessage[]): Promise<void> {
    const producer = await this.open();
    const startedAt = performance.now();
    try {
      this.sentTo.clear();
      const compression = this.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None;
      const answers = await producer.sendBatch({ topicMessages: byTopic(chunk), acks: -1, compression });
      const missing = unacknowledged(this.sentTo, answers);
      if (missing) throw new Error(missing);
    } catch (error) {
      await this.discard();
      throw away('A send was not acknowledged', error);
    }
    this.tell(chunk, performance.now() - startedAt);
  }

  private open(): Promise<Producer> {
    this.producer ??= this.connected().catch((error: unknown) => {
      this.producer = undefined;
      throw away('No producer could be opened', error);
    });
    return this.producer;
  }

  private async connected(): Promise<Producer> {
    const producer = this.kafka.producer((topic, partition) => this.sentTo.add(partitionName(topic, partition)));
    await producer.connect();
    return producer;
  }

  private async discard(): Promise<void> {
    const opened = this.producer;
    this.producer = undefined;
    // It is given up; that it also fails to say goodbye changes nothing.
    await opened?.then((producer) => producer.disconnect()).catch(() => undefined);
  }

  private tell(chunk: readonly EncodedMessage[], durationMs: number): void {
    const { metrics } = this.kafka;
    metrics.sent?.({ records: chunk.length, durationMs });
    if (!metrics.published) return;
    const topics = new Map<string, { records: number; bytes: number }>();
    for (const { topic, message } of chunk) {
      const sum = topics.get(topic.name) ?? { records: 0, bytes: 0 };
      topics.set(topic.name, { records: sum.records + 1, bytes: sum.bytes + (message.value?.length ?? 0) });
    }
    for (const [topic, sum] of topics) metrics.published({ topic, ...sum });
  }
}

function away(text: string, error: unknown): RetryableError {
  return kafkaAway(`${text}: ${(error as Error).message}`, error);
}
