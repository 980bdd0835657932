import {
  compileMapping,
  listOf,
  MappingDoesNotCompile,
  MappingRejected,
  optional,
  problemText,
  recordOf,
  shape,
  text,
  whole,
  type CompiledMapping,
  type MappingFailure,
  type MappingKind,
} from '../src/index.js';

// A small mapping with everything in it, for specs: an order becomes an invoice.

export const SOURCE = shape('Source', {
  order: recordOf(
    shape('Order', {
      reference: text,
      note: optional(text),
      currency: text,
      totalMinor: whole,
      billing: optional(recordOf(shape('Billing', { city: text, floors: whole }))),
      lines: listOf(recordOf(shape('Line', { code: text, amountMinor: whole }))),
    }),
  ),
});
export const TARGET = shape('Invoice', {
  customer: text,
  note: optional(text),
  totalMinor: whole,
  shipTo: recordOf(shape('ShipTo', { lines: listOf(text) })),
  lines: listOf(recordOf(shape('InvoiceLine', { code: text, valueMinor: whole }))),
});

export const DOCUMENT = `
name: invoice
version: 1.2.0
target: Invoice
codePage: windows-1252
constants: { shop: web }
lookups:
  customer: { file: customers.csv, key: [currency] }
values:
  account: customer(order.currency)
lines:
  field: lines
  sections:
    - id: goods
      each: order.lines
      as: line
      fields:
        code: { value: line.code.upperAscii(), maxLength: 5 }
        valueMinor: line.amountMinor
    - id: rounding
      when: sum(goods.map(each, each.valueMinor)) != order.totalMinor
      fields:
        code: '"ROUND"'
        valueMinor: order.totalMinor - sum(goods.map(each, each.valueMinor))
fields:
  customer: { value: account.code, required: true, maxLength: 6 }
  note: order.note # may be null
  totalMinor: sum(lines.map(each, each.valueMinor))
  shipTo.lines: { value: '[shop, order.reference]', maxLength: 8, tooLong: cut, maxItems: 2 }
rules:
  - id: ROUNDING_TOO_LARGE
    field: lines
    expect: abs(sum(rounding.map(each, each.valueMinor))) <= 1
    value: sum(rounding.map(each, each.valueMinor))
    fix: look at the sums of the order
`;
export const CUSTOMERS = '\uFEFFcurrency,code\r\nGBP,GUEST\r\nEUR,EURGUEST\r\n';
export const ORDER = {
  order: {
    reference: '536365',
    note: null as string | null,
    currency: 'GBP',
    totalMinor: 301,
    billing: null as { city: string; floors: number } | null,
    lines: [
      { code: 'a1', amountMinor: 100 },
      { code: 'b2', amountMinor: 200 },
    ],
  },
};

/** The document with one thing in it replaced; throws when it is not there. */
export function changed(from: string | RegExp, to: string, document = DOCUMENT): string {
  const made = document.replace(from, to);
  if (made === document) throw new Error(`the document has no ${String(from)}`);
  return made;
}

export function compile(
  document = DOCUMENT,
  customers = CUSTOMERS,
  kind: Partial<MappingKind> = {},
): CompiledMapping<typeof ORDER, Record<string, unknown>> {
  return compileMapping(document, 'invoice.yaml', { source: SOURCE, target: TARGET, ...kind }, (file) => {
    if (file !== 'customers.csv') throw new Error(`no such file ${file}`);
    return customers;
  });
}

/** Problems of a document as people read them; empty when it compiles. */
export function problemsOf(document: string, customers?: string): string[] {
  try {
    compile(document, customers);
  } catch (error) {
    if (!(error instanceof MappingDoesNotCompile)) throw error;
    return error.problems.map(problemText);
  }
  return [];
}

/** What refuses `source`, as `field RULE`. Throws when it is mapped. */
export function failuresOf(
  source: unknown,
  document = DOCUMENT,
): { error: MappingRejected; failures: string[]; all: readonly MappingFailure[] } {
  try {
    compile(document).map(source as typeof ORDER);
  } catch (error) {
    if (!(error instanceof MappingRejected)) throw error;
    return { error, all: error.failures, failures: error.failures.map(({ field, rule }) => `${field} ${rule}`) };
  }
  throw new Error('the document was mapped');
}

/** Line of the first text like `needle`, from 1. */
export function lineOf(needle: string, document = DOCUMENT): number {
  return document.split('\n').findIndex((line) => line.includes(needle)) + 1;
}
