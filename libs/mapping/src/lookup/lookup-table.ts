import { parse } from 'csv-parse/sync';
import type { LookupDefinition } from '../document/mapping-document.js';
import { FieldRefusal } from '../functions/field-refusal.js';

/** A row: column → text. */
export type LookupRow = Readonly<Record<string, string>>;

/** A table that is asked by its key columns, in their order. */
export interface LookupTable {
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** The row of a key. Where there is none: the table's default row, or a `FieldRefusal` LOOKUP_MISS. */
  find(key: readonly string[]): LookupRow;
}

/** A table or everything that is wrong with it, in words. */
export type LookupResult =
  { readonly table: LookupTable; readonly problems?: never } | { readonly problems: readonly string[] };

/** Builds the table `name` from its definition; `readFile` gives the text of a file named in it (UTF-8, BOM and CRLF are fine). */
export function lookupTable(
  name: string,
  definition: LookupDefinition,
  readFile: (file: string) => string,
): LookupResult {
  const rows = rowsOf(definition, readFile);
  if (typeof rows === 'string') return { problems: [rows] };
  const columns = Object.keys(rows[0] ?? {});
  const problems = [
    ...(rows.length === 0 ? ['at least one row'] : []),
    ...definition.key.filter((column) => !columns.includes(column)).map((column) => `a column '${column}' for the key`),
    ...columns
      .filter((column) => !/^[a-z][A-Za-z0-9]*$/.test(column))
      .map((column) => `column names of letters and digits, found '${column}'`),
    ...((definition.onMiss === 'default') === (definition.default !== undefined)
      ? []
      : ['`default` together with `onMiss: default`']),
    ...(definition.default && Object.keys(definition.default).sort().join() !== [...columns].sort().join()
      ? [`a default with exactly the columns ${columns.join(', ')}`]
      : []),
  ];
  const byKey = new Map<string, LookupRow>();
  for (const row of rows) {
    const key = keyOf(definition.key.map((column) => row[column] ?? ''));
    if (byKey.has(key)) problems.push(`each key once; '${shown(key)}' comes twice`);
    byKey.set(key, row);
  }
  if (problems.length > 0) return { problems };
  return { table: { key: definition.key, columns, find: finder(name, definition, byKey) } };
}

function finder(name: string, definition: LookupDefinition, byKey: ReadonlyMap<string, LookupRow>) {
  return (key: readonly string[]): LookupRow => {
    const found = byKey.get(keyOf(key)) ?? definition.default;
    if (found) return found;
    throw new FieldRefusal(
      'LOOKUP_MISS',
      key.join(' × '),
      `add a row for '${key.join(' × ')}' (${definition.key.join(' × ')}) to ${definition.file ?? `lookup ${name}`}`,
    );
  };
}

function rowsOf(definition: LookupDefinition, readFile: (file: string) => string): LookupRow[] | string {
  if ((definition.file === undefined) === (definition.rows === undefined)) return 'either `file` or `rows`';
  if (definition.file === undefined) return definition.rows ?? [];
  try {
    return parse<LookupRow>(readFile(definition.file), {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    return `a readable CSV file '${definition.file}': ${error instanceof Error ? error.message : String(error)}`;
  }
}

const SEPARATOR = '\u0000';

function keyOf(parts: readonly string[]): string {
  return parts.join(SEPARATOR);
}

function shown(key: string): string {
  return key.split(SEPARATOR).join(' × ');
}
