import type { z } from 'zod';
import type { Complaint } from '../problem/mapping-problem.js';
import { nearest } from '../problem/nearest.js';
import { keysAt } from './json-schema.js';
import type { DocumentPath } from './text-position.js';

type Issue = z.core.$ZodIssue;

/** What a schema found wrong, in words that say what would be right, each with its path. */
export function explainIssues(issues: readonly Issue[], source: unknown): (Complaint & { path: DocumentPath })[] {
  return issues.flatMap((issue) => explain(issue, issue.path as DocumentPath, source));
}

function explain(issue: Issue, path: DocumentPath, source: unknown): (Complaint & { path: DocumentPath })[] {
  const found = valueAt(source, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      expected: /\W/.test(key)
        ? `quotes around an expression with a comma or a brace: within { } it ends there, and '${key}' is left`
        : `a part that mappings have here (${known.join(', ')}); '${key}' is unknown`,
      didYouMean: nearest(key, known),
    }));
  }
  if (issue.code === 'invalid_union') return explainUnion(issue, path, source, found);
  if (issue.code === 'invalid_value' && issue.values.length > 1) {
    const allowed = issue.values.map(String);
    const didYouMean = nearest(String(found), allowed);
    return [{ path, expected: `one of ${allowed.join(', ')}, found ${shown(found)}`, didYouMean }];
  }
  if (issue.code === 'invalid_type' && found === undefined)
    return [{ path, expected: `'${path.join('.')}', which is missing` }];
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues;
    return [{ path, expected: inner?.message ?? 'another name' }];
  }
  return [{ path, expected: `${plain(issue.message)}, found ${shown(found)}` }];
}

/** Of a choice only the problems of the branch that was meant count: a map is meant as a map. */
function explainUnion(issue: Issue & { code: 'invalid_union' }, path: DocumentPath, source: unknown, found: unknown) {
  const isMap = typeof found === 'object' && found !== null && !Array.isArray(found);
  const branch = isMap
    ? issue.errors.find((errors) =>
        errors.every(({ path: inner, code }) => inner.length > 0 || code !== 'invalid_type'),
      )
    : undefined;
  if (branch) return branch.flatMap((inner) => explain(inner, [...path, ...(inner.path as DocumentPath)], source));
  const wanted = keysAt(path);
  const expected =
    wanted.length > 0 ? `an expression, or a map with ${wanted.join(', ')}` : 'a text, a whole number, true or false';
  return [{ path, expected: `${expected}; found ${shown(found)}` }];
}

function valueAt(source: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (holder, step) => (holder as Record<string | number, unknown> | null | undefined)?.[step],
    source,
  );
}

function plain(message: string): string {
  const expected = /^Invalid input: expected (\w+)/.exec(message)?.[1];
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    record: 'a map',
    object: 'a map',
    array: 'a list',
    boolean: 'true or false',
    int: 'a whole number',
    number: 'a whole number',
  };
  return expected === undefined ? message : (words[expected] ?? expected);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
