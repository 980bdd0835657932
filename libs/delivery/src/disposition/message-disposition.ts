import { types } from 'node:util';
import {
  InvariantViolation,
  isConnectError,
  OutcomeUnknownError,
  RejectedError,
  RetryableError,
  type ErrorFacts,
} from '#libs/errors';
import type { ParkedItem } from '../parking/parked-item.js';
import { backoffMs, type BackoffPolicy } from './backoff.js';

/** How often this has been tried, the failure in hand included. */
export interface Attempt {
  /** 1 after the first failure. */
  readonly attempts: number;
  readonly firstAttemptAt: Date;
}

/** How long something may go on failing before a person has to look. */
export interface RetryBudget {
  readonly maxAttempts: number;
  readonly maxAgeMs: number;
}

export interface DispositionPolicy {
  readonly backoff: BackoffPolicy;
  /** Budget of retryable errors without a target. */
  readonly budget: RetryBudget;
  /** Budgets of single error codes, where they differ. */
  readonly budgets: Readonly<Record<string, RetryBudget>>;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly now: () => Date;
}

/** What parking needs to say, besides what is parked. */
export type ParkingReason = Pick<ParkedItem, 'code' | 'text' | 'owner' | 'suggestedFix' | 'severity'> & {
  readonly facts: ErrorFacts;
};

/**
 * What happens next:
 * - `retry`: again at `dueAt` (UTC instant, kept in the row). With `target` the failure is everybody's: pause that target's lanes.
 * - `readBack`: ask by our own reference at `dueAt`; nothing is sent before the answer.
 * - `park`: blocked until a person releases it; others flow.
 * - `page`: parked likewise, and somebody is woken: our bug.
 */
export type Disposition =
  | { readonly action: 'retry'; readonly dueAt: Date; readonly code: string; readonly target?: string | undefined }
  | { readonly action: 'readBack'; readonly dueAt: Date; readonly code: string }
  | ({ readonly action: 'park' | 'page' } & ParkingReason);

const HOUR_MS = 60 * 60 * 1000;

/** First retry within a second, at the latest every ten minutes; a person looks after twelve attempts or six hours. */
export const DEFAULT_POLICY: DispositionPolicy = {
  backoff: { firstMs: 1_000, longestMs: 10 * 60 * 1000 },
  budget: { maxAttempts: 12, maxAgeMs: 6 * HOUR_MS },
  budgets: {},
  random: Math.random,
  now: () => new Date(),
};

/**
 * The one table that decides what becomes of a failed message; connectors only classify. A stranger (none of the four kinds) is our bug.
 * A retryable error *with* a target waits for as long as the target is away; without one it is parked as RETRIES_EXHAUSTED when its budget
 * of attempts or age is spent. `retryAfterMs` is never undercut. `policy` overrides single settings of `DEFAULT_POLICY`.
 */
export function disposition(error: unknown, attempt: Attempt, policy: Partial<DispositionPolicy> = {}): Disposition {
  const settings = { ...DEFAULT_POLICY, ...policy };
  if (error instanceof RetryableError) return ofRetryable(error, attempt, settings);
  if (error instanceof OutcomeUnknownError) {
    return { action: 'readBack', code: error.code, dueAt: dueAt(attempt, settings) };
  }
  if (error instanceof RejectedError) return ofRejected(error);
  return ofOurBug(error);
}

function ofRetryable(error: RetryableError, attempt: Attempt, settings: DispositionPolicy): Disposition {
  const { code, target, retryAfterMs } = error;
  const budget = settings.budgets[code] ?? settings.budget;
  if (target === undefined && isSpent(budget, attempt, settings.now())) return ofExhausted(error, attempt);
  return { action: 'retry', code, target, dueAt: dueAt(attempt, settings, retryAfterMs) };
}

function ofExhausted(error: RetryableError, { attempts }: Attempt): Disposition {
  return {
    action: 'park',
    code: 'RETRIES_EXHAUSTED',
    text: `Failed ${attempts} times, the last time with ${error.code}: ${error.message}`,
    owner: 'operations',
    suggestedFix: `Find out why ${error.code} does not pass, then release it; nothing was done so far.`,
    severity: 'WARNING',
    facts: { ...error.facts, lastCode: error.code, attempts },
  };
}

function ofRejected(error: RejectedError): Disposition {
  const { code, message: text, owner, suggestedFix, facts } = error;
  return { action: 'park', code, text, owner, suggestedFix, severity: 'WARNING', facts };
}

function ofOurBug(error: unknown): Disposition {
  const known = error instanceof InvariantViolation || isConnectError(error);
  return {
    action: 'page',
    code: known ? error.code : 'UNEXPECTED_ERROR',
    // A stranger's text may quote anything, personal data included: it belongs in the log, not in an alert.
    text: known ? error.message : `Something our code did not expect: ${nameOf(error)}; the log has the rest`,
    owner: 'integration',
    suggestedFix: 'A fault of this software: mend it, then release what is parked.',
    severity: 'CRITICAL',
    facts: known ? error.facts : {},
  };
}

function nameOf(error: unknown): string {
  return types.isNativeError(error) ? error.name : typeof error;
}

function isSpent(budget: RetryBudget, { attempts, firstAttemptAt }: Attempt, now: Date): boolean {
  return attempts >= budget.maxAttempts || now.getTime() - firstAttemptAt.getTime() >= budget.maxAgeMs;
}

/** The other side's own wish comes first, and the jitter after it: all it told the same would otherwise come back together. */
function dueAt({ attempts }: Attempt, { backoff, random, now }: DispositionPolicy, retryAfterMs = 0): Date {
  return new Date(now().getTime() + Math.max(0, retryAfterMs) + backoffMs(attempts, backoff, random));
}
