import { randomUUID } from 'node:crypto';
import { TOPICS } from '#libs/contracts';
import { SILENT_LOG, type DeliveryLog } from '../delivery-log.js';
import { backoffMs } from '../disposition/backoff.js';
import type { ParkingReason } from '../disposition/message-disposition.js';
import { Parking } from '../parking/parking.js';
import { WakeUp } from '../wake-up/wake-up.js';
import { blockedKeyOf, OutboxRows, type Backlog, type OutboxRow } from './outbox-rows.js';
import { Outbox, outboxChannel } from './outbox.js';
import { codeOf, verdictOn, type Failure } from './publish-verdict.js';
import type { RelayOptions } from './relay-options.js';
import { SHARDS_RELEASED, ShardLeases } from './shard-leases.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const PRUNE_EVERY_MS = 60_000;
const PRUNE_BATCH = 1_000;

interface PausedTopic {
  readonly failures: number;
  readonly dueAtMs: number;
}

/**
 * Publishes what the outbox holds: each shard by one relay at a time, per topic and key in the order of the rows, one awaited send after the
 * other, never past an unpublished row. A row is marked after the acknowledgement, so a crash between the two publishes it again: at least
 * once, never out of order. Any number of replicas may run one each; they share the shards.
 */
export class Relay {
  readonly #rows: OutboxRows;
  readonly #leases: ShardLeases;
  readonly #parking: Parking;
  readonly #log: DeliveryLog;
  readonly #holder = randomUUID();
  readonly #wakeUp = new WakeUp();
  readonly #leaseMs: number;
  readonly #sweepIntervalMs: number;
  readonly #pausedTopics = new Map<string, PausedTopic>();
  #databaseFailures = 0;
  #rebalanceAtMs = 0;
  #reportAtMs = 0;
  #pruneAtMs = 0;
  #stopping = false;
  #running: Promise<void> | undefined;
  #unlisten: Promise<() => Promise<void>> | undefined;

  constructor(private readonly options: RelayOptions) {
    const { database, vault } = options;
    this.#log = options.log ?? SILENT_LOG;
    this.#leaseMs = options.leaseMs ?? 15_000;
    this.#sweepIntervalMs = options.sweepIntervalMs ?? 5_000;
    this.#rows = new OutboxRows(database, vault);
    this.#leases = new ShardLeases(database, this.#holder, this.#leaseMs);
    this.#parking = new Parking({ service: database.applicationName, database, vault, outbox: new Outbox({ vault }) });
  }

