import { FieldRefusal } from '../functions/field-refusal.js';
import { asList, asText, asWhole, kindOf, unfit } from './operations.js';
import { matches } from './patterns.js';
import type { WorkBudget } from './work-budget.js';

/** A function of CEL's own that mappings may use; a method has its receiver as first argument. */
export interface StandardFunction {
  readonly does: string;
  readonly call: (budget: WorkBudget, first: unknown, second: unknown, third: unknown) => unknown;
}

/**
 * By `name/arguments`, methods by `.name/arguments`. What CEL has besides (fractions, bytes, instants, maps) mappings have no use for: money
 * is whole, decimals and dates are texts with functions of our own.
 */
export const STANDARD_FUNCTIONS: Readonly<Record<string, StandardFunction>> = {
  'size/1': { does: 'characters of a text, items of a list', call: (budget, value) => size(value, budget) },
  '.size/0': { does: 'characters of a text, items of a list', call: (budget, value) => size(value, budget) },
  'string/1': { does: 'a text, whole number or flag as a text', call: (_, value) => asPrinted(value) },
  'int/1': {
    does: 'a text of digits as a whole number',
    call: (_, value) => (typeof value === 'bigint' ? value : digits(asText(value, 'int()'))),
  },
  '.startsWith/1': {
    does: 'whether a text begins with another',
    call: (_, text, start) => asText(text, 'startsWith').startsWith(asText(start, 'startsWith')),
  },
  '.endsWith/1': {
    does: 'whether a text ends with another',
    call: (_, text, end) => asText(text, 'endsWith').endsWith(asText(end, 'endsWith')),
  },
  '.contains/1': {
    does: 'whether a text has another in it',
    call: (budget, text, part) => scanned(text, budget, 'contains').includes(asText(part, 'contains')),
  },
  '.matches/1': {
    does: 'whether a pattern (RE2) is found in a text',
    call: (budget, text, pattern) => matches(scanned(text, budget, 'matches'), asText(pattern, 'matches'), budget),
  },
  '.trim/0': { does: 'without blanks at its ends', call: (budget, text) => scanned(text, budget, 'trim').trim() },
  '.lowerAscii/0': { does: 'in lower case', call: (budget, text) => scanned(text, budget, 'lowerAscii').toLowerCase() },
  '.upperAscii/0': { does: 'in upper case', call: (budget, text) => scanned(text, budget, 'upperAscii').toUpperCase() },
  '.indexOf/1': {
    does: 'where a text is found first, from 0; -1 where it is not',
    call: (budget, text, part) => BigInt(scanned(text, budget, 'indexOf').indexOf(asText(part, 'indexOf'))),
  },
  '.lastIndexOf/1': {
    does: 'where a text is found last, from 0; -1 where it is not',
    call: (budget, text, part) => BigInt(scanned(text, budget, 'lastIndexOf').lastIndexOf(asText(part, 'lastIndexOf'))),
  },
  '.substring/1': {
    does: 'from a place to the end',
    call: (_, text, start) => substring(asText(text, 'substring'), start, undefined),
  },
  '.substring/2': {
    does: 'from a place up to another',
    call: (_, text, start, end) => substring(asText(text, 'substring'), start, end),
  },
  '.split/1': {
    does: 'the parts of a text between separators',
    call: (budget, text, separator) => scanned(text, budget, 'split').split(asText(separator, 'split')),
  },
  '.join/0': { does: 'texts put together', call: (budget, list) => join(list, '', budget) },
  '.join/1': {
    does: 'texts put together with something between them',
    call: (budget, list, between) => join(list, asText(between, 'join'), budget),
  },
};

function size(value: unknown, budget: WorkBudget): bigint {
  if (Array.isArray(value)) return BigInt(value.length);
  const text = scanned(value, budget, 'size');
  let characters = 0;
  for (const _ of text) characters += 1;
  return BigInt(characters);
}

/** A text that is looked through from end to end, which costs by its length. */
function scanned(value: unknown, budget: WorkBudget, by: string): string {
  const text = asText(value, by);
  if (text.length > 64) budget.spend(text.length >> 6);
  return text;
}

function asPrinted(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  throw unfit(value, 'string()', 'a text, a whole number or a flag');
}

function digits(text: string): bigint {
  if (/^-?\d{1,18}$/.test(text)) return BigInt(text);
  throw new FieldRefusal('NOT_A_NUMBER', text, 'write a whole number such as 12');
}

function substring(text: string, start: unknown, end: unknown): string {
  const from = Number(asWhole(start, 'substring'));
  const to = end === undefined ? text.length : Number(asWhole(end, 'substring'));
  if (from >= 0 && to >= from && to <= text.length) return text.slice(from, to);
  throw new FieldRefusal(
    'EXPRESSION',
    null,
    `ask for the length first: a text of ${text.length} has no part from ${from} to ${to}`,
  );
}

function join(list: unknown, between: string, budget: WorkBudget): string {
  const texts = asList(list, 'join');
  let length = 0;
  for (const text of texts) {
    if (typeof text !== 'string') throw unfit(text, 'join', `texts, not ${kindOf(text)}`);
    length += text.length + between.length;
  }
  budget.spend(texts.length);
  budget.text(length);
  return texts.join(between);
}
