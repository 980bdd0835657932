import { InvariantViolation } from '#libs/errors';

/**
 * - PLANNED: wanted, and surely not in SYSPRO by our hand since the last word on it.
 * - CLAIMED: a lane has it under lease and is asking SYSPRO; nothing was sent.
 * - SENT: written right before the call that posts. Whoever finds it with an expired lease knows only that it may have been sent.
 * - CONFIRMED: SYSPRO has it, with evidence.
 * - REJECTED: SYSPRO, or we on its behalf, said no; it will not work as it stands.
 * - UNKNOWN: sent and not answered, or answered and not finished: it is read back by its reference and never claimed for sending.
 */
export type EffectState = 'PLANNED' | 'CLAIMED' | 'SENT' | 'CONFIRMED' | 'REJECTED' | 'UNKNOWN';

export const EFFECT_STATES: readonly EffectState[] = ['PLANNED', 'CLAIMED', 'SENT', 'CONFIRMED', 'REJECTED', 'UNKNOWN'];

/** What may follow what, and on which ground. Everything else is our bug. */
export const EFFECT_TRANSITIONS: Readonly<Record<EffectState, Partial<Record<EffectState, string>>>> = {
  PLANNED: { CLAIMED: 'a lane took it' },
  CLAIMED: {
    PLANNED: 'nothing was sent: again later',
    SENT: 'the call that posts comes next',
    CONFIRMED: 'SYSPRO had it already',
    REJECTED: 'refused before anything was sent',
    UNKNOWN: 'whether it was sent cannot be told',
  },
  SENT: {
    CONFIRMED: 'SYSPRO answered',
    REJECTED: 'SYSPRO refused',
    PLANNED: 'surely not done: the connection never stood, or SYSPRO refused the month it is to wait for',
    UNKNOWN: 'no answer, or the lease expired',
  },
  UNKNOWN: {
    UNKNOWN: 'not found yet, or SYSPRO away',
    CONFIRMED: 'found by its reference',
    REJECTED: 'found, and not as it should be',
    PLANNED:
      'proven absent, or found unfinished with nothing of it under way: may be sent again with the same reference',
  },
  CONFIRMED: {},
  REJECTED: {},
};

/** Throws `InvariantViolation` ILLEGAL_TRANSITION unless the table allows it. */
export function checkTransition(from: EffectState, to: EffectState, effectId: string): void {
  if (EFFECT_TRANSITIONS[from][to] !== undefined) return;
  throw new InvariantViolation(`An effect that is ${from} cannot become ${to}`, {
    code: 'ILLEGAL_TRANSITION',
    facts: { effectId, from, to },
  });
}
