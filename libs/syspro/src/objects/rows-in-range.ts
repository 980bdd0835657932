import type { Door } from './posting.js';
import { findRows, type TableRow } from './table-rows.js';

/** Every row whose key lies between two others, both included. */
export interface RangeQuestion<C extends string> {
  readonly table: string;
  readonly columns: readonly C[];
  /** The column the range is over; several rows may share a value. Must be one of `columns`. */
  readonly keyColumn: C;
  /** Stored form. */
  readonly from: string;
  readonly to: string;
  /** Rows asked for at a time. */
  readonly pageRows: number;
}

/**
 * Reads a range page by page. A page starts with the last key of the one before, because rows that share a key may be cut apart by the
 * page's end; those seen twice are returned once. A page of a single key only is asked for again, larger.
 */
export async function rowsInRange<C extends string>(door: Door, question: RangeQuestion<C>): Promise<TableRow<C>[]> {
  const { table, columns, keyColumn, to } = question;
  const rows = new Map<string, TableRow<C>>();
  let from = question.from;
  let limit = question.pageRows;
  for (;;) {
    const page = await findRows(door, {
      table,
      columns,
      where: [
        { column: keyColumn, condition: 'GE', value: from },
        { column: keyColumn, condition: 'LE', value: to },
      ],
      orderBy: keyColumn,
      limit,
    });
    for (const row of page) rows.set(JSON.stringify(row), row);
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return [...rows.values()];
    if (last[keyColumn] === from) limit *= 2;
    from = last[keyColumn];
  }
}
