import type { ItemToPark, OutboxMessage, ParkingReason } from '#libs/delivery';
import { afterAttempt, type AttemptCourse, type AttemptEnd, type Progress } from '../effect/after-attempt.js';
import type { ClaimedEffect } from '../effect/effect.js';
import type { EffectState } from '../effect/effect-state.js';
import type { AttemptRecord, OrderToWatch, Settlement } from '../effect-store/effect-store.js';
import type { DoneBody } from './effect-handler.js';
import type { SalesOrderHold } from '../hold-sales-order/sales-order-hold.js';
import { outcomeMessage, type OutcomeBody } from './outcome-message.js';

/** An attempt's end with what it has to tell others. */
export interface Conclusion {
  readonly end: AttemptEnd;
  /** When done. */
  readonly outcome?: DoneBody | undefined;
  readonly watch?: OrderToWatch | undefined;
  readonly hold?: SalesOrderHold | undefined;
  /** When a person has to look. */
  readonly reason?: ParkingReason | undefined;
}

/** Facts of the attempt itself. */
export interface AttemptFacts extends AttemptCourse {
  /** State the attempt ended in. */
  readonly state: EffectState;
  readonly sends: number;
  readonly record: AttemptRecord;
  readonly traceparent: string | undefined;
  readonly quarantineMs: number;
}

/** Everything that follows from an attempt: the effect's progress, the outcome to publish, the item to park, the order to watch. */
export function settlementOf(claim: ClaimedEffect, conclusion: Conclusion, facts: AttemptFacts): Settlement {
  const effect = { ...claim, state: facts.state, sends: facts.sends };
  const progress = afterAttempt(effect, conclusion.end, facts, facts.quarantineMs);
  const body = outcomeBody(claim, conclusion, facts.state, progress);
  const { claimId, endedAt } = facts.record;
  const told = { claimId, endedAt, sends: facts.sends };
  const messages: OutboxMessage[] = body ? [outcomeMessage(effect, told, body, facts.traceparent)] : [];
  const park = progress.parked && conclusion.reason ? parkItem(claim, conclusion.reason) : undefined;
  return { progress, attempt: facts.record, messages, park, watch: conclusion.watch, hold: conclusion.hold };
}

function outcomeBody(
  claim: ClaimedEffect,
  { end, outcome, reason }: Conclusion,
  from: EffectState,
  progress: Progress,
): OutcomeBody | undefined {
  if (outcome) return outcome;
  if (progress.parked && reason) return rejectedBody(claim, reason);
  // Said once per doubt; later looks that find nothing yet are not news.
  if (progress.state === 'UNKNOWN' && from !== 'UNKNOWN' && end.end === 'failed') {
    return { kind: 'IN_DOUBT', inDoubt: { code: end.code, text: end.text } };
  }
  return undefined;
}

function rejectedBody(claim: ClaimedEffect, { code, text, owner, suggestedFix, facts }: ParkingReason): OutcomeBody {
  const number = facts['sysproErrorNumber'];
  return {
    kind: 'REJECTED',
    rejected: {
      code,
      text,
      sysproErrorNumber: typeof number === 'string' ? number : null,
      owner,
      suggestedFix,
      amountMinor: claim.amountMinor,
      currency: claim.currency,
    },
  };
}

function parkItem(claim: ClaimedEffect, { facts: _facts, ...reason }: ParkingReason): ItemToPark {
  return {
    ...reason,
    key: claim.orderId,
    orderId: claim.orderId,
    effectId: claim.effectId,
    amountMinor: claim.amountMinor ?? undefined,
    currency: claim.currency ?? undefined,
    body: { effectId: claim.effectId, revision: claim.revision },
  };
}
