import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, KafkaMessage, LogEntry } from 'kafkajs';
import type { TopicDefinition } from '#libs/contracts';
import { RetryableError } from '#libs/errors';
import type { KafkaConnection } from '../kafka-connection.js';
import type { ConsumedRecord } from '../record/consumed-record.js';
import type { SchemaRegistry } from '../registry/schema-registry.js';
import { healthOf, type ConsumerHealth } from './consumer-health.js';
import type { ConsumePolicy } from './consume-policy.js';
import type { BatchContext } from './on-batch.js';
import type { KafkaPage } from './page.js';
import { consumeBatch, type BatchResult } from './partition-batch.js';
import { PausedPartitions, type PartitionId } from './paused-partitions.js';
import { Quarantine } from './quarantine.js';
import { QuarantineRate } from './quarantine-rate.js';
import type { QuarantineStore } from './quarantine-store.js';
import { readRecord } from './read-record.js';
import { RunningBatches, type RunningBatch } from './running-batches.js';

export interface Subscription {
  readonly topic: TopicDefinition;
  readonly call: (records: ConsumedRecord<unknown>[], context: BatchContext) => Promise<void>;
}

export interface GroupConsumerOptions {
  readonly kafka: KafkaConnection;
  readonly registry: SchemaRegistry;
  /** Logical: the run's prefix is put before it. */
  readonly groupId: string;
  readonly quarantine: QuarantineStore;
  readonly policy: ConsumePolicy;
  readonly onPage: (page: KafkaPage) => void;
  readonly onEnded: (error: Error) => void;
}

/** KafkaJS tells this in its log and nowhere else. */
const OUT_OF_RANGE = 'Offset out of range, resetting to default offset';

/** Kafka was lost between its first answer and the group. The one way of losing it for which KafkaJS does not start its consumer again. */
const NO_COORDINATOR = 'KafkaJSGroupCoordinatorNotFound';

/** How often pauses and deadlines are looked at, milliseconds. */
const WATCH_INTERVAL_MS = 1_000;

/** One member of one consumer group: reads its topics, in its own loop, until it is closed or ends. */
export class GroupConsumer {
  private readonly consumer: Consumer;
  /** By the topic's name on the brokers. */
  private readonly subscriptions: ReadonlyMap<string, Subscription>;
  private readonly paused: PausedPartitions;
  private readonly running: RunningBatches;
  private readonly quarantine: Quarantine;
  private readonly closing = new AbortController();
  private watch: NodeJS.Timeout | undefined;
  private joined = false;
  private ended: Error | undefined;
  private lastProgressAt = new Date();
  private toldStuck = false;

  constructor(
    private readonly options: GroupConsumerOptions,
    subscriptions: readonly Subscription[],
  ) {
    const { kafka, policy } = options;
    this.subscriptions = new Map(subscriptions.map((each) => [kafka.topicName(each.topic.name), each]));
    this.consumer = kafka.consumer(
      {
        groupId: kafka.groupId(options.groupId),
        sessionTimeout: policy.sessionTimeoutMs,
        heartbeatInterval: policy.heartbeatIntervalMs,
        rebalanceTimeout: policy.rebalanceTimeoutMs,
        maxWaitTimeInMs: policy.maxWaitMs,
      },
      // Closed while KafkaJS was starting it again, a consumer would otherwise start for ever, with nobody to stop it.
      { onLog: (entry) => this.hear(entry), mayRestart: () => !this.closing.signal.aborted },
    );
    this.paused = new PausedPartitions(() => this.consumer, { first: policy.firstPauseMs, max: policy.maxPauseMs });
    this.running = new RunningBatches(policy.handlerDeadlineMs, policy.heartbeatIntervalMs);
    const rate = new QuarantineRate(policy.quarantineLimitRecords, policy.quarantineWindowMs);
    this.quarantine = new Quarantine(options.quarantine, rate, policy.quarantineWindowMs, kafka, options.onPage);
    this.listen();
  }

