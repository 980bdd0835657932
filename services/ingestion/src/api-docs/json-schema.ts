import { z } from 'zod';
import { fieldDoc } from './field-docs.js';

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

/**
 * What may be sent, made of the schema that validates it, with each field explained. Sums, and what depends on another field, are told in words only: a schema
 * language has none for them.
 */
export function requestSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _$schema, ...made } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return explained(made as JsonSchema);
}

function explained(schema: JsonSchema): JsonSchema {
  const { properties, items, oneOf, anyOf } = schema;
  return {
    ...withoutExactBounds(schema),
    ...(properties && { properties: mapValues(properties, explainedField) }),
    ...(items && { items: explained(items) }),
    ...(oneOf && { oneOf: oneOf.map(explained) }),
    ...(anyOf && { anyOf: anyOf.map(explained) }),
  };
}

function explainedField(name: string, schema: JsonSchema): JsonSchema {
  const description = schema.description ?? fieldDoc(name);
  return { ...explained(schema), ...(description === undefined ? {} : { description }) };
}

/** That an integer is exact in JavaScript is no rule of ours. */
function withoutExactBounds(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema).filter(([, value]) => Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER);
  return Object.fromEntries(entries);
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (name: string, value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(name, value)]));
}
