import { isConnectError, InvariantViolation, OutcomeUnknownError, RejectedError, RetryableError } from '#libs/errors';
import { disposition, type Disposition, type DispositionPolicy, type ParkingReason } from '#libs/delivery';
import { rejectedBecause, type CallTrail, type Syspro } from '#libs/syspro';
import { wasTaken } from '../effect/after-attempt.js';
import type { ClaimedEffect } from '../effect/effect.js';
import type { EffectState } from '../effect/effect-state.js';
import type { EffectStore } from '../effect-store/effect-store.js';
import { handlerOf, type Attempt, type EffectAnswer, type EffectHandlers } from './effect-handler.js';
import { QueryTrouble } from './query-trouble.js';
import { settlementOf, type Conclusion } from './settlement.js';

export interface EffectRunnerOptions {
  readonly store: EffectStore;
  readonly syspro: Syspro;
  readonly handlers: EffectHandlers;
  readonly leaseMs: number;
  /** After a doubt arose, absence is believed only this much later: a request given up by us may still be carried out. */
  readonly quarantineMs: number;
  /** When the lane will look again after a target failed for everybody. */
  readonly resumeAt: (error: RetryableError) => Date;
  /** Whether this process still works as its operator; asked right before each posting. Default: it does. */
  readonly mayPost?: (() => boolean) | undefined;
  readonly policy?: Partial<DispositionPolicy> | undefined;
  /** W3C trace context of the running attempt. */
  readonly traceparent?: (() => string | undefined) | undefined;
  /** Something of ours failed in a way no table foresees; for the log. */
  readonly onStranger?: ((error: unknown, claim: ClaimedEffect) => void) | undefined;
}

/** What a lane needs to know of an attempt. */
export interface RunReport {
  /** `done`, `absent`, `refused`, or the code of what went wrong. */
  readonly result: string;
  readonly state: EffectState;
  /** Set when SYSPRO is away for everybody: rest before taking the next. */
  readonly targetAway: RetryableError | undefined;
  /** False when the claim was lost meanwhile; then nothing was written. */
  readonly settled: boolean;
}

/** Carries out one claimed effect and writes down what became of it. */
export class EffectRunner {
  readonly #queryTrouble = new QueryTrouble();

  constructor(private readonly options: EffectRunnerOptions) {}

  /** Never throws for what SYSPRO does; throws when the ledger cannot be written, and then the lease runs out and doubt is raised. */
  async run(claim: ClaimedEffect): Promise<RunReport> {
    const course = new Course(claim, this.options);
    const { conclusion, targetAway } = await this.#attempt(claim, course);
    const endedAt = course.now();
    const { end } = conclusion;
    const record = {
      claimId: claim.claimId,
      purpose: claim.state === 'UNKNOWN' || claim.state === 'SENT' ? ('READ_BACK' as const) : ('POST' as const),
      startedAt: claim.claimedAt,
      endedAt,
      result: 'code' in end ? end.code : end.end,
      text: 'code' in end ? end.text : null,
      calls: course.trail,
    };
    const { state, sends, isPosted: posted } = course;
    const traceparent = this.options.traceparent?.() ?? claim.traceparent ?? undefined;
    const { claimedAt: startedAt } = claim;
    const facts = {
      state,
      sends,
      posted,
      startedAt,
      endedAt,
      record,
      traceparent,
      quarantineMs: this.options.quarantineMs,
    };
    const settlement = settlementOf(claim, conclusion, facts);
    const settled = await this.options.store.settle(claim, state, settlement);
    return { result: record.result, state: settlement.progress.state, targetAway, settled };
  }

