import { backoffMs, type BackoffPolicy } from '#libs/delivery';
import type { WebhookAnswer } from './send-webhook.js';

/** Where delivery and subscription stand when an answer comes. */
export interface AttemptSituation {
  /** This attempt included, since it is tried. */
  readonly attempts: number;
  readonly triedSince: Date;
  /** First failure since anything was delivered to the subscription; null when that was this one. */
  readonly failingSince: Date | null;
  /** Of the receiver, in a row, before this one. */
  readonly consecutiveFailures: number;
  readonly now: Date;
}

/** What becomes of a delivery, and of its subscription. */
export type NextStep =
  | { readonly delivery: 'DELIVERED' }
  | {
      readonly delivery: 'AGAIN';
      readonly dueAt: Date;
      /** Null: others may be sent. */ readonly restUntil: Date | null;
    }
  /** It alone is given up. */
  | { readonly delivery: 'FAILED' }
  /** Nothing more is sent until somebody has looked; this and all others wait. */
  | { readonly delivery: 'WAIT'; readonly pauseBecause: string };

export interface AttemptPolicy extends BackoffPolicy {
  /** How long a delivery is tried, and how long a subscription may fail with nothing delivered, milliseconds. */
  readonly retryForMs: number;
  readonly random: () => number;
}

/** Decides after an attempt. A pure function: the only place that knows how often and how long is tried. */
export function afterAttempt(answer: WebhookAnswer, situation: AttemptSituation, policy: AttemptPolicy): NextStep {
  if (answer.is === 'delivered') return { delivery: 'DELIVERED' };
  if (answer.is === 'gone') return { delivery: 'WAIT', pauseBecause: answer.problem };
  const { attempts, triedSince, failingSince, consecutiveFailures, now } = situation;
  const lastsMs = (since: Date | null) => (since === null ? 0 : now.getTime() - since.getTime());
  if (lastsMs(failingSince) >= policy.retryForMs) {
    return {
      delivery: 'WAIT',
      pauseBecause: `nothing was delivered for ${inWords(policy.retryForMs)}: ${answer.problem}`,
    };
  }
  if (lastsMs(triedSince) >= policy.retryForMs) return { delivery: 'FAILED' };
  const at = (waitMs: number) => new Date(now.getTime() + waitMs);
  const dueAt = at(backoffMs(attempts, policy, policy.random));
  if (answer.is === 'refused') return { delivery: 'AGAIN', dueAt, restUntil: null };
  // As long as it asks for, and not all at once when that is over.
  const restMs = backoffMs(consecutiveFailures + 1, policy, policy.random) + (answer.retryAfterMs ?? 0);
  return { delivery: 'AGAIN', dueAt, restUntil: at(restMs) };
}

function inWords(durationMs: number): string {
  const hours = durationMs / 3_600_000;
  return hours >= 1 ? `${Math.round(hours)} hours` : `${Math.round(durationMs / 1000)} seconds`;
}
