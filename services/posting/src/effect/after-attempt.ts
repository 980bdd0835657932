import type { Disposition } from '#libs/delivery';
import type { Effect, Evidence } from './effect.js';
import { checkTransition, type EffectState } from './effect-state.js';

/** How one attempt at an effect ended. */
export type AttemptEnd =
  | { readonly end: 'done'; readonly evidence: Evidence }
  /** Asked by its reference, SYSPRO does not have it. `again` says what the table of dispositions makes of sending once more. */
  | { readonly end: 'absent'; readonly again: Disposition }
  /** SYSPRO has it, and more is to be sent to it once nothing sent before can be under way. */
  | { readonly end: 'unfinished' }
  /** It can be sent only later, by nobody's fault; nothing was sent. */
  | { readonly end: 'notYet'; readonly code: string; readonly text: string; readonly dueAt: Date }
  /** SYSPRO said no to the effect itself, or has it and not as it should be. */
  | { readonly end: 'refused'; readonly code: string; readonly text: string; readonly evidence: Evidence }
  | { readonly end: 'failed'; readonly disposition: Disposition; readonly code: string; readonly text: string };

/** What the attempt did before it ended. */
export interface AttemptCourse {
  /** UTC instant by the store's clock: nothing was asked before. */
  readonly startedAt: Date;
  /** UTC instant by the store's clock. */
  readonly endedAt: Date;
  /** True once SYSPRO has answered that the effect is there: what fails afterwards is not "not done". */
  readonly posted: boolean;
}

/** What of an effect an attempt changes. */
export interface Progress {
  readonly state: EffectState;
  readonly parked: boolean;
  /** When a lane may look at it again; null when it is settled or waits for a person. */
  readonly dueAt: Date | null;
  readonly failures: number;
  readonly firstFailedAt: Date | null;
  readonly unknownSince: Date | null;
  readonly lastCode: string | null;
  readonly lastText: string | null;
  readonly evidence: Evidence | null;
}

/**
 * What becomes of an effect after an attempt. `effect.state` is the state the attempt ended in: CLAIMED when nothing was sent, SENT, or
 * UNKNOWN when it was being read back. `quarantineMs` must be longer than SYSPRO takes at most plus the clocks' difference: a request
 * given up by us may still be carried out. Throws `InvariantViolation` for a transition that the table does not know.
 */
export function afterAttempt(effect: Effect, end: AttemptEnd, course: AttemptCourse, quarantineMs: number): Progress {
  const progress = progressOf(effect, end, course, quarantineMs);
  checkTransition(effect.state, progress.state, effect.effectId);
  return progress;
}

const UNTROUBLED = { parked: false, dueAt: null, failures: 0, firstFailedAt: null, unknownSince: null } as const;

function progressOf(effect: Effect, end: AttemptEnd, course: AttemptCourse, quarantineMs: number): Progress {
  switch (end.end) {
    case 'done':
      return {
        ...UNTROUBLED,
        ...wordsOf(effect),
        state: 'CONFIRMED',
        evidence: { ...effect.evidence, ...end.evidence },
      };
    case 'refused':
      return {
        ...UNTROUBLED,
        state: 'REJECTED',
        parked: true,
        lastCode: end.code,
        lastText: end.text,
        evidence: { ...effect.evidence, ...end.evidence },
      };
    case 'notYet':
      // Waiting for its time is no failure: it spends no budget, and forgives none.
      return {
        ...{ state: 'PLANNED', parked: false, dueAt: end.dueAt, unknownSince: null },
        ...{ failures: effect.failures, firstFailedAt: effect.firstFailedAt, evidence: effect.evidence },
        ...{ lastCode: end.code, lastText: end.text },
      };
    case 'unfinished':
      return afterUnfinished(effect, course, quarantineMs);
    case 'absent':
      return afterAbsence(effect, end.again, course, quarantineMs);
    case 'failed':
      return afterFailure(effect, end, course);
  }
}

