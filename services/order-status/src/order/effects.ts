import { compareText, grouped, inOrder, type CreatedFact, type EffectFact, type ReceiptFact } from './fact.js';

/** An effect in SYSPRO and the fact that stands for it now. */
export interface Effect {
  readonly effectId: string;
  readonly standing: EffectFact;
}

/**
 * What became of each effect. Done is done: a confirmation stands whatever else was said of the effect; otherwise the highest revision
 * counts, and in it what was said last.
 */
export function effectsOf(facts: readonly EffectFact[]): Effect[] {
  const byEffect = grouped(facts, (fact) => fact.effectId);
  return [...byEffect]
    .map(([effectId, ofEffect]) => ({ effectId, standing: standingOf(ofEffect) }))
    .sort((left, right) => compareText(left.effectId, right.effectId));
}

/** The sales order in SYSPRO, once created; the first where there are several. */
export function createdOf(effects: readonly Effect[]): CreatedFact | undefined {
  return inOrder(effects.map(({ standing }) => standing)).find((fact) => fact.kind === 'SALES_ORDER_CREATED');
}

/** Money against invoices, posted or applied to them, one per effect. What is on the account only pays no invoice yet. */
export function receiptsOf(effects: readonly Effect[]): ReceiptFact[] {
  return inOrder(effects.map(({ standing }) => standing)).filter(
    (fact): fact is ReceiptFact => fact.kind === 'RECEIPT_POSTED' || fact.kind === 'RECEIPT_APPLIED',
  );
}

function standingOf(unsorted: readonly EffectFact[]): EffectFact {
  const facts = inOrder(unsorted).sort((left, right) => left.revision - right.revision);
  const done = facts.findLast(({ kind }) => kind !== 'REJECTED' && kind !== 'IN_DOUBT');
  return done ?? (facts.at(-1) as EffectFact);
}
