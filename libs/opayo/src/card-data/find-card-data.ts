import { hasCardNumber } from './card-number.js';

// No schema of ours is as deep; a body that is gets refused for its shape, not by an overflowing stack.
const DEEPEST = 32;

/** Names under which a bar code is at home. */
const ARTICLE_NUMBER = /^(?:stockCode|barcode|gtin|ean)$/i;

/**
 * Walks a decoded JSON value (or the fields of a form) and names the places that hold a card number, e.g. `placed.lines.3.description`.
 * The digits themselves are never returned, so the answer can be logged and sent back. Property names are looked at as well.
 */
export function findCardData(value: unknown): string[] {
  return findIn(value, '', 0);
}

function findIn(value: unknown, path: string, depth: number): string[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    const name = path.slice(path.lastIndexOf('.') + 1);
    return hasCardNumber(String(value), { articleNumber: ARTICLE_NUMBER.test(name) }) ? [path] : [];
  }
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => findIn(item, joined(path, String(index)), depth + 1));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, item]) => {
    if (hasCardNumber(name)) return [joined(path, '(a property name)')];
    return findIn(item, joined(path, name), depth + 1);
  });
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
