import type { JsonSchema } from './json-schema.js';

/** One field of a body, for a table. */
export interface FieldRow {
  /** Path; `[]` stands for each item. */
  readonly field: string;
  readonly required: boolean;
  /** For people: `text, at most 30`. */
  readonly type: string;
  readonly meaning: string;
}

/** A schema as rows, outer fields first. Fields that several kinds of a body share are told once, with all that may be in them. */
export function fieldRows(schema: JsonSchema): FieldRow[] {
  const rows = new Map<string, FieldRow>();
  for (const row of rowsOf(schema, '')) {
    const told = rows.get(row.field);
    if (!told) rows.set(row.field, row);
    else if (!told.type.split(' or ').includes(row.type)) {
      rows.set(row.field, { ...told, type: `${told.type} or ${row.type}` });
    }
  }
  return [...rows.values()];
}

function rowsOf(schema: JsonSchema, path: string): FieldRow[] {
  const alternatives = (schema.oneOf ?? schema.anyOf ?? []).flatMap((each) => rowsOf(each, path));
  const items = schema.items ? rowsOf(schema.items, `${path}[]`) : [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const required = schema.required?.includes(name) ?? false;
    const row = { field: at, required, type: typeWords(field), meaning: field.description ?? '' };
    return [row, ...rowsOf(field, at)];
  });
  return [...own, ...alternatives, ...items];
}

/** What may be sent, in words. */
function typeWords(schema: JsonSchema): string {
  const { type, anyOf, oneOf, items, format, maxLength, minimum, maximum, maxItems } = schema;
  if (typeof schema['const'] === 'string') return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'].join(' | ');
  const alternatives = anyOf ?? oneOf;
  if (alternatives) {
    const others = alternatives.filter((each) => each.type !== 'null');
    return [...new Set(others.map(typeWords))].join(' or ');
  }
  const facts = [
    ...[format, maxLength && `at most ${Number(maxLength)}`, minimum !== undefined && `from ${Number(minimum)}`],
    ...[maximum !== undefined && `to ${Number(maximum)}`, maxItems && `at most ${Number(maxItems)}`],
  ].filter((fact) => typeof fact === 'string');
  const name = type === 'array' && items ? `list of ${typeWords(items)}s` : nameOf(type);
  return [name, ...facts].join(', ');
}

function nameOf(type: JsonSchema['type']): string {
  const [name = 'any'] = [type ?? []].flat().filter((each) => each !== 'null');
  return NAMES[name] ?? name;
}

const NAMES: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: 'true or false' };
