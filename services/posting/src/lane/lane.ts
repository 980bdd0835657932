import { WakeUp } from '#libs/delivery';
import type { RetryableError } from '#libs/errors';
import type { ClaimedEffect } from '../effect/effect.js';
import type { EffectStore } from '../effect-store/effect-store.js';
import type { EffectRunner, RunReport } from './effect-runner.js';
import type { Rest, TargetPause } from './target-pause.js';

export interface LaneOptions {
  /** The company; later company and operator. */
  readonly name: string;
  readonly store: EffectStore;
  readonly runner: Pick<EffectRunner, 'run'>;
  readonly pause: TargetPause;
  readonly leaseMs: number;
  /** Longest sleep with nothing to do, milliseconds: a wake-up may get lost. */
  readonly idleMs: number;
  /**
   * Effects in hand at once. Their calls take turns on the one session all the same; more than one only lets the ledger be written
   * while SYSPRO answers the next.
   */
  readonly workers: number;
  /** Runs an effect inside its trace. Default: as it is. */
  readonly around?: <T>(claim: ClaimedEffect, work: () => Promise<T>) => Promise<T>;
  readonly onReport?: ((claim: ClaimedEffect, report: RunReport) => void) | undefined;
  /** The ledger could not be read or written. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

/** What a lane is doing, for health and dashboards. */
export interface LaneState {
  readonly state: 'idle' | 'working' | 'resting' | 'stopped';
  readonly inHand: number;
  readonly rest: Rest | undefined;
}

const TROUBLE_PAUSE_MS = 1_000;

/** Takes one key after the other and does the effect at its head, for as long as it runs. */
export class Lane {
  readonly #wakeUps: WakeUp[] = [];
  #running: Promise<void>[] = [];
  #stopping = true;
  #inHand = 0;
  #probing = false;

  constructor(private readonly options: LaneOptions) {}

  start(): void {
    if (!this.#stopping) return;
    this.#stopping = false;
    this.#running = Array.from({ length: this.options.workers }, () => this.#work());
  }

  /** There may be something to do. */
  wake(): void {
    for (const wakeUp of this.#wakeUps) wakeUp.wake();
  }

  /** Finishes what is in hand; takes nothing new. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await Promise.all(this.#running);
  }

  state(): LaneState {
    const { rest } = this.options.pause;
    const inHand = this.#inHand;
    if (this.#stopping) return { state: 'stopped', inHand, rest };
    if (rest) return { state: 'resting', inHand, rest };
    return { state: inHand > 0 ? 'working' : 'idle', inHand, rest };
  }

  async #work(): Promise<void> {
    const wakeUp = new WakeUp();
    this.#wakeUps.push(wakeUp);
    while (!this.#stopping) {
      wakeUp.reset();
      const waitMs = await this.#step().catch((error: unknown) => {
        this.options.onTrouble?.(error);
        return TROUBLE_PAUSE_MS;
      });
      await wakeUp.wait(waitMs);
    }
    this.#wakeUps.splice(this.#wakeUps.indexOf(wakeUp), 1);
  }

  /** One effect; how long to wait before the next look. */
  async #step(): Promise<number> {
    const { pause, store, name, leaseMs, idleMs } = this.options;
    if (pause.remainingMs > 0) return pause.remainingMs;
    // After a rest one effect goes first: the others are not worth a failure each.
    const probes = pause.rest !== undefined;
    if (probes && this.#probing) return idleMs;
    this.#probing = probes;
    try {
      const claim = await store.claim(name, leaseMs);
      if (!claim) return Math.min(idleMs, (await store.nextDueInMs(name)) ?? idleMs) || 1;
      await this.#run(claim);
      return 0;
    } finally {
      if (probes) {
        this.#probing = false;
        if (!pause.rest) this.wake();
      }
    }
  }

  async #run(claim: ClaimedEffect): Promise<void> {
    const { runner, around = (_, work) => work(), onReport, pause } = this.options;
    this.#inHand += 1;
    try {
      const report = await around(claim, () => runner.run(claim));
      if (!report.targetAway) pause.succeeded();
      onReport?.(claim, report);
    } finally {
      this.#inHand -= 1;
    }
  }
}

/** How a failure of the target becomes the lane's rest. */
export function resumeAfter(pause: TargetPause): (error: RetryableError) => Date {
  return (error) => pause.failed(error);
}