  /** Begins in the background: a service comes up while Kafka is away, and reads when it is back. */
  start(): void {
    void this.startWhenKafkaAnswers();
    this.watch = setInterval(() => this.lookAround(), WATCH_INTERVAL_MS).unref();
  }

  /** Lets running handlers return, commits what they stored, leaves the group. */
  async close(): Promise<void> {
    this.closing.abort();
    clearInterval(this.watch);
    await this.consumer.disconnect();
    this.paused.close();
    this.running.close();
  }

  health(): ConsumerHealth {
    return healthOf({
      ended: this.ended,
      joined: this.joined,
      working: this.running.count > 0,
      overdueSince: this.running.overdueSince(),
      lastProgressAt: this.lastProgressAt,
      progressDeadlineMs: this.options.policy.progressDeadlineMs,
      paused: this.paused.list(),
    });
  }

  /** KafkaJS's own consumer, for tools and tests. */
  get client(): Consumer {
    return this.consumer;
  }

  private async startWhenKafkaAnswers(): Promise<void> {
    const { signal } = this.closing;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await this.join();
        break;
      } catch (error) {
        this.tellCannotRead(error as Error);
        await delay(Math.min(500 * attempt, 10_000), undefined, { signal }).catch(() => undefined);
      }
    }
    // KafkaJS cannot be stopped while it connects: it may get through just after `close`.
    if (signal.aborted) await this.consumer.disconnect().catch(() => undefined);
  }

  private async join(): Promise<void> {
    await this.consumer.connect();
    // Without fromBeginning an expired or missing offset would mean "from now on": a loss without a word.
    await this.consumer.subscribe({ topics: [...this.subscriptions.keys()], fromBeginning: true });
    if (this.closing.signal.aborted) return;
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.options.policy.partitionsConcurrently,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  private tellCannotRead(error: Error & { type?: string }): void {
    const { log, config } = this.options.kafka;
    const missing = error.type === 'UNKNOWN_TOPIC_OR_PARTITION';
    const hint = missing ? '; create the topics with `npm run topics -- apply`' : '';
    const facts = { err: error, brokers: config.brokers, topics: [...this.subscriptions.keys()] };
    log.warn(facts, `Kafka cannot be read yet: ${error.message}${hint}`);
  }

  private listen(): void {
    const { events } = this.consumer;
    const { log } = this.options.kafka;
    const groupId = this.options.groupId;
    this.consumer.on(events.FETCH, () => this.progress());
    this.consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.joined = true;
      this.progress();
      this.paused.reapply(payload.memberAssignment);
      log.info({ groupId, assignment: payload.memberAssignment }, 'joined the consumer group');
    });
    this.consumer.on(events.CRASH, ({ payload: { error, restart } }) => {
      this.joined = false;
      this.progress();
      if (this.closing.signal.aborted) return;
      const startsAgain = restart || error.name === NO_COORDINATOR;
      if (startsAgain) log.warn({ groupId, err: error }, 'the consumer lost Kafka and starts again');
      else this.end(error);
      if (startsAgain && !restart) void this.startWhenKafkaAnswers();
    });
  }

  private progress(): void {
    this.lastProgressAt = new Date();
  }

  private end(error: Error): void {
    this.ended = error;
    this.options.kafka.log.error({ groupId: this.options.groupId, err: error }, 'the consumer has ended for good');
    this.options.onEnded(error);
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const subscription = this.subscriptions.get(batch.topic);
    const id = { topic: batch.topic, partition: batch.partition };
    if (!subscription || !payload.isRunning() || payload.isStale() || this.paused.isPaused(id)) return;
    const running = this.running.begin(() => payload.heartbeat());
    try {
      const result = await this.consume(payload, subscription, running);
      if (result.finished > 0) this.paused.gotOn(id);
      if (result.waitsFor) this.pause(id, subscription.topic, result.waitsFor);
      await commit(payload, result.finished);
    } finally {
      running.end();
    }
    const lostBecause = running.lostBecause();
    // KafkaJS must hear of it to join the group again.
    if (lostBecause !== undefined) throw lostBecause;
  }

  private consume(
    payload: EachBatchPayload,
    { topic, call }: Readonly<Subscription>,
    running: RunningBatch,
  ): Promise<BatchResult> {
    const { registry, policy } = this.options;
    const { partition, messages } = payload.batch;
    return consumeBatch<unknown>(messages, {
      maxRecordsPerCall: policy.maxRecordsPerCall,
      read: (message) => readRecord(topic, partition, message, registry),
      handle: (records) =>
        running.call(async (deadline) => {
          const lagRecords = Number(payload.batch.offsetLag());
          const startedAt = performance.now();
          await call(records, { topic: topic.name, partition, lagRecords, deadline, signal: running.signal });
          const durationMs = performance.now() - startedAt;
          this.options.kafka.metrics.handled?.({
            topic: topic.name,
            partition,
            records: records.length,
            durationMs,
            lagRecords,
            ageMs: ageOf(messages, records[0]),
          });
        }),
      quarantine: (message, why) => this.quarantine.keep(topic.name, partition, message, why),
      mayGoOn: () => payload.isRunning() && !payload.isStale() && !running.signal.aborted,
    });
  }

  private pause(id: PartitionId, topic: TopicDefinition, error: Error): void {
    const { log, metrics } = this.options.kafka;
    const code = 'code' in error ? String(error.code) : error.name;
    const atLeastMs = error instanceof RetryableError ? error.retryAfterMs : undefined;
    const { attempts, resumesAt } = this.paused.pause(id, { code, text: error.message, atLeastMs });
    metrics.paused?.({ topic: topic.name, partition: id.partition, code });
    log.warn({ ...id, code, attempts, resumesAt, err: error }, 'partition paused; its batch comes again');
  }

  private hear(entry: LogEntry): void {
    if (entry.log.message !== OUT_OF_RANGE) return;
    const { topic, partition } = entry.log as unknown as PartitionId;
    const text =
      'Committed offsets are not in the topic any more: it is read again from its beginning; what expired before it was read is lost';
    this.options.onPage({ code: 'KAFKA_OFFSET_OUT_OF_RANGE', text, facts: { topic, partition } });
  }

  /** Wakes somebody for what waits too long. */
  private lookAround(): void {
    const { policy, onPage } = this.options;
    for (const { topic, partition, code, text, since } of this.paused.takeUnpaged(
      new Date(Date.now() - policy.pagePausedAfterMs),
    )) {
      const facts = { topic, partition, cause: code, since: since.toISOString() };
      onPage({ code: 'KAFKA_PARTITION_PAUSED', text: `A partition makes no progress: ${text}`, facts });
    }
    const { live, reason } = this.health();
    if (!live && !this.toldStuck)
      onPage({ code: 'KAFKA_CONSUMER_STUCK', text: reason, facts: { groupId: this.options.groupId } });
    this.toldStuck = !live;
  }
}

/** Moves on to the first unfinished record, here and on the brokers. A pending seek goes before: it says where to read next. */
async function commit(payload: EachBatchPayload, finished: number): Promise<void> {
  const { batch } = payload;
  const last = batch.messages[finished - 1];
  if (!last || payload.isStale()) return;
  // Behind the last record there may be transaction markers, which nobody sees: the batch knows where it really ends.
  const offset = batch.messages[finished]?.offset ?? String(BigInt(batch.lastOffset()) + 1n);
  try {
    payload.resolveOffset(last.offset);
  } catch {
    // The partition was given away while we worked, and KafkaJS has no place for its offset any more. Whoever has it now reads it again.
    return;
  }
  const topics = [{ topic: batch.topic, partitions: [{ partition: batch.partition, offset }] }];
  await payload.commitOffsetsIfNecessary({ topics });
}

/** How long ago the first record handed over was written to its topic, by the broker's or producer's clock; never negative. */
function ageOf(messages: readonly KafkaMessage[], first: { readonly offset: string } | undefined): number {
  const written = messages.find(({ offset }) => offset === first?.offset);
  return written ? Math.max(0, Date.now() - Number(written.timestamp)) : 0;
}
