import { hasCardNumber } from './card-number.js';

/** Names under which a bar code is at home. */
const ARTICLE_NUMBER = /^(?:stockCode|barcode|gtin|ean)$/i;

/**
 * Walks a decoded JSON value (or the fields of a form) and names the places that hold a card number, e.g. `placed.lines[3].description`.
 * The digits themselves are never returned, so the answer can be logged and sent back. Property names are looked at as well.
 */
export function findCardData(value: unknown, path = ''): string[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    const name = /([^.[\]]+)(?:\[\d+\])*$/.exec(path)?.[1] ?? '';
    return hasCardNumber(String(value), { articleNumber: ARTICLE_NUMBER.test(name) }) ? [path] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => findCardData(item, `${path}[${index}]`));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, item]) => {
    if (hasCardNumber(name)) return [path === '' ? '(a property name)' : `${path}.(a property name)`];
    return findCardData(item, path === '' ? name : `${path}.${name}`);
  });
}
