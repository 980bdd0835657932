import { CsvError, parse } from 'csv-parse/sync';
import type { LookupDefinition } from '../document/definition.js';
import type { Complaint } from '../problem/mapping-problem.js';

/** More than any table beside a mapping should hold; a bigger one is master data and belongs elsewhere. */
const MOST_ROWS = 200_000;

/** A row: column → text. */
export type LookupRow = Readonly<Record<string, string>>;

/** Something wrong with a table; with file and line where a line of a CSV file is meant. */
export interface TableProblem extends Complaint {
  readonly file?: string;
  readonly line?: number;
}

/** A row with its place. */
export interface NumberedRow {
  readonly row: LookupRow;
  /** Line of the file, or number of the row, from 1. */
  readonly line: number;
}

/** The rows and the names of their columns, or what is wrong. */
type Rows =
  | { readonly rows: readonly NumberedRow[]; readonly columns: readonly string[]; readonly problems?: never }
  | { readonly problems: readonly TableProblem[] };

/** The rows of a table, from its CSV file (a byte order mark, CRLF, quotes and blank lines are fine) or from the document itself. */
export function readRows(definition: LookupDefinition, readFile: (file: string) => string): Rows {
  const { file, rows } = definition;
  if ((file === undefined) === (rows === undefined))
    return { problems: [{ expected: 'either `file` (a CSV beside this file) or `rows`' }] };
  if (file === undefined) return inlineRows(rows ?? []);
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    return { problems: [{ expected: `a readable CSV file '${file}': ${messageOf(error)}` }] };
  }
  return csvRows(file, text);
}

function inlineRows(rows: readonly LookupRow[]): Rows {
  const columns = Object.keys(rows[0] ?? {});
  if (rows.length === 0) return { problems: [{ expected: 'at least one row' }] };
  const odd = rows.findIndex((row) => Object.keys(row).sort().join() !== [...columns].sort().join());
  if (odd >= 0)
    return { problems: [{ expected: `the same columns in each row; row ${odd + 1} differs from the first` }] };
  return { rows: rows.map((row, index) => ({ row, line: index + 1 })), columns };
}

function csvRows(file: string, text: string): Rows {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    // With `info` each record comes with its line, which the types do not tell.
    records = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
    }) as unknown as typeof records;
  } catch (error) {
    const line = error instanceof CsvError ? Number((error as unknown as { lines?: number }).lines ?? 1) : 1;
    return { problems: [{ file, line, expected: `readable CSV: ${messageOf(error)}` }] };
  }
  const [heading, ...rest] = records;
  const columns = heading?.record ?? [];
  if (rest.length === 0) return { problems: [{ file, line: 1, expected: 'a heading and at least one row' }] };
  if (rest.length > MOST_ROWS)
    return { problems: [{ file, line: 1, expected: `at most ${MOST_ROWS} rows; more is master data` }] };
  const repeated = columns.find((column, index) => columns.indexOf(column) !== index);
  if (repeated !== undefined)
    return { problems: [{ file, line: 1, expected: `each column once; '${repeated}' comes twice` }] };
  const odd = rest.filter(({ record }) => record.length !== columns.length);
  if (odd.length > 0) {
    return {
      problems: odd.slice(0, 20).map(({ record, info }) => ({
        ...{ file, line: info.lines },
        expected: `${columns.length} columns as the heading has, found ${record.length} (a comma in a text needs quotes)`,
      })),
    };
  }
  const rows = rest.map(({ record, info }) => ({
    row: Object.fromEntries(columns.map((column, index) => [column, record[index] ?? ''])),
    line: info.lines,
  }));
  return { rows, columns };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
