import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower case letters, digits and -');
const identifier = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a name of letters and digits that starts in lower case');
const expression = z.string().min(1);
const constant = z.union([z.string(), z.number().int(), z.boolean()]);

const fieldRule = z.strictObject({
  value: expression,
  required: z.boolean().default(false),
  maxLength: z.number().int().min(1).optional(),
  tooLong: z.enum(['reject', 'cut', 'shorten']).default('reject'),
  maxItems: z.number().int().min(1).optional(),
});

/** A field is an expression, or an expression with what must hold of its value. */
const field = z.union([expression.transform((value) => fieldRule.parse({ value })), fieldRule]);
const fields = z.record(z.string(), field);

const row = z.record(z.string(), z.string());
const lookup = z.strictObject({
  /** CSV beside the document: a heading, then a row each; read as text. */
  file: z.string().min(1).optional(),
  rows: z.array(row).optional(),
  key: z.array(z.string()).min(1),
  onMiss: z.enum(['reject', 'default']).default('reject'),
  default: row.optional(),
});

const section = z.strictObject({
  id: identifier,
  each: expression.optional(),
  as: identifier.optional(),
  when: expression.optional(),
  values: z.record(identifier, expression).default({}),
  fields,
});

const rule = z.strictObject({
  id: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'upper case letters, digits and _'),
  field: z.string(),
  expect: expression,
  value: expression.optional(),
  fix: z.string().min(1),
});

/** What a mapping file may contain; README.md of this library explains each part by example. */
export const mappingDocument = z.strictObject({
  name,
  version: z.string().min(1).max(40),
  target: z.string(),
  codePage: z.enum(['windows-1252']).optional(),
  constants: z.record(identifier, constant).default({}),
  lookups: z.record(identifier, lookup).default({}),
  values: z.record(identifier, expression).default({}),
  lines: z.strictObject({ field: z.string(), sections: z.array(section).min(1) }).optional(),
  fields,
  rules: z.array(rule).default([]),
});

export type MappingDocument = z.output<typeof mappingDocument>;
export type LookupDefinition = MappingDocument['lookups'][string];
export type FieldDefinition = MappingDocument['fields'][string];
export type SectionDefinition = NonNullable<MappingDocument['lines']>['sections'][number];
export type RuleDefinition = MappingDocument['rules'][number];
