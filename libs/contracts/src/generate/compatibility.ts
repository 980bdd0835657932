import {
  isArray,
  isEnum,
  isRecord,
  nullableOf,
  type AvroField,
  type AvroRecord,
  type AvroType,
} from './avro-schema.js';

/**
 * Everything in which `next` could not live beside `released`, one sentence each with the path; empty when every reader of either
 * understands every writer of either (what a registry calls FULL_TRANSITIVE when asked for each released version).
 *
 * Our rule is stricter than Avro's and needs no resolver: fields are only added, nullable with default null; enums only grow at the
 * end; nothing is renamed, removed or retyped. Texts (`doc`) may change.
 */
export function incompatibilities(released: AvroRecord, next: AvroRecord): string[] {
  return compareRecords(released, next, released.name);
}

function compareRecords(released: AvroRecord, next: AvroRecord, path: string): string[] {
  const problems: string[] = [];
  if (released.name !== next.name || released.namespace !== next.namespace)
    problems.push(`${path}: was renamed to ${next.name}`);
  const fields = new Map(next.fields.map((field) => [field.name, field]));
  for (const field of released.fields) {
    const other = fields.get(field.name);
    if (!other) problems.push(`${path}.${field.name}: was removed; readers in the field still expect it`);
    else problems.push(...compareFields(field, other, `${path}.${field.name}`));
    fields.delete(field.name);
  }
  for (const added of fields.values()) {
    if (nullableOf(added.type) === undefined || added.default !== null) {
      problems.push(`${path}.${added.name}: a new field must be ["null", T] with default null`);
    }
  }
  return problems;
}

function compareFields(released: AvroField, next: AvroField, path: string): string[] {
  const problems = compareTypes(released.type, next.type, path);
  if (JSON.stringify(released.default) !== JSON.stringify(next.default)) problems.push(`${path}: its default changed`);
  return problems;
}

function compareTypes(released: AvroType, next: AvroType, path: string): string[] {
  const [oldInner, newInner] = [nullableOf(released), nullableOf(next)];
  if (oldInner !== undefined && newInner !== undefined) return compareTypes(oldInner, newInner, path);
  if (isRecord(released) && isRecord(next)) return compareRecords(released, next, path);
  if (isArray(released) && isArray(next)) return compareTypes(released.items, next.items, `${path}[]`);
  if (isEnum(released) && isEnum(next)) {
    const kept = released.symbols.every((symbol, index) => next.symbols[index] === symbol);
    return kept && released.name === next.name && released.default === next.default
      ? []
      : [`${path}: an enum only grows at its end`];
  }
  return JSON.stringify(released) === JSON.stringify(next)
    ? []
    : [`${path}: type changed from ${JSON.stringify(released)} to ${JSON.stringify(next)}`];
}