  /** Begins to publish, whether or not PostgreSQL is there already. */
  async start(): Promise<void> {
    if (this.#running) return;
    const { database } = this.options;
    this.#running = this.#run();
    this.#unlisten = database.listen(outboxChannel(database.schema), (payload) => {
      if (payload === SHARDS_RELEASED) this.#rebalanceAtMs = 0;
      this.wake();
    });
    await this.#unlisten;
  }

  /** There may be something to publish: look now. */
  wake(): void {
    this.#wakeUp.wake();
  }

  /** Resolves when the send under way has ended and the shards are given back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#running;
    await (
      await this.#unlisten
    )?.();
  }

  /** What waits to be published, by this relay or another. */
  backlog(): Promise<Backlog> {
    return this.#rows.backlog();
  }

  async #run(): Promise<void> {
    const extending = setInterval(() => void this.#extendLeases(), this.#leaseMs / 3);
    try {
      while (!this.#stopping) {
        this.#wakeUp.reset();
        const waitMs = await this.#turn();
        await this.#wakeUp.wait(waitMs);
      }
    } finally {
      clearInterval(extending);
      await this.#leases.release().catch((error: unknown) => this.#sayDatabaseFailed(error));
    }
  }

  /** One look at the outbox; how long to wait for the next, milliseconds. */
  async #turn(): Promise<number> {
    try {
      await this.#rebalanceIfDue();
      const paused = this.#topicsPausedAt(performance.now());
      const rows = await this.#rows.next(this.#holder, paused, this.options.batchSize ?? 500);
      for (const [topic, ofTopic] of byTopic(rows)) await this.#publishTopic(topic, ofTopic);
      await this.#reportAndPruneIfDue();
      this.#databaseFailures = 0;
      return rows.length > 0 ? 0 : this.#untilNextLookMs(paused);
    } catch (error) {
      this.#sayDatabaseFailed(error);
      return this.#backoffMs(++this.#databaseFailures);
    }
  }

  /** Raises only what PostgreSQL raises; a topic that cannot be written to pauses, and the others go on. */
  async #publishTopic(topic: string, rows: readonly OutboxRow[]): Promise<void> {
    const failure = await this.#publishInOrder(rows, new Set());
    if (!failure) {
      this.#pausedTopics.delete(topic);
      return;
    }
    const failures = (this.#pausedTopics.get(topic)?.failures ?? 0) + 1;
    const waitMs = Math.max(failure.retryAfterMs, this.#backoffMs(failures));
    this.#pausedTopics.set(topic, { failures, dueAtMs: performance.now() + waitMs });
    this.options.metrics?.failed?.(topic, codeOf(failure.error));
    this.#log.warn(
      { err: failure.error, topic, failures, waitMs },
      'Messages were not published; they will be sent again',
    );
  }

  /** Publishes and marks; a message that can never be published is found by halving, its key parked, and the rest published. */
  async #publishInOrder(rows: readonly OutboxRow[], blocked: Set<string>): Promise<Failure | undefined> {
    const open = rows.filter(({ key }) => !blocked.has(key));
    const [first] = open;
    // What is left stays unpublished: the next look, ours or another relay's, finds it again.
    if (!first || this.#stopping || !this.#leases.surelyHeld) return undefined;
    const error = await this.#send(open);
    if (error === undefined) {
      await this.#rows.markPublished(open);
      this.options.metrics?.published?.(first.topic, open.length);
      return undefined;
    }
    const verdict = verdictOn(error);
    if (verdict.action === 'again') return verdict;
    if (open.length === 1) {
      blocked.add(first.key);
      await this.#park(first, verdict.reason, error);
      return undefined;
    }
    const middle = Math.ceil(open.length / 2);
    return (
      (await this.#publishInOrder(open.slice(0, middle), blocked)) ??
      (await this.#publishInOrder(open.slice(middle), blocked))
    );
  }

  /** What was thrown, or undefined. */
  async #send(rows: readonly OutboxRow[]): Promise<unknown> {
    try {
      await this.options.publish(rows.map((row) => this.#rows.messageOf(row)));
      return undefined;
    } catch (error) {
      return error ?? new Error('publish threw nothing');
    }
  }

  async #park(row: OutboxRow, { facts: _facts, ...reason }: ParkingReason, error: unknown): Promise<void> {
    const { topic, key, eventId } = row;
    const item = { ...reason, key: blockedKeyOf(row), body: { outboxId: row.id, eventId } };
    await this.options.database.transaction(async (tx) => {
      // An alert about an alert that cannot be published could not be published either, and so on without end.
      if (topic === TOPICS.alerts.name) await this.#parking.parkSilently(tx, item);
      else await this.#parking.park(tx, item);
    });
    this.options.metrics?.parked?.(topic, reason.code);
    this.#log.error(
      { err: error, topic, key, eventId, code: reason.code },
      'A message can never be published: its key is parked',
    );
  }

  async #rebalanceIfDue(): Promise<void> {
    if (this.#leases.surelyHeld && performance.now() < this.#rebalanceAtMs) return;
    // Set before, so that shards released meanwhile are not overlooked.
    this.#rebalanceAtMs = performance.now() + this.#leaseMs / 3;
    await this.#leases.rebalance();
  }

  async #extendLeases(): Promise<void> {
    await this.#leases.extend().catch((error: unknown) => this.#sayDatabaseFailed(error));
  }

  async #reportAndPruneIfDue(): Promise<void> {
    const nowMs = performance.now();
    if (this.options.metrics?.backlog && nowMs >= this.#reportAtMs) {
      this.#reportAtMs = nowMs + this.#sweepIntervalMs;
      this.options.metrics.backlog(await this.#rows.backlog());
    }
    if (nowMs >= this.#pruneAtMs) {
      const pruned = await this.#rows.prune(this.options.retentionMs ?? 100 * DAY_MS, PRUNE_BATCH);
      this.#pruneAtMs = pruned === PRUNE_BATCH ? nowMs : nowMs + PRUNE_EVERY_MS;
    }
  }

  #topicsPausedAt(nowMs: number): string[] {
    return [...this.#pausedTopics].filter(([, { dueAtMs }]) => dueAtMs > nowMs).map(([topic]) => topic);
  }

  /** Until the sweep, the next rebalancing or the first due time of the topics that this look left out, milliseconds. */
  #untilNextLookMs(paused: readonly string[]): number {
    const nowMs = performance.now();
    const due = paused.map((topic) => this.#pausedTopics.get(topic)?.dueAtMs ?? nowMs);
    return Math.max(1, Math.min(nowMs + this.#sweepIntervalMs, this.#rebalanceAtMs, ...due) - nowMs);
  }

  #backoffMs(failures: number): number {
    const policy = this.options.backoff ?? { firstMs: 200, longestMs: 30_000 };
    return Math.max(1, backoffMs(failures, policy, this.options.random ?? Math.random));
  }

  #sayDatabaseFailed(error: unknown): void {
    this.#log.warn({ err: error }, 'The outbox cannot be read or written now; it will be tried again');
  }
}

function byTopic(rows: readonly OutboxRow[]): Map<string, OutboxRow[]> {
  const topics = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const ofTopic = topics.get(row.topic);
    if (ofTopic) ofTopic.push(row);
    else topics.set(row.topic, [row]);
  }
  return topics;
}
