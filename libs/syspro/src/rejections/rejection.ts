import { RejectedError, type ErrorFacts } from '#libs/errors';
import type { SysproMessage } from '../reply/reply-report.js';
import { REJECTION_ADVICE, type RejectionAdvice, type RejectionRule } from './rejection-codes.js';

/** A code of ours with the person who acts on it. */
export interface Classification extends RejectionAdvice {
  readonly code: string;
}

/**
 * Our code for SYSPRO's words. Total: what no rule knows is `SYSPRO_REJECTED` and keeps its number, so that it is parked and seen,
 * never taken for something else.
 */
export function classifyMessage(message: SysproMessage, rules: readonly RejectionRule[]): Classification {
  const rule = rules.find((candidate) => applies(candidate, message));
  const code = rule?.code ?? 'SYSPRO_REJECTED';
  const advice = REJECTION_ADVICE[code] ?? adviceFor('SYSPRO_REJECTED');
  return { code, owner: rule?.owner ?? advice.owner, suggestedFix: rule?.suggestedFix ?? advice.suggestedFix };
}

/**
 * SYSPRO's refusal as a `RejectedError`: its first message decides the code, all of them are the text. Facts: `sysproErrorNumber`,
 * `element` (what SYSPRO objected to), `businessObject`.
 */
export function rejectionOf(
  messages: readonly SysproMessage[],
  rules: readonly RejectionRule[],
  facts: ErrorFacts,
): RejectedError {
  const first = messages[0] ?? { element: '', value: '', number: '', text: 'SYSPRO refused without saying why' };
  const { code, owner, suggestedFix } = classifyMessage(first, rules);
  const text = (messages.length > 0 ? messages : [first]).map((message) => message.text).join('; ');
  return new RejectedError(text, {
    code,
    owner,
    suggestedFix,
    facts: { ...facts, sysproErrorNumber: first.number || null, element: first.element || null },
  });
}

/** A refusal of our own, found before or beside SYSPRO's. `code` is one of `REJECTION_ADVICE`. */
export function rejectedBecause(code: string, text: string, facts: ErrorFacts = {}): RejectedError {
  return new RejectedError(text, { code, ...adviceFor(code), facts });
}

function adviceFor(code: string): RejectionAdvice {
  const advice = REJECTION_ADVICE[code];
  if (!advice) throw new RangeError(`There is no advice for the rejection code '${code}'`);
  return advice;
}

function applies(rule: RejectionRule, message: SysproMessage): boolean {
  if (rule.number === undefined && rule.pattern === undefined) return false;
  if (rule.number !== undefined && plainNumber(rule.number) !== plainNumber(message.number)) return false;
  return rule.pattern === undefined || new RegExp(rule.pattern, 'i').test(message.text);
}

function plainNumber(number: string): string {
  return number.trim().replace(/^0+(?=\d)/, '');
}
