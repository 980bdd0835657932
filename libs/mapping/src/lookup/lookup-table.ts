import type { LookupDefinition } from '../document/definition.js';
import { FieldRefusal } from '../functions/field-refusal.js';
import { nearest } from '../problem/nearest.js';
import { readRows, type LookupRow, type TableProblem } from './read-rows.js';
import { indexOf } from './row-index.js';

/** A table that is asked by its key columns, in their order. */
export interface LookupTable {
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** The row of a key. Where there is none: as the table's on-miss policy says, in the end a `FieldRefusal` LOOKUP_MISS. */
  find(key: readonly string[]): LookupRow;
  /** Whether there is a row of its own for the key, or in the table it falls back on. */
  has(key: readonly string[]): boolean;
}

/** A table or everything that is wrong with it. */
export type LookupResult =
  | { readonly table: LookupTable; readonly problems?: never }
  | { readonly table?: never; readonly problems: readonly TableProblem[] };

/** Builds the table `name` from its definition; `fallback` is the table it asks next. */
export function lookupTable(
  name: string,
  definition: LookupDefinition,
  fallback: LookupTable | undefined,
  readFile: (file: string) => string,
): LookupResult {
  const read = readRows(definition, readFile);
  if (read.problems) return { problems: read.problems };
  const { rows, columns } = read;
  const problems: TableProblem[] = [
    ...columnProblems(definition, columns, fallback),
    ...defaultProblems(definition, columns),
  ];
  const index = indexOf(definition, rows);
  problems.push(...index.problems);
  if (problems.length > 0) return { problems };
  const onMiss = missPolicy(name, definition, fallback);
  const { asOf } = definition;
  return {
    table: {
      ...{ key: asOf === undefined ? definition.key : [...definition.key, asOf], columns },
      find: (key) => index.find(key) ?? onMiss(key),
      has: (key) => index.find(key) !== undefined || (fallback?.has(key) ?? false),
    },
  };
}

function missPolicy(name: string, definition: LookupDefinition, fallback: LookupTable | undefined) {
  const given = definition.default;
  return (key: readonly string[]): LookupRow => {
    if (fallback) return fallback.find(key);
    if (given) return underKey(given, definition.key, key);
    throw new FieldRefusal(
      'LOOKUP_MISS',
      key.join(' × '),
      `add a row for '${key.join(' × ')}' (${definition.key.join(' × ')}) to ${definition.file ?? `lookup ${name}`}`,
    );
  };
}

/** A default row without keys is found under the key that was asked. A loop, because most lines of an order may come here. */
function underKey(given: LookupRow, columns: readonly string[], key: readonly string[]): LookupRow {
  const row: Record<string, string> = { ...given };
  for (let place = 0; place < columns.length; place += 1) row[columns[place] ?? ''] ??= key[place] ?? '';
  return row;
}

function columnProblems(
  definition: LookupDefinition,
  columns: readonly string[],
  fallback: LookupTable | undefined,
): TableProblem[] {
  const heading = definition.file === undefined ? {} : { file: definition.file, line: 1 };
  const lacking = fallback ? columns.filter((column) => !fallback.columns.includes(column)) : [];
  return [
    ...definition.key
      .filter((column) => !columns.includes(column))
      .map((column) => ({
        expected: `a column '${column}' for the key; there are ${columns.join(', ')}`,
        didYouMean: nearest(column, columns),
      })),
    ...asOfProblems(definition, columns),
    ...columns
      .filter((column) => !/^[a-z][A-Za-z0-9]*$/.test(column))
      .map((column) => ({
        ...heading,
        expected: `column names of letters and digits that start in lower case, found '${column}'`,
      })),
    ...(fallback && fallback.key.length !== definition.key.length + (definition.asOf === undefined ? 0 : 1)
      ? [
          {
            expected: `a fallback with ${definition.key.length} key columns; '${definition.fallback ?? ''}' has ${fallback.key.length}`,
          },
        ]
      : []),
    ...(lacking.length > 0 ? [{ expected: `a fallback with the columns ${lacking.join(', ')}` }] : []),
  ];
}

function asOfProblems({ asOf, key, maxAgeDays }: LookupDefinition, columns: readonly string[]): TableProblem[] {
  if (asOf === undefined) return maxAgeDays === undefined ? [] : [{ expected: '`maxAgeDays` together with `asOf`' }];
  if (key.includes(asOf)) return [{ expected: `'${asOf}' as \`asOf\` alone, not among the keys` }];
  if (columns.includes(asOf)) return [];
  return [{ expected: `a column '${asOf}' for asOf`, didYouMean: nearest(asOf, columns) }];
}

function defaultProblems(
  { onMiss, default: given, key }: LookupDefinition,
  columns: readonly string[],
): TableProblem[] {
  if ((onMiss === 'default') !== (given !== undefined))
    return [{ expected: '`default` (a row) together with `onMiss: default`' }];
  if (!given) return [];
  const missing = columns.filter((column) => !(column in given) && !key.includes(column));
  const unknown = Object.keys(given).filter((column) => !columns.includes(column));
  if (missing.length === 0 && unknown.length === 0) return [];
  return [{ expected: `a default with exactly the columns ${columns.join(', ')} (its keys may be left out)` }];
}
