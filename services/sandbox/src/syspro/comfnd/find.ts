import { Decimal } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import { EnetFault } from '../wire/reply.js';
import type { XmlElement } from '../wire/read-xml.js';
import { writeDocument, type Element } from '../wire/write-xml.js';
import { conditionOf } from './condition.js';
import { TABLES, type Row, type Table } from './tables.js';

const VERSION = '8.0.105';
/** Rows when the caller sets no limit: invented. */
const DEFAULT_ROWS = 100;

/**
 * COMFND: rows of one table (syspro.md 2.8). Values are compared in stored form, exactly. Nothing found is an answer with no rows; an
 * unknown table or column is an `EnetFault`.
 */
export function find(query: XmlElement, books: BookReader): string {
  const name = query.value('TableName');
  const table = TABLES.get(name);
  if (!table) throw new EnetFault(`Table '${name}' not found`);
  const columns = named(query, 'Columns', table) ?? table.columns;
  const orderBy = named(query, 'OrderBy', table) ?? table.key;
  const condition = conditionOf(query.child('Where'), table);
  const limit = Number(query.value('ReturnRows')) || DEFAULT_ROWS;
  const rows = table.rows(books).filter(condition).sort(inOrderOf(orderBy, table)).slice(0, limit);
  return writeDocument(name, VERSION, [
    headerDetails(name, columns, orderBy),
    ...rows.map((row): Element => ['Row', columns.map((column) => [column, row[column] ?? ''])]),
    ['RowsReturned', String(rows.length).padStart(8)],
  ]);
}

function named(query: XmlElement, section: string, table: Table): string[] | undefined {
  const columns =
    query
      .child(section)
      ?.children('Column')
      .map(({ text }) => text) ?? [];
  for (const column of columns) {
    if (!table.columns.includes(column)) throw new EnetFault(`Column '${column}' not found on table`);
  }
  return columns.length > 0 ? columns : undefined;
}

function inOrderOf(columns: readonly string[], table: Table): (left: Row, right: Row) => number {
  return (left, right) => {
    for (const column of columns) {
      const [a, b] = [left[column] ?? '', right[column] ?? ''];
      const compared = table.numeric.has(column)
        ? Decimal.parse(a).compare(Decimal.parse(b))
        : a < b
          ? -1
          : a > b
            ? 1
            : 0;
      if (compared !== 0) return compared;
    }
    return 0;
  };
}

function headerDetails(table: string, columns: readonly string[], orderBy: readonly string[]): Element {
  const listed = (names: readonly string[]): Element[] => names.map((column) => ['Column', column]);
  return [
    'HeaderDetails',
    [
      ['TableName', table],
      ['Columns', listed(columns)],
      ['OrderBy', listed(orderBy)],
    ],
  ];
}
