import type { FieldProblem } from '#libs/service';
import type { ZodError } from 'zod';
import { closestTo } from './closest-name.js';

/** As many as somebody mends in one go; a body may hold thousands. */
const TOLD_AT_MOST = 50;

/**
 * What is wrong with a body, field by field, in words that never repeat a value. A field nobody knows is named itself, with the known one it
 * may have been meant to be. At most 50 are told; the last one then says how many more there are.
 */
export function fieldProblems(error: ZodError): FieldProblem[] {
  const problems = error.issues.flatMap((issue): FieldProblem[] => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') return [{ field: path.join('.'), message: issue.message }];
    const known = issue.message.split(' ');
    return issue.keys.map((key) => ({ field: [...path, shortened(key)].join('.'), message: unknownField(key, known) }));
  });
  if (problems.length <= TOLD_AT_MOST) return problems;
  const more = problems.length - TOLD_AT_MOST;
  return [...problems.slice(0, TOLD_AT_MOST), { field: '', message: `and ${more} problems more` }];
}

function unknownField(key: string, known: readonly string[]): string {
  const meant = closestTo(key, known);
  return meant === undefined
    ? 'is no field that is known here'
    : `is no field that is known here; did you mean '${meant}'?`;
}

/** A name may be as long as a body. */
function shortened(name: string): string {
  return name.length <= 50 ? name : `${name.slice(0, 50)}…`;
}
