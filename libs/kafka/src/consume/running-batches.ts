/** A batch whose handler is being called, or about to be. */
export interface RunningBatch {
  /** Aborted when the partition is lost or a call takes longer than its deadline. */
  readonly signal: AbortSignal;
  /** What the heartbeat failed with: the batch must not go on, and KafkaJS must be told. */
  readonly lostBecause: () => Error | undefined;
  /** Runs one call of a handler under its deadline. */
  call<R>(work: (deadline: Date) => Promise<R>): Promise<R>;
  /** Must be called when the batch is done with. */
  end(): void;
}

interface Running {
  readonly abort: AbortController;
  readonly heartbeat: () => Promise<void>;
  lostBecause: Error | undefined;
  deadline: Date | undefined;
}

/**
 * Keeps the session alive while handlers work, as KafkaJS does not during `eachBatch`, and no longer than they may: past a handler's
 * deadline the heartbeats of the whole member stop. Only a failing heartbeat tells of a rebalance.
 */
export class RunningBatches {
  private readonly running = new Set<Running>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly deadlineMs: number,
    private readonly heartbeatIntervalMs: number,
  ) {}

  begin(heartbeat: () => Promise<void>): RunningBatch {
    const batch: Running = { abort: new AbortController(), heartbeat, lostBecause: undefined, deadline: undefined };
    this.running.add(batch);
    this.timer ??= setInterval(() => void this.beat(), this.heartbeatIntervalMs);
    return {
      signal: batch.abort.signal,
      lostBecause: () => batch.lostBecause,
      call: (work) => this.call(batch, work),
      end: () => this.end(batch),
    };
  }

  get count(): number {
    return this.running.size;
  }

  /** The call that is past its deadline for longest; undefined when none is. */
  overdueSince(now = Date.now()): Date | undefined {
    const deadlines = [...this.running].flatMap(({ deadline }) => (deadline ? [deadline.getTime()] : []));
    const earliest = Math.min(...deadlines);
    return earliest <= now ? new Date(earliest) : undefined;
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async call<R>(batch: Running, work: (deadline: Date) => Promise<R>): Promise<R> {
    batch.deadline = new Date(Date.now() + this.deadlineMs);
    const overdue = setTimeout(() => batch.abort.abort(new Error('past its deadline')), this.deadlineMs);
    try {
      return await work(batch.deadline);
    } finally {
      clearTimeout(overdue);
      batch.deadline = undefined;
    }
  }

  private end(batch: Running): void {
    this.running.delete(batch);
    if (this.running.size === 0) this.close();
  }

  private async beat(): Promise<void> {
    const [any] = this.running;
    if (!any || this.overdueSince() !== undefined) return;
    try {
      await any.heartbeat();
    } catch (error) {
      for (const batch of this.running) {
        batch.lostBecause = error as Error;
        batch.abort.abort(error);
      }
    }
  }
}
