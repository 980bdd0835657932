import { InvariantViolation } from '#libs/errors';

/**
 * JSON with one spelling per value: members sorted by name (UTF-16 order), no white space, members that are `undefined` left out, what has
 * `toJSON` (dates) by that, `bigint` as its digits. Raises `InvariantViolation` NOT_CANONICAL for what JSON would silently change: NaN,
 * infinities, functions, symbols, maps, sets, and `undefined` itself.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value !== 'object' || value instanceof Map || value instanceof Set) throw notCanonical(value);
  if (hasToJson(value)) return canonicalJson(value.toJSON());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  return `{${members(value).join(',')}}`;
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function members(value: object): string[] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
}

function notCanonical(value: unknown): InvariantViolation {
  const found = typeof value === 'object' ? 'a Map or Set' : typeof value === 'number' ? String(value) : typeof value;
  return new InvariantViolation(`Only JSON values have a canonical form, not ${found}`, { code: 'NOT_CANONICAL' });
}
