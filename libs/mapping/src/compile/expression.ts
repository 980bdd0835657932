import { EvaluationError, ParseError, TypeError as CelTypeError, type Environment } from '@marcbachmann/cel-js';
import { FieldRefusal } from '../functions/field-refusal.js';
import type { MappingFailure } from '../mapping-rejected.js';

/** What the expressions of one document see while it is mapped: variable → value. */
export type Scope = Record<string, unknown>;

/** What an expression came to, or why it came to nothing. `consequence`: it uses a value that already failed, so that is not told twice. */
export type Evaluated =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: Omit<MappingFailure, 'field'> | 'consequence' };

/** A checked expression. */
export interface Expression {
  /** CEL type, e.g. `string`, `list<int>`, `dyn`. */
  readonly type: string;
  evaluate(scope: Scope): Evaluated;
}

/** A compiled expression, or in words what was expected where. */
export type CompiledExpression =
  { readonly expression: Expression; readonly expected?: never } | { readonly expected: string };

/** Parses and type-checks `source`. */
export function compileExpression(cel: Environment, source: string): CompiledExpression {
  let parsed;
  try {
    parsed = cel.parse(source);
  } catch (error) {
    return { expected: `an expression: ${describe(error, source)}` };
  }
  const checked = parsed.check();
  if (!checked.valid) return { expected: `an expression that fits its types: ${describe(checked.error, source)}` };
  const run = parsed;
  return { expression: { type: checked.type ?? 'dyn', evaluate: (scope) => evaluate(run, scope) } };
}

function evaluate(run: (scope: Scope) => unknown, scope: Scope): Evaluated {
  try {
    return { ok: true, value: run(scope) };
  } catch (error) {
    if (error instanceof FieldRefusal) return { ok: false, failure: asFailure(error) };
    // A checked expression knows all its variables; one that is missing now belongs to a value that failed before.
    if (error instanceof EvaluationError && error.code === 'unknown_variable') {
      return { ok: false, failure: 'consequence' };
    }
    return {
      ok: false,
      failure: { rule: 'EXPRESSION', value: null, suggestedFix: `mend the value or the expression: ${brief(error)}` },
    };
  }
}

function asFailure({ rule, value, suggestedFix }: FieldRefusal): Omit<MappingFailure, 'field'> {
  return { rule, value, suggestedFix };
}

function describe(error: unknown, source: string): string {
  const start = error instanceof ParseError || error instanceof CelTypeError ? error.range?.start : undefined;
  if (start === undefined) return brief(error);
  return `${brief(error)} at '${source.slice(start, start + 20)}' (character ${start + 1})`;
}

function brief(error: unknown): string {
  if (error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError) {
    return error.summary;
  }
  return error instanceof Error ? error.message : String(error);
}
