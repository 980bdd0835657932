import { RejectedError, RetryableError } from '#libs/errors';
import type { ClaimedEffect } from '../effect/effect.js';

/**
 * Tells a query that fails for one effect from queries that fail for everybody. SYSPRO says both with the same `ERROR …`: when it failed
 * for two effects and answered nobody between, it is the target's trouble, and the lane rests instead of spending each effect's budget.
 * One effect that fails while others are answered spends its own, and is parked in the end.
 */
export class QueryTrouble {
  readonly #failed = new Set<string>();

  /** The error as the lane is to take it: with SYSPRO as its target once it is everybody's. */
  judge(error: unknown, { effectId, company }: Pick<ClaimedEffect, 'effectId' | 'company'>): unknown {
    if (error instanceof RejectedError) this.answered();
    if (!(error instanceof RetryableError) || error.code !== 'SYSPRO_QUERY_FAILED') return error;
    this.#failed.add(effectId);
    if (this.#failed.size < 2) return error;
    const { code, facts, message } = error;
    return new RetryableError(`SYSPRO answers every query with: ${message}`, {
      ...{ code, facts, cause: error },
      target: `syspro:${company}`,
    });
  }

  /** SYSPRO answered somebody. */
  answered(): void {
    this.#failed.clear();
  }
}
