import { WorkLoop } from '#libs/service';
import type { DueLookUps } from './due-look-ups.js';
import type { LookUp } from './look-up.js';
import type { PollBooks } from './poll-books.js';
import type { Logger } from 'pino';

export interface WatchLanesOptions {
  /** Vendor at Opayo, lower case. */
  readonly vendor: string;
  readonly poll: PollBooks;
  /** How often the list is read. */
  readonly pollIntervalMs: number;
  readonly lookUp: LookUp;
  readonly rows: DueLookUps;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Rows are looked for this often even if nobody woke the lane: other replicas store too. */
const SWEEP_MS = 1_000;
/** Questions about one vendor at a time: its shoppers pay through the same gateway. */
const AT_ONCE = 8;

/**
 * Two loops over one vendor's books: one reads the list, one looks up what is due. While Opayo is away one question at a time finds out; with the
 * first answer all that waited goes on at once.
 */
export class WatchLanes {
  private away = false;
  private readonly loops: readonly WorkLoop[];

  constructor(private readonly options: WatchLanesOptions) {
    const { vendor, poll, pollIntervalMs, log } = options;
    const pollIdleMs = Math.min(SWEEP_MS, pollIntervalMs);
    this.loops = [
      new WorkLoop({ name: `poll ${vendor}`, work: () => poll.round(), idleMs: pollIdleMs, log }),
      new WorkLoop({ name: `look up ${vendor}`, work: () => this.lookUp(), idleMs: SWEEP_MS, log }),
    ];
  }

  /** Whether Opayo's books could not be read when they were last asked. */
  get isAway(): boolean {
    return this.away || this.options.poll.isUnread;
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  /** Something is due to be looked up. */
  wake(): void {
    this.loops[1]?.wake();
  }

  /** Resolves when the questions under way are answered and stored. */
  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  private async lookUp(): Promise<boolean> {
    const { rows, vendor, lookUp, now } = this.options;
    const due = await rows.claim(vendor, this.away ? 1 : AT_ONCE, now());
    const results = await Promise.allSettled(due.map((row) => lookUp.look(row)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    const looked = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (looked.includes('away')) this.away = true;
    else if (looked.includes('done')) await this.isBack();
    return due.length > 0 && !this.away;
  }

  private async isBack(): Promise<void> {
    if (!this.away) return;
    this.away = false;
    const { rows, vendor, now } = this.options;
    await rows.hurry(vendor, now());
  }
}