  async #attempt(
    claim: ClaimedEffect,
    course: Course,
  ): Promise<{ conclusion: Conclusion; targetAway?: RetryableError }> {
    try {
      const answer = await this.#ask(claim, course);
      this.#queryTrouble.answered();
      return { conclusion: this.#concludeAnswer(claim, answer, course) };
    } catch (thrown) {
      const error = this.#queryTrouble.judge(thrown, claim);
      if (!isConnectError(error)) this.options.onStranger?.(error, claim);
      const targetAway = error instanceof RetryableError && error.target !== undefined ? error : undefined;
      const conclusion = this.#concludeFailure(claim, error, course, targetAway);
      return targetAway ? { conclusion, targetAway } : { conclusion };
    }
  }

  async #ask(claim: ClaimedEffect, course: Course): Promise<EffectAnswer> {
    // Its sender went away between the mark and the answer. Nothing is asked yet: the doubt is written down first.
    if (claim.state === 'SENT') {
      throw new OutcomeUnknownError('The lane that sent it ended before it heard an answer', { code: 'LANE_LOST' });
    }
    const { command } = claim;
    const { handlers } = this.options;
    const purpose = claim.state === 'UNKNOWN' ? 'readBack' : 'post';
    const handler = handlerOf(handlers, command.kind);
    if (!handler)
      throw new InvariantViolation('An effect of an unknown kind was not parked', { code: 'KIND_NOT_PARKED' });
    return handler[purpose](command, course);
  }

  #concludeAnswer(claim: ClaimedEffect, answer: EffectAnswer, course: Course): Conclusion {
    switch (answer.answer) {
      case 'done':
        return {
          end: { end: 'done', evidence: answer.evidence },
          outcome: answer.outcome,
          watch: answer.watch,
          hold: answer.hold,
        };
      case 'refused':
        return this.#refused(answer.rejection, answer.evidence);
      case 'notYet': {
        const { code, text, lookAgainInMs } = answer;
        return { end: { end: 'notYet', code, text, dueAt: new Date(course.now().getTime() + lookAgainInMs) } };
      }
      case 'unfinished':
        return { end: { end: 'unfinished' } };
      case 'absent': {
        const again = this.#afterAbsence(claim, course);
        return { end: { end: 'absent', again }, reason: reasonOf(again) };
      }
    }
  }

  #concludeFailure(
    claim: ClaimedEffect,
    error: unknown,
    course: Course,
    targetAway: RetryableError | undefined,
  ): Conclusion {
    // A refusal proves that nothing was done, unless something was done before it.
    if (error instanceof RejectedError && !course.isPosted && course.state !== 'UNKNOWN')
      return this.#refused(error, {});
    const decided = this.#dispositionOf(error, claim, course);
    const next =
      targetAway && decided.action === 'retry' ? { ...decided, dueAt: this.options.resumeAt(targetAway) } : decided;
    const known = isConnectError(error);
    const code = known ? error.code : 'UNEXPECTED_ERROR';
    const text = known ? error.message : 'Something our code did not expect; the log has the rest';
    return { end: { end: 'failed', disposition: next, code, text }, reason: reasonOf(next) };
  }

  #refused(rejection: RejectedError, evidence: Readonly<Record<string, string | number | boolean | null>>): Conclusion {
    const { code, message: text } = rejection;
    const decided = disposition(rejection, { attempts: 1, firstAttemptAt: new Date() });
    return { end: { end: 'refused', code, text, evidence }, reason: reasonOf(decided) };
  }

  #dispositionOf(error: unknown, claim: ClaimedEffect, course: Course): Disposition {
    const firstAttemptAt = claim.firstFailedAt ?? course.now();
    return disposition(error, { attempts: claim.failures + 1, firstAttemptAt }, this.#policy(course));
  }

  /** Sent and proven absent, perhaps for the third time: the same table says whether to go on. */
  #afterAbsence(claim: ClaimedEffect, course: Course): Disposition {
    if (wasTaken(claim)) {
      const text = `SYSPRO took it and shows nothing under ${claim.reference}`;
      const lost = rejectedBecause('TAKEN_AND_NOT_SHOWN', text);
      return disposition(lost, { attempts: 1, firstAttemptAt: course.now() });
    }
    const absent = new RetryableError('It was sent and SYSPRO does not have it', { code: 'SENT_WITHOUT_TRACE' });
    // Only sendings count: a doubt is as old as SYSPRO was away, which is no reason to give up.
    return disposition(absent, { attempts: claim.sends, firstAttemptAt: course.now() }, this.#policy(course));
  }

  #policy(course: Course): Partial<DispositionPolicy> {
    return { ...this.options.policy, now: () => course.now() };
  }
}

function reasonOf(decided: Disposition): ParkingReason | undefined {
  return decided.action === 'park' || decided.action === 'page' ? decided : undefined;
}

/** One attempt as it goes: what state the effect is in by now, and what was said. */
class Course implements Attempt {
  readonly trail: CallTrail = [];
  readonly syspro: Syspro;
  state: EffectState;
  sends: number;
  isPosted = false;
  readonly #started = performance.now();

  constructor(
    private readonly claim: ClaimedEffect,
    private readonly options: Pick<EffectRunnerOptions, 'store' | 'syspro' | 'leaseMs' | 'mayPost'>,
  ) {
    this.state = claim.state;
    this.sends = claim.sends;
    this.syspro = options.syspro.watched({ trail: this.trail, beforePosting: () => this.#beforePosting() });
  }

  get wasTaken(): boolean {
    return wasTaken(this.claim);
  }

  posted(): void {
    this.isPosted = true;
  }

  /** The store's clock, carried on by ours. */
  now(): Date {
    return new Date(this.claim.claimedAt.getTime() + (performance.now() - this.#started));
  }

  /** The ledger's word before each call that posts: SENT is written now, or nothing goes out. */
  async #beforePosting(): Promise<void> {
    const { store, leaseMs, mayPost } = this.options;
    if (mayPost?.() === false) {
      throw new RetryableError('Another process works as this operator by now: nothing is sent', {
        code: 'LEASE_LOST',
      });
    }
    if (this.state !== 'CLAIMED') {
      if (await store.renew(this.claim, leaseMs)) return;
    } else if (await store.markSent(this.claim, leaseMs)) {
      this.state = 'SENT';
      this.sends += 1;
      return;
    }
    throw new RetryableError('The lease of this effect was lost: nothing is sent', { code: 'LEASE_LOST' });
  }
}
