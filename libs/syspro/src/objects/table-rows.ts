import { RetryableError } from '#libs/errors';
import { writeXml } from '../xml/write-xml.js';
import type { XmlElement } from '../xml/xml-element.js';
import type { Door } from './posting.js';

export type Condition = 'EQ' | 'NE' | 'GT' | 'GE' | 'LT' | 'LE' | 'LIKE';

/** A COMFND question: a SELECT on one table. Names are case-sensitive; values of keys must be in stored form (`storedKey`). */
export interface TableQuestion<C extends string> {
  readonly table: string;
  readonly columns: readonly C[];
  /** All must hold. */
  readonly where: readonly { readonly column: string; readonly condition: Condition; readonly value: string }[];
  readonly orderBy?: string;
  /** Most rows wanted; as many rows back means that there may be more. */
  readonly limit: number;
}

/** Column → trimmed text; empty where SYSPRO has nothing. */
export type TableRow<C extends string> = Readonly<Record<C, string>>;

/**
 * Rows of a SYSPRO table (COMFND [L] W, MCP). Nothing found is no rows, and so that it means something the reply must be COMFND's of that
 * table, with as many rows as it counts. Throws `RetryableError` only.
 */
export async function findRows<C extends string>(door: Door, question: TableQuestion<C>): Promise<TableRow<C>[]> {
  const root = await door.session.query('COMFND', documentOf(question), door.watch);
  const rows = root.children('Row');
  const counted = root.value('RowsReturned');
  // Whatever else is well-formed XML (a proxy's page, a list cut short) would say "not there", and what is not there is posted.
  if (!root.is(question.table) || (counted !== '' && Number(counted) !== rows.length)) {
    throw unfamiliar(question.table, root, counted, rows.length);
  }
  return rows.map((row) => {
    return Object.fromEntries(question.columns.map((column) => [column, row.value(column)])) as TableRow<C>;
  });
}

function documentOf(question: TableQuestion<string>): string {
  const expressions = question.where.map(({ column, condition, value }, index) => ({
    AndOr: index === 0 ? undefined : 'And',
    OpenBracket: '(',
    Column: column,
    Condition: condition,
    Value: value,
    CloseBracket: ')',
  }));
  return writeXml({
    Query: {
      TableName: question.table,
      ReturnRows: question.limit,
      Columns: { Column: question.columns },
      Where: { Expression: expressions },
      OrderBy: question.orderBy === undefined ? undefined : { Column: question.orderBy },
    },
  });
}

function unfamiliar(table: string, root: XmlElement, counted: string, rows: number): RetryableError {
  const text = `COMFND answers about ${table} with <${root.name}>, ${rows} rows where it counts '${counted}'`;
  return new RetryableError(text, { code: 'SYSPRO_ANSWER_UNFAMILIAR', facts: { table } });
}
