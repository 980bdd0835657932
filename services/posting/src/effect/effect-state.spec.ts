import { describe, expect, it } from '@jest/globals';
import { checkTransition, EFFECT_STATES, EFFECT_TRANSITIONS } from './effect-state.js';

describe("an effect's states", () => {
  it('nothing follows what is settled', () => {
    expect([EFFECT_TRANSITIONS.CONFIRMED, EFFECT_TRANSITIONS.REJECTED]).toEqual([{}, {}]);
  });

  it('what may have been sent is never claimed for sending, only read back', () => {
    expect(EFFECT_TRANSITIONS.SENT).not.toHaveProperty('CLAIMED');
    expect(EFFECT_TRANSITIONS.UNKNOWN).not.toHaveProperty('CLAIMED');
    expect(EFFECT_TRANSITIONS.UNKNOWN).not.toHaveProperty('SENT');
  });

  it('every state but the first is reached from another one', () => {
    const reached = new Set(Object.values(EFFECT_TRANSITIONS).flatMap((next) => Object.keys(next)));
    expect([...reached].sort()).toEqual([...EFFECT_STATES].sort());
  });

  it('everything that is not in the table is our bug', () => {
    for (const from of EFFECT_STATES) {
      for (const to of EFFECT_STATES) {
        const check = () => checkTransition(from, to, 'effect');
        if (EFFECT_TRANSITIONS[from][to] === undefined) expect(check).toThrow(`${from} cannot become ${to}`);
        else expect(check).not.toThrow();
      }
    }
  });
});
