import type { Logger } from 'pino';
import { WorkLoop } from '../work-loop/work-loop.js';
import type { Applied, ApplyNotification } from './apply-notification.js';
import type { DueNotification, DueNotifications } from './due-notifications.js';
import type { ProveNotifications } from './prove-notifications.js';

export interface ApplyLanesOptions {
  readonly due: DueNotifications;
  readonly apply: ApplyNotification;
  readonly prove: ProveNotifications;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Rows are looked for this often even if nobody woke the lanes: other replicas store too. */
const SWEEP_MS = 500;
/** Questions to Opayo at a time. */
const AT_ONCE = 16;
const WITHOUT_AMOUNT_AT_ONCE = 50;

/**
 * Three loops over the stored notifications: one proves what came too early, one applies what needs an amount from Opayo, one the rest; so a
 * decline is told while Opayo's Pi is away. While it is away one question at a time finds out; with the first answer all that waited goes on at once.
 */
export class ApplyLanes {
  private opayoAway = false;
  private readonly loops: readonly WorkLoop[];

  constructor(private readonly options: ApplyLanesOptions) {
    const { log } = options;
    this.loops = [
      new WorkLoop({ name: 'prove', work: () => this.prove(), idleMs: SWEEP_MS, log }),
      new WorkLoop({ name: 'with amount', work: () => this.withAmount(), idleMs: SWEEP_MS, log }),
      new WorkLoop({ name: 'without amount', work: () => this.withoutAmount(), idleMs: SWEEP_MS, log }),
    ];
  }

  /** Whether Opayo's Pi answered nothing when it was last asked. */
  get isOpayoAway(): boolean {
    return this.opayoAway;
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  wake(): void {
    for (const loop of this.loops) loop.wake();
  }

  /** Resolves when what is being applied has ended. */
  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  private async prove(): Promise<boolean> {
    const { judged, more } = await this.options.prove.prove();
    if (judged > 0) this.wake();
    return more;
  }

  private async withoutAmount(): Promise<boolean> {
    const rows = await this.options.due.claim({ needsAmount: false }, WITHOUT_AMOUNT_AT_ONCE, this.options.now());
    await this.applyAll(rows);
    return rows.length > 0;
  }

  private async withAmount(): Promise<boolean> {
    const limit = this.opayoAway ? 1 : AT_ONCE;
    const rows = await this.options.due.claim({ needsAmount: true }, limit, this.options.now());
    const results = await this.applyAll(rows);
    if (results.includes('done') || results.includes('parked')) await this.opayoIsBack();
    else if (results.includes('away')) this.opayoAway = true;
    return rows.length > 0;
  }

  private async opayoIsBack(): Promise<void> {
    if (!this.opayoAway) return;
    this.opayoAway = false;
    await this.options.due.hurry(this.options.now());
  }

  private async applyAll(rows: readonly DueNotification[]): Promise<Applied[]> {
    const results = await Promise.allSettled(rows.map((row) => this.options.apply.apply(row)));
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }
}
