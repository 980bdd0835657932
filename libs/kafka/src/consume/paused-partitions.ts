import type { Consumer } from 'kafkajs';

/** A partition, by its topic's name on the brokers. */
export interface PartitionId {
  readonly topic: string;
  readonly partition: number;
}

export interface PausedPartition extends PartitionId {
  /** Stable code of what it waits for, e.g. `REGISTRY_UNAVAILABLE`. */
  readonly code: string;
  readonly text: string;
  /** Since when it makes no progress, through all its attempts. */
  readonly since: Date;
  readonly attempts: number;
  readonly resumesAt: Date;
}

interface Trouble {
  paused: PausedPartition;
  timer: NodeJS.Timeout | undefined;
  paged: boolean;
}

type Assignment = Readonly<Record<string, readonly number[]>>;

/**
 * Which partitions wait, for what and until when. The truth about pauses: KafkaJS forgets its own when a crashed consumer restarts,
 * and keeps them for partitions that have long gone to another member.
 */
export class PausedPartitions {
  private readonly troubles = new Map<string, Trouble>();

  constructor(
    private readonly consumer: () => Pick<Consumer, 'pause' | 'resume'>,
    private readonly backOffMs: { readonly first: number; readonly max: number },
    private readonly random: () => number = Math.random,
  ) {}

  /** Pauses a partition; each time in a row for longer: exponential, full jitter, but never less than `atLeastMs`. */
  pause(id: PartitionId, reason: { code: string; text: string; atLeastMs?: number | undefined }): PausedPartition {
    const before = this.troubles.get(nameOf(id));
    const attempts = (before?.paused.attempts ?? 0) + 1;
    const delayMs = Math.max(this.jittered(attempts), reason.atLeastMs ?? 0);
    const since = before?.paused.since ?? new Date();
    const resumesAt = new Date(Date.now() + delayMs);
    const paused = { ...id, code: reason.code, text: reason.text, since, attempts, resumesAt };
    const timer = setTimeout(() => this.resume(id), delayMs);
    clearTimeout(before?.timer);
    this.troubles.set(nameOf(id), { paused, timer, paged: before?.paged ?? false });
    this.consumer().pause([{ topic: id.topic, partitions: [id.partition] }]);
    return paused;
  }

  /** The partition has got on: its next pause is a first one again. */
  gotOn(id: PartitionId): void {
    const trouble = this.troubles.get(nameOf(id));
    if (trouble && trouble.timer === undefined) this.troubles.delete(nameOf(id));
  }

  isPaused(id: PartitionId): boolean {
    return this.troubles.get(nameOf(id))?.timer !== undefined;
  }

  /** Those that wait now, or have been woken and have not got on yet. */
  list(): PausedPartition[] {
    return [...this.troubles.values()].map(({ paused }) => paused);
  }

  /** Partitions without progress since `before`, each told once. */
  takeUnpaged(before: Date): PausedPartition[] {
    const due = [...this.troubles.values()].filter(({ paused, paged }) => !paged && paused.since <= before);
    for (const trouble of due) trouble.paged = true;
    return due.map(({ paused }) => paused);
  }

  /** After joining the group: what is still ours is paused again, what is another's now is forgotten here and in KafkaJS. */
  reapply(assignment: Assignment): void {
    for (const [name, { paused, timer }] of this.troubles) {
      const partitions = [{ topic: paused.topic, partitions: [paused.partition] }];
      if (assignment[paused.topic]?.includes(paused.partition)) {
        if (timer !== undefined) this.consumer().pause(partitions);
      } else {
        clearTimeout(timer);
        this.troubles.delete(name);
        this.consumer().resume(partitions);
      }
    }
  }

  close(): void {
    for (const { timer } of this.troubles.values()) clearTimeout(timer);
    this.troubles.clear();
  }

  private resume(id: PartitionId): void {
    const trouble = this.troubles.get(nameOf(id));
    if (!trouble) return;
    trouble.timer = undefined;
    try {
      this.consumer().resume([{ topic: id.topic, partitions: [id.partition] }]);
    } catch {
      // The consumer is between a crash and its restart: it comes back without pauses.
    }
  }

  private jittered(attempts: number): number {
    const { first, max } = this.backOffMs;
    return Math.ceil(this.random() * Math.min(max, first * 2 ** (attempts - 1)));
  }
}

function nameOf({ topic, partition }: PartitionId): string {
  return `${topic}/${partition}`;
}
