import { rejectedBecause } from '#libs/syspro';
import type { Evidence } from '../effect/effect.js';
import type { EffectAnswer } from '../lane/effect-handler.js';

/** An answer for a person: our code and words, and what was seen. */
export function refuse(code: string, text: string, evidence: Evidence): EffectAnswer {
  return { answer: 'refused', rejection: rejectedBecause(code, text), evidence };
}
