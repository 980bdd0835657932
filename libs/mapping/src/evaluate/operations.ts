import { FieldRefusal } from '../functions/field-refusal.js';
import type { WorkBudget } from './work-budget.js';

/** What a binary operator does with two values. */
export type Operation = (left: unknown, right: unknown, budget: WorkBudget) => unknown;

const MOST = 9223372036854775807n;
const LEAST = -9223372036854775808n;

/** CEL's binary operators over the values mappings have: texts, whole numbers, flags, lists, records and null. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': add,
  '-': whole('-', (left, right) => left - right),
  '*': whole('*', (left, right) => left * right),
  '/': whole('/', (left, right) => left / notZero(right)),
  '%': whole('%', (left, right) => left % notZero(right)),
  '==': (left, right, budget) => left === right || same(left, right, budget),
  '!=': (left, right, budget) => !(left === right || same(left, right, budget)),
  '<': ordered('<', (left, right) => left < right),
  '<=': ordered('<=', (left, right) => left <= right),
  '>': ordered('>', (left, right) => left > right),
  '>=': ordered('>=', (left, right) => left >= right),
  in: (value, list, budget) =>
    asList(list, 'in').some((item) => (budget.spend(1), item === value || same(item, value, budget))),
};

/** Minus of a whole number. */
export function negative(value: unknown): bigint {
  return within(-asWhole(value, '-'));
}

export function asWhole(value: unknown, by: string): bigint {
  if (typeof value === 'bigint') return value;
  throw unfit(value, by, 'a whole number');
}

export function asText(value: unknown, by: string): string {
  if (typeof value === 'string') return value;
  throw unfit(value, by, 'a text');
}

export function asFlag(value: unknown, by: string): boolean {
  if (typeof value === 'boolean') return value;
  throw unfit(value, by, 'true or false');
}

export function asList(value: unknown, by: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unfit(value, by, 'a list');
}

/** A value an operator or function cannot take: most often a null that nobody asked for first. */
export function unfit(value: unknown, by: string, wanted: string): FieldRefusal {
  const found = kindOf(value);
  const advice =
    value === null ? 'ask first whether there is one (filled(…), … != null)' : 'mend the value or the expression';
  return new FieldRefusal('EXPRESSION', null, `${advice}: ${by} takes ${wanted} and found ${found}`);
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    bigint: 'a whole number',
    number: 'a whole number',
    boolean: 'a flag',
  };
  return names[typeof value] ?? 'a record';
}

function add(left: unknown, right: unknown, budget: WorkBudget): unknown {
  if (typeof left === 'bigint' && typeof right === 'bigint') return within(left + right);
  if (typeof left === 'string' && typeof right === 'string') {
    budget.text(left.length + right.length);
    return left + right;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    budget.list(left.length + right.length);
    return [...(left as unknown[]), ...(right as unknown[])];
  }
  throw unfit(
    typeof left === 'string' || typeof left === 'bigint' ? right : left,
    '+',
    'two texts, two whole numbers or two lists',
  );
}

function whole(name: string, work: (left: bigint, right: bigint) => bigint): Operation {
  return (left, right) => within(work(asWhole(left, name), asWhole(right, name)));
}

function ordered(
  name: string,
  holds: (left: bigint | string | boolean, right: bigint | string | boolean) => boolean,
): Operation {
  return (left, right) => {
    if (typeof left === typeof right && isOrdered(left) && isOrdered(right)) return holds(left, right);
    throw unfit(isOrdered(left) ? right : left, name, 'two texts or two whole numbers');
  };
}

function isOrdered(value: unknown): value is bigint | string | boolean {
  return typeof value === 'bigint' || typeof value === 'string' || typeof value === 'boolean';
}

function within(value: bigint): bigint {
  if (value <= MOST && value >= LEAST) return value;
  throw new FieldRefusal('EXPRESSION', null, 'make the numbers smaller: the result does not fit 64 bits');
}

function notZero(value: bigint): bigint {
  if (value !== 0n) return value;
  throw new FieldRefusal('EXPRESSION', null, 'ask first whether the divisor is 0');
}

/** Whether two values are alike, lists and records by what is in them. */
function same(left: unknown, right: unknown, budget: WorkBudget): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  budget.spend(keys.length);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) =>
    same((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key], budget),
  );
}
