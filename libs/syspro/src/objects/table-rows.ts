import { writeXml } from '../xml/write-xml.js';
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

/** Rows of a SYSPRO table (COMFND [L] W, MCP). Nothing found is no rows. Throws `RetryableError` only. */
export async function findRows<C extends string>(door: Door, question: TableQuestion<C>): Promise<TableRow<C>[]> {
  const root = await door.session.query('COMFND', documentOf(question), door.watch);
  return root.children('Row').map((row) => {
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
