import { addDays } from '#libs/calendar';
import type { LookupDefinition } from '../document/definition.js';
import { FieldRefusal } from '../functions/field-refusal.js';
import type { LookupRow, NumberedRow, TableProblem } from './read-rows.js';

/** Rows by their keys. */
export interface RowIndex {
  readonly problems: readonly TableProblem[];
  /** The row of a key; of a dated table the newest up to the day that comes last in `key`. */
  find(key: readonly string[]): LookupRow | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Indexes the rows of a table and tells of keys that come twice and of days that are none. */
export function indexOf(definition: LookupDefinition, rows: readonly NumberedRow[]): RowIndex {
  return definition.asOf === undefined ? byKey(definition, rows) : byKeyAndDay(definition, definition.asOf, rows);
}

function byKey(definition: LookupDefinition, rows: readonly NumberedRow[]): RowIndex {
  const { found, problems } = unique(definition, definition.key, rows);
  return { problems, find: (key) => found.get(joined(key)) };
}

function byKeyAndDay(definition: LookupDefinition, asOf: string, rows: readonly NumberedRow[]): RowIndex {
  const { problems } = unique(definition, [...definition.key, asOf], rows);
  const noDays = rows.filter(({ row }) => !DAY.test(row[asOf] ?? ''));
  const groups = new Map<string, LookupRow[]>();
  for (const { row } of rows) {
    const key = joined(definition.key.map((column) => row[column] ?? ''));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const newestFirst = (left: LookupRow, right: LookupRow): number =>
    (left[asOf] ?? '') < (right[asOf] ?? '') ? 1 : -1;
  for (const group of groups.values()) group.sort(newestFirst);
  const { maxAgeDays } = definition;
  return {
    problems: [
      ...problems,
      ...noDays.map(({ row, line }) => ({
        ...placeOf(definition, line),
        expected: `a day CCYY-MM-DD as '${asOf}', found '${row[asOf] ?? ''}'`,
      })),
    ],
    find: (key) => {
      const day = key.at(-1) ?? '';
      if (!DAY.test(day)) throw new FieldRefusal('NOT_A_DAY', day, 'give a day CCYY-MM-DD, e.g. by dateIn(…)');
      const row = groups.get(joined(key.slice(0, -1)))?.find((each) => (each[asOf] ?? '') <= day);
      const isTooOld = row && maxAgeDays !== undefined && addDays(row[asOf] ?? '', maxAgeDays) < day;
      return isTooOld ? undefined : row;
    },
  };
}

function unique(definition: LookupDefinition, columns: readonly string[], rows: readonly NumberedRow[]) {
  const found = new Map<string, LookupRow>();
  const lineOf = new Map<string, number>();
  const problems: TableProblem[] = [];
  const unit = definition.file === undefined ? 'row' : 'line';
  for (const { row, line } of rows) {
    const key = joined(columns.map((column) => row[column] ?? ''));
    const first = lineOf.get(key);
    if (first === undefined) lineOf.set(key, line);
    else {
      const expected = `each key once; '${key.split(SEPARATOR).join(' × ')}' of ${unit} ${line} is in ${unit} ${first} already`;
      problems.push({ ...placeOf(definition, line), expected });
    }
    found.set(key, Object.freeze(row));
  }
  return { found, problems };
}

function placeOf({ file }: LookupDefinition, line: number): Pick<TableProblem, 'file' | 'line'> {
  return file === undefined ? {} : { file, line };
}

const SEPARATOR = '\u0000';

function joined(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : parts.join(SEPARATOR);
}