/** Planned again, to be gone on with by whoever finds it there; never before an earlier sending can have no more effect. */
function afterUnfinished(effect: Effect, { startedAt, endedAt }: AttemptCourse, quarantineMs: number): Progress {
  const evidence = wasTaken(effect) ? effect.evidence : { ...effect.evidence, takenAt: endedAt.toISOString() };
  const common = { ...UNTROUBLED, ...wordsOf(effect), evidence };
  const unknownSince = effect.unknownSince ?? endedAt;
  const quietFrom = new Date(unknownSince.getTime() + quarantineMs);
  if (startedAt < quietFrom) return { ...common, state: 'UNKNOWN', unknownSince, dueAt: quietFrom };
  return { ...common, state: 'PLANNED', dueAt: endedAt };
}

/** True when SYSPRO once answered that it has the effect: not finding it then proves nothing, except that we do not know how to look. */
export function wasTaken({ evidence }: Pick<Effect, 'evidence'>): boolean {
  return typeof evidence?.['takenAt'] === 'string';
}

function afterAbsence(
  effect: Effect,
  again: Disposition,
  { startedAt, endedAt }: AttemptCourse,
  quarantineMs: number,
): Progress {
  const common = { ...UNTROUBLED, ...wordsOf(effect), evidence: effect.evidence };
  const readableFrom = new Date((effect.unknownSince ?? endedAt).getTime() + quarantineMs);
  // By when it was asked, not when it was answered: a slow answer tells of the time before the quarantine ended.
  if (startedAt < readableFrom) {
    return { ...common, state: 'UNKNOWN', unknownSince: effect.unknownSince ?? endedAt, dueAt: readableFrom };
  }
  if (wasTaken(effect)) return { ...common, state: 'UNKNOWN', unknownSince: effect.unknownSince, parked: true };
  const evidence = { ...effect.evidence, provenAbsentAt: endedAt.toISOString() };
  if (again.action === 'retry') return { ...common, state: 'PLANNED', dueAt: again.dueAt, evidence };
  return { ...common, state: 'PLANNED', parked: true, evidence };
}

function afterFailure(
  effect: Effect,
  { disposition, code, text }: Extract<AttemptEnd, { end: 'failed' }>,
  { endedAt, posted }: AttemptCourse,
): Progress {
  const state = stateAfterFailure(effect.state, disposition, posted);
  const waits = 'dueAt' in disposition;
  // An outage is nobody's own failure: counted, it would spend the budget, and the first hiccup after it would park what it met.
  const own = !(disposition.action === 'retry' && disposition.target !== undefined);
  return {
    state,
    parked: !waits,
    dueAt: waits ? dueAfter(effect, disposition) : null,
    failures: own ? effect.failures + 1 : effect.failures,
    firstFailedAt: own ? (effect.firstFailedAt ?? endedAt) : effect.firstFailedAt,
    unknownSince: state === 'UNKNOWN' ? (effect.unknownSince ?? endedAt) : null,
    lastCode: code,
    lastText: text,
    evidence: posted && !wasTaken(effect) ? { ...effect.evidence, takenAt: endedAt.toISOString() } : effect.evidence,
  };
}

/**
 * The first read-back comes at once and before everything planned later: what is there ends the doubt, and a backlog must not prolong it.
 * Looks after that keep the table's time.
 */
function dueAfter(effect: Effect, disposition: Extract<Disposition, { dueAt: Date }>): Date {
  const freshDoubt = disposition.action === 'readBack' && effect.state !== 'UNKNOWN';
  return freshDoubt ? effect.plannedAt : disposition.dueAt;
}

/** A failed attempt leaves PLANNED only when surely nothing was posted; a doubt once raised is ended by reading back, not by a failure. */
function stateAfterFailure(state: EffectState, { action }: Disposition, posted: boolean): EffectState {
  if (state === 'UNKNOWN' || posted || action === 'readBack') return 'UNKNOWN';
  if (state === 'SENT' && action !== 'retry') return 'UNKNOWN';
  return 'PLANNED';
}

function wordsOf(effect: Effect): Pick<Progress, 'lastCode' | 'lastText'> {
  return { lastCode: effect.lastCode, lastText: effect.lastText };
}
