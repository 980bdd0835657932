import {
  bodyFieldOf,
  isArray,
  isEnum,
  isRecord,
  isTimestamp,
  kindsOf,
  nullableOf,
  type AvroEnum,
  type AvroField,
  type AvroRecord,
  type AvroType,
} from './avro-schema.js';

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  bytes: 'Buffer',
};

/**
 * TypeScript for one record: an interface per nested record, a union of words per enum, a discriminated union where there are
 * kinds, and the definition that carries the schema at run time. The same input gives the same text, byte for byte, before formatting.
 */
export function typescriptFor(record: AvroRecord, path: string): string {
  const declarations: string[] = [];
  declare(record, declarations);
  const body = declarations.join('\n\n');
  const imports = [`import type { ${usesTimestamps(body)}RecordDefinition } from '../record-definition.js';`];
  if (body.includes('MinorUnits')) imports.unshift("import type { MinorUnits } from '#libs/money';");
  const kinds = kindsOf(record);
  const bodies = kinds
    ? `\n  bodies: { ${bodyKinds(record, kinds)
        .map((kind) => `${kind}: '${bodyFieldOf(kind)}'`)
        .join(', ')} },`
    : '';
  return `// Generated from ${path} by \`npm run contracts\`. Do not edit: change the schema.
${imports.join('\n')}

${body}

export const ${record.name}Record: RecordDefinition<${record.name}> = {
  name: '${record.namespace}.${record.name}',${bodies}
  schema: ${JSON.stringify(record, null, 2)},
};
`;
}

function usesTimestamps(body: string): string {
  return body.includes('TimestampMillis') ? 'TimestampMillis, ' : '';
}

function declare(type: AvroType, into: string[]): void {
  const inner = nullableOf(type);
  if (inner !== undefined) declare(inner, into);
  else if (isArray(type)) declare(type.items, into);
  else if (isEnum(type)) into.push(`${comment(type.doc)}export type ${type.name} = ${words(type)};`);
  else if (isRecord(type)) {
    for (const field of type.fields) declare(field.type, into);
    into.push(kindsOf(type) ? discriminatedUnion(type) : plainInterface(type));
  }
}

function plainInterface(record: AvroRecord): string {
  return `${comment(record.doc)}export interface ${record.name} {\n${record.fields.map(property).join('\n')}\n}`;
}

function discriminatedUnion(record: AvroRecord): string {
  const kinds = kindsOf(record) as AvroEnum;
  const withBody = bodyKinds(record, kinds);
  const bodyFields = new Set(withBody.map(bodyFieldOf));
  const head = record.fields.filter((field) => field.name !== 'kind' && !bodyFields.has(field.name));
  const variants = kinds.symbols.map((kind) => {
    const bodies = record.fields
      .filter((field) => bodyFields.has(field.name))
      .map((field) =>
        field.name === bodyFieldOf(kind)
          ? `readonly ${field.name}: ${typeName(nullableOf(field.type) ?? field.type, field.name)};`
          : `readonly ${field.name}?: null;`,
      );
    return `(${record.name}Head & { readonly kind: '${kind}'; ${bodies.join(' ')} })`;
  });
  return `/** What every ${record.name} has, whatever its kind. */
export interface ${record.name}Head {\n${head.map(property).join('\n')}\n}

${comment(record.doc)}export type ${record.name} =\n  | ${variants.join('\n  | ')};`;
}

/** Kinds that have a body of their own: all but UNKNOWN, which stands for a kind newer than the reader. */
function bodyKinds(record: AvroRecord, kinds: AvroEnum): string[] {
  const fields = new Set(record.fields.map((field) => field.name));
  return kinds.symbols.filter((kind) => fields.has(bodyFieldOf(kind)));
}

function property(field: AvroField): string {
  return `${comment(field.doc, '  ')}  readonly ${field.name}: ${typeName(field.type, field.name)};`;
}

function typeName(type: AvroType, fieldName: string): string {
  const inner = nullableOf(type);
  if (inner !== undefined) return `${typeName(inner, fieldName)} | null`;
  if (isTimestamp(type)) return 'TimestampMillis';
  if (isArray(type)) return `readonly ${typeName(type.items, fieldName)}[]`;
  if (isRecord(type) || isEnum(type)) return type.name;
  if (type === 'long' && fieldName.endsWith('Minor')) return 'MinorUnits';
  return PRIMITIVES[type as string] ?? (type as string);
}

function words(type: AvroEnum): string {
  return type.symbols.map((symbol) => `'${symbol}'`).join(' | ');
}

function comment(doc: string | undefined, indent = ''): string {
  return doc ? `${indent}/** ${doc} */\n` : '';
}
