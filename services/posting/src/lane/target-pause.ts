import { backoffMs, type BackoffPolicy } from '#libs/delivery';
import type { RetryableError } from '#libs/errors';

export interface TargetPauseOptions {
  readonly backoff: BackoffPolicy;
  /** 0 ≤ random() < 1. */
  readonly random?: () => number;
  readonly now?: () => Date;
}

/** Why a lane rests. */
export interface Rest {
  readonly target: string;
  readonly code: string;
  readonly text: string;
  readonly since: Date;
  readonly until: Date;
}

/**
 * A lane's rest while its target is away for everybody: longer after each failure in a row, over with the first success. Effects keep
 * arriving meanwhile; none of them is parked for it.
 */
export class TargetPause {
  #failures = 0;
  #rest: Rest | undefined;

  constructor(private readonly options: TargetPauseOptions) {}

  /** Why the lane rests or last rested without success since; undefined when all is well. */
  get rest(): Rest | undefined {
    return this.#rest;
  }

  /** Milliseconds still to rest. */
  get remainingMs(): number {
    return this.#rest ? Math.max(0, this.#rest.until.getTime() - this.#now().getTime()) : 0;
  }

  /** Another failure of the target; when to look again. Failures of calls that were under way together count once. */
  failed(error: RetryableError): Date {
    if (this.#rest && this.remainingMs > 0) return this.#rest.until;
    this.#failures += 1;
    const now = this.#now();
    // At least half of the step: full jitter could be next to nothing, and a lane has nobody to come back together with.
    const stepMs = backoffMs(this.#failures, this.options.backoff, () => 1);
    const ms = Math.max(error.retryAfterMs ?? 0, stepMs / 2 + ((this.options.random ?? Math.random)() * stepMs) / 2);
    const until = new Date(now.getTime() + Math.ceil(ms));
    const { target = '', code, message: text } = error;
    this.#rest = { target, code, text, since: this.#rest?.since ?? now, until };
    return until;
  }

  /** The target answered. */
  succeeded(): void {
    this.#failures = 0;
    this.#rest = undefined;
  }

  #now(): Date {
    return (this.options.now ?? (() => new Date()))();
  }
}
