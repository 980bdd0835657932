import { types } from 'pg';

type TextParser = (text: string) => unknown;

/** Throws rather than rounds: an amount or a sequence beyond 2^53 must never be silently another one. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53`);
  return value;
}

const textArray = types.getTypeParser(1009 as never) as (text: string) => string[];

/**
 * How columns arrive where node-postgres' own way would mislead: `bigint` as a safe number (pg: text), `date` as `YYYY-MM-DD` (pg: local
 * midnight, which is another day elsewhere). Everything else as pg has it: `numeric` is text, `timestamptz` a Date, `jsonb` parsed.
 */
const OWN_PARSERS: ReadonlyMap<number, TextParser> = new Map<number, TextParser>([
  [types.builtins.INT8, safeInteger],
  [types.builtins.DATE, (text) => text],
  [1016, (text) => textArray(text).map(safeInteger)],
  [1182, textArray],
]);

function getTypeParser(oid: number, format: 'text' | 'binary' = 'text'): unknown {
  const own = format === 'text' ? OWN_PARSERS.get(oid) : undefined;
  return own ?? types.getTypeParser(oid, format);
}

export const COLUMN_TYPES = { getTypeParser };
