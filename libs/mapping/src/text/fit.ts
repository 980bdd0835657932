import { fingerprint } from '../functions/reference.js';

/** What to do with a text that is too long: refuse the document, cut it, or cut it so that two long texts still differ. */
export type TooLongPolicy = 'reject' | 'cut' | 'shorten';

const MARK_LENGTH = 7;

/** Length as SYSPRO counts it: characters, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** The first `maxLength` characters; a pair of surrogates is never torn. */
export function cut(text: string, maxLength: number): string {
  return [...text].slice(0, maxLength).join('').trimEnd();
}

/**
 * At most `maxLength` characters, and different for different texts: the beginning, `~` and six characters made from the whole text.
 * A text that fits stays as it is. `maxLength` is at least 8.
 */
export function shorten(text: string, maxLength: number): string {
  if (lengthOf(text) <= maxLength) return text;
  return `${cut(text, maxLength - MARK_LENGTH)}~${fingerprint(text, MARK_LENGTH - 1)}`;
}
