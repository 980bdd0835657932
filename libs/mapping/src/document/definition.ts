import { z } from 'zod';

/** The format this release reads and writes. Grows only when an older release could no longer read what a newer one writes. */
export const FORMAT = 2;

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'lower case letters, digits and -')
  .max(60)
  .describe('Name of the mapping; with the version it goes with every document made.');
const identifier = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'a name of letters and digits that starts in lower case')
  .max(60);
const expression = z
  .string()
  .min(1)
  .max(5000, 'an expression of at most 5,000 characters; give its parts names under `values`');
const constant = z.union([z.string(), z.number().int(), z.boolean()]);
const note = z.string().optional().describe('A sentence for people; changes nothing.');

const fieldRule = z
  .strictObject({
    value: expression.optional().describe('CEL expression that gives the value.'),
    constant: z
      .union([constant, z.null()])
      .optional()
      .describe('The value itself instead of an expression: a text, a whole number, true, false or null.'),
    when: expression
      .optional()
      .describe('CEL condition. Where it does not hold, the field takes its `default`, or null where it may be null.'),
    default: expression
      .optional()
      .describe('CEL expression for the value where `when` does not hold or the value is null or blank.'),
    required: z
      .boolean()
      .default(false)
      .describe('Refuse the document when the value is null, blank or an empty list.'),
    maxLength: z.number().int().min(1).optional().describe('Greatest number of characters, of each text of a list.'),
    tooLong: z
      .enum(['reject', 'cut', 'shorten'])
      .default('reject')
      .describe(
        'For a longer text: reject the document, cut it, or shorten it so that two long texts still differ (~ and six characters made from the whole).',
      ),
    maxItems: z.number().int().min(1).optional().describe('Greatest number of items of a list.'),
    repair: z
      .array(identifier)
      .optional()
      .describe('Names of the repairs that may be applied to this field; any other is only proposed.'),
    note,
  })
  .check((context) => {
    const { value, constant: literal } = context.value;
    if ((value === undefined) === (literal === undefined)) {
      context.issues.push({
        code: 'custom',
        message: 'either `value` (an expression) or `constant`',
        input: context.value,
        continue: true,
      });
    }
  });

/** A field is an expression, or a map with what must hold of its value. */
const field = z.union([expression.transform((value) => fieldRule.parse({ value })), fieldRule]);
const fields = z.record(z.string(), field);

const row = z.record(z.string(), z.string('a text; put numbers in quotes'));
const lookup = z.strictObject({
  file: z
    .string()
    .min(1)
    .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\]+$/, 'a file in this folder or below')
    .optional()
    .describe('CSV beside the mapping: a heading, then a row each; everything is read as text.'),
  rows: z.array(row).max(10_000).optional().describe('The rows themselves, for a small table.'),
  key: z.array(z.string()).min(1).describe('The columns it is asked by, in the order of its arguments.'),
  asOf: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Column of the day a row holds from, CCYY-MM-DD: asked with a day as last argument, the newest row up to it counts (dated rates).',
    ),
  maxAgeDays: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('With `asOf`: a row that holds from more days before counts as none.'),
  onMiss: z
    .enum(['reject', 'default', 'fallback'])
    .default('reject')
    .describe('For a key without a row: refuse the document, take the `default` row, or ask the `fallback` table.'),
  default: row.optional().describe('Row of `onMiss: default`: every column, or every column besides the keys.'),
  fallback: identifier
    .optional()
    .describe('Table of `onMiss: fallback`, asked with the same keys; it has at least the same columns.'),
  note,
});

const section = z.strictObject({
  id: identifier.describe('Stable name; expressions below see the lines of the section under it.'),
  each: expression.optional().describe('CEL list; a line for each element …'),
  as: identifier.optional().describe('… which expressions of this section see under this name.'),
  when: expression.optional().describe('CEL condition, of each element or of the one line.'),
  values: z.record(identifier, expression).default({}).describe('Intermediate values of one element, in order.'),
  fields: fields.describe('Fields of the line.'),
  note,
});

const rule = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'upper case letters, digits and _')
    .describe('Stable name, told with every refusal.'),
  field: z.string().describe('Target field the rule is about.'),
  when: expression.optional().describe('CEL condition; where it does not hold the rule says nothing.'),
  expect: expression.describe('CEL condition that must hold.'),
  value: expression.optional().describe('CEL expression to show with a refusal.'),
  fix: z.string().min(1).describe('What the owner of a refused document does next.'),
  source: z.string().min(1).optional().describe('Where the rule comes from, e.g. `syspro.md 2.1`.'),
  note,
});

/** What a mapping file may contain. README.md of this library explains each part by example; mapping.schema.json is generated from here. */
export const mappingDefinition = z.strictObject({
  format: z.literal(FORMAT, `${FORMAT}; this release knows no other`).default(FORMAT).describe('Format of this file.'),
  name,
  version: z
    .string('a text; put it in quotes')
    .regex(/^[0-9A-Za-z][0-9A-Za-z.-]*$/, 'letters, digits, . and -, e.g. 1.2.0')
    .max(24)
    .describe('Version; raise it with every change.'),
  target: z.string().describe('Name of the record it makes.'),
  codePage: z.enum(['windows-1252']).optional().describe('Code page every text must fit.'),
  note,
  constants: z.record(identifier, constant).default({}).describe('Names for texts, whole numbers and flags.'),
  lookups: z.record(identifier, lookup).default({}).describe('Tables; each becomes a function of its key columns.'),
  values: z
    .record(identifier, expression)
    .default({})
    .describe('Intermediate values, in order; each may use those above it.'),
  lines: z
    .strictObject({
      field: z.string().describe('The list of records of the target.'),
      sections: z.array(section).min(1).describe('Filled from the top.'),
    })
    .optional()
    .describe('Fills the list of lines.'),
  fields: fields.describe('Fields of the document: an expression, or an expression with what must hold of it.'),
  rules: z.array(rule).default([]).describe('What must hold of the whole document.'),
});

export type MappingDefinition = z.output<typeof mappingDefinition>;
export type LookupDefinition = MappingDefinition['lookups'][string];
export type FieldDefinition = MappingDefinition['fields'][string];
export type SectionDefinition = NonNullable<MappingDefinition['lines']>['sections'][number];
export type RuleDefinition = MappingDefinition['rules'][number];
