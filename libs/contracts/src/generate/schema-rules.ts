import {
  bodyFieldOf,
  isArray,
  isEnum,
  isRecord,
  isTimestamp,
  kindsOf,
  nullableOf,
  type AvroField,
  type AvroRecord,
  type AvroType,
} from './avro-schema.js';

const ALLOWED_PRIMITIVES = new Set(['string', 'boolean', 'int', 'long', 'bytes']);
const CARD_NUMBER_NAMES = /^(cardNumber|pan|primaryAccountNumber|cv2|cvc|cvv|securityCode|track\d?|expiryDate)$/i;
/** Kinds that need no body: what they say is said by the head. */
const KINDS_WITHOUT_BODY = new Set(['UNKNOWN']);

/**
 * Everything in which a schema of ours breaks our own rules, one sentence each with the field's path; empty when it keeps them.
 *
 * The rules (architecture, section 4): documented fields; no floats, maps, fixed, decimals; unions only `["null", T]` with default
 * null; enums with default UNKNOWN; amounts as `long` beside a currency; times as timestamp-millis; a body for every kind; no room
 * for card data.
 */
export function brokenRules(record: AvroRecord): string[] {
  return [...checkRecord(record, record.name), ...checkKinds(record)];
}

function checkRecord(record: AvroRecord, path: string): string[] {
  const problems = record.doc ? [] : [`${path}: has no doc`];
  for (const field of record.fields) problems.push(...checkField(field, `${path}.${field.name}`, record));
  return problems;
}

function checkField(field: AvroField, path: string, record: AvroRecord): string[] {
  const problems: string[] = [];
  if (!field.doc) problems.push(`${path}: has no doc (meaning, unit, source)`);
  if (CARD_NUMBER_NAMES.test(field.name)) problems.push(`${path}: no schema has room for card data`);
  if (field.name.endsWith('At') && !isTimestamp(nullableOf(field.type) ?? field.type)) {
    problems.push(`${path}: an instant is a long of logicalType timestamp-millis`);
  }
  if (field.name.endsWith('Minor')) problems.push(...checkAmount(field, path, record));
  if (nullableOf(field.type) !== undefined && field.default !== null) problems.push(`${path}: default must be null`);
  return [...problems, ...checkType(field.type, path)];
}

function checkAmount(field: AvroField, path: string, record: AvroRecord): string[] {
  const problems: string[] = [];
  if ((nullableOf(field.type) ?? field.type) !== 'long') problems.push(`${path}: an amount is a long of minor units`);
  // A line's amounts are in its order's currency, and an order's command states it once: the innermost record that is not a line carries it.
  const isLine = record.name.endsWith('Line') || record.name.endsWith('Payment');
  if (!isLine && !record.fields.some((other) => other.name === 'currency')) {
    problems.push(`${path}: an amount never stands without its currency`);
  }
  return problems;
}

function checkType(type: AvroType, path: string): string[] {
  if (typeof type === 'string') {
    // A name with a capital refers to a type declared earlier in the same schema.
    if (ALLOWED_PRIMITIVES.has(type) || /^[A-Z]/.test(type)) return [];
    return [`${path}: type '${type}' is not among ${[...ALLOWED_PRIMITIVES].join(', ')}`];
  }
  if (Array.isArray(type)) {
    if (type.length !== 2 || type[0] !== 'null') return [`${path}: unions are only ["null", T]`];
    return checkType(type[1], path);
  }
  if (isArray(type)) return checkType(type.items, `${path}[]`);
  if (isRecord(type)) return checkRecord(type, path);
  if (isEnum(type)) {
    return type.default === 'UNKNOWN' && type.symbols[0] === 'UNKNOWN'
      ? []
      : [`${path}: an enum starts with UNKNOWN and has it as default, so that an old reader survives a new word`];
  }
  if (isTimestamp(type) && type.logicalType === 'timestamp-millis') return [];
  return [`${path}: type ${JSON.stringify(type)} is not one of ours`];
}

function checkKinds(record: AvroRecord): string[] {
  const kinds = kindsOf(record);
  if (!kinds) return [];
  const fields = new Map(record.fields.map((field) => [field.name, field]));
  return kinds.symbols
    .filter((kind) => !KINDS_WITHOUT_BODY.has(kind))
    .filter((kind) => nullableOf(fields.get(bodyFieldOf(kind))?.type ?? 'string') === undefined)
    .map((kind) => `${record.name}: kind ${kind} needs a nullable body field '${bodyFieldOf(kind)}'`);
}
