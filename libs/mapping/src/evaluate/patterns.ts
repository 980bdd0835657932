import { RE2JS } from 're2js';
import { FieldRefusal } from '../functions/field-refusal.js';
import type { WorkBudget } from './work-budget.js';

interface Pattern {
  readonly matcher: RE2JS;
  /** Steps for each character of a text. */
  readonly weight: number;
}

/** Compiled patterns, the last ones used; a mapping has a handful, and patterns made from data must not fill the memory. */
const compiled = new Map<string, Pattern>();
const MOST_KEPT = 200;
/** Longer texts are no references or codes. */
const MOST_CHARACTERS = 10_000;
/** Measured: RE2 in JavaScript steps through about this many states in the time of one of our steps. */
const STATES_A_STEP = 4;

/**
 * Whether `pattern` is found anywhere in `text`. Patterns are RE2's, as CEL says: they take time in proportion to the text, whatever the
 * pattern ((a+)+$ included), at the price of having no look-around and no back references.
 */
export function matches(text: string, pattern: string, budget: WorkBudget): boolean {
  if (text.length > MOST_CHARACTERS) {
    throw new FieldRefusal('EXPRESSION', null, `match texts of at most ${MOST_CHARACTERS} characters`);
  }
  const { matcher, weight } = patternOf(pattern);
  budget.spend(1 + text.length * weight);
  return matcher.matcher(text).find();
}

/** What is wrong with `pattern`, or undefined when it is one. */
export function patternProblem(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function patternOf(pattern: string): Pattern {
  const known = compiled.get(pattern);
  if (known) return known;
  const problem = patternProblem(pattern);
  if (problem !== undefined) throw new FieldRefusal('EXPRESSION', null, `mend the pattern: ${problem}`);
  if (compiled.size >= MOST_KEPT) compiled.delete(compiled.keys().next().value ?? '');
  const made = { matcher: RE2JS.compile(pattern), weight: Math.ceil(statesOf(pattern) / STATES_A_STEP) };
  compiled.set(pattern, made);
  return made;
}

/** An upper bound of the states a pattern has: its length times what its counted repeats multiply it by (`a{1000}` is a thousand states). */
function statesOf(pattern: string): number {
  const repeats = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(([, least, most]) => Number(most || least));
  return repeats.reduce((states, times) => states * Math.max(1, times), pattern.length);
}
