import { Decimal } from '#libs/money';
import { EnetFault } from '../wire/reply.js';
import type { XmlElement } from '../wire/read-xml.js';
import type { Row, Table } from './tables.js';

/** Whether a row is asked for. */
export type Condition = (row: Row) => boolean;

type Comparison = (comparedTo: -1 | 0 | 1) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  EQ: (compared) => compared === 0,
  NE: (compared) => compared !== 0,
  GT: (compared) => compared > 0,
  GE: (compared) => compared >= 0,
  LT: (compared) => compared < 0,
  LE: (compared) => compared <= 0,
};

/**
 * The condition of a `Where`: expressions joined by And (default) and Or, And binding closer, with brackets before and after. Throws
 * `EnetFault` for an unknown column or condition and for brackets that do not match; the wording is invented.
 */
export function conditionOf(where: XmlElement | undefined, table: Table): Condition {
  const tokens = (where?.children('Expression') ?? []).flatMap((expression, index) =>
    tokensOf(expression, index, table),
  );
  if (tokens.length === 0) return () => true;
  const reader = new TokenReader(tokens);
  const condition = anyOf(reader);
  if (!reader.atEnd) throw new EnetFault('Brackets in the Where clause do not match');
  return condition;
}

type Token = '(' | ')' | 'And' | 'Or' | Condition;

function tokensOf(expression: XmlElement, index: number, table: Table): Token[] {
  const joined: Token[] = index === 0 ? [] : [/^or$/i.test(expression.value('AndOr')) ? 'Or' : 'And'];
  return [
    ...joined,
    ...([...expression.value('OpenBracket')] as Token[]),
    comparison(expression, table),
    ...([...expression.value('CloseBracket')] as Token[]),
  ];
}

function comparison(expression: XmlElement, table: Table): Condition {
  const column = expression.value('Column');
  const wanted = expression.value('Value');
  const condition = expression.value('Condition').toUpperCase();
  if (!table.columns.includes(column)) throw new EnetFault(`Column '${column}' not found on table`);
  if (condition === 'LIKE') {
    const pattern = likePattern(wanted);
    return (row) => pattern.test(row[column] ?? '');
  }
  const holds = COMPARISONS[condition];
  if (!holds) throw new EnetFault(`Condition '${condition}' is invalid`);
  const compare = table.numeric.has(column) ? compareNumbers : compareTexts;
  return (row) => holds(compare(row[column] ?? '', wanted));
}

function compareTexts(left: string, right: string): -1 | 0 | 1 {
  const [a, b] = [left.trimEnd(), right.trimEnd()];
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumbers(left: string, right: string): -1 | 0 | 1 {
  try {
    return Decimal.parse(left).compare(Decimal.parse(right));
  } catch {
    throw new EnetFault(`Value '${right}' is not numeric`);
  }
}

/** `*` stands for any text, `?` for any character. */
function likePattern(text: string): RegExp {
  const pattern = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 's');
}

class TokenReader {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get atEnd(): boolean {
    return this.position >= this.tokens.length;
  }

  take(token: Token): boolean {
    const found = this.tokens[this.position] === token;
    if (found) this.position += 1;
    return found;
  }

  next(): Token | undefined {
    return this.tokens[this.position++];
  }
}

function anyOf(reader: TokenReader): Condition {
  const alternatives = [allOf(reader)];
  while (reader.take('Or')) alternatives.push(allOf(reader));
  return (row) => alternatives.some((condition) => condition(row));
}

function allOf(reader: TokenReader): Condition {
  const conditions = [single(reader)];
  while (reader.take('And')) conditions.push(single(reader));
  return (row) => conditions.every((condition) => condition(row));
}

function single(reader: TokenReader): Condition {
  if (reader.take('(')) {
    const inner = anyOf(reader);
    if (!reader.take(')')) throw new EnetFault('Brackets in the Where clause do not match');
    return inner;
  }
  const token = reader.next();
  if (typeof token !== 'function') throw new EnetFault('Brackets in the Where clause do not match');
  return token;
}
