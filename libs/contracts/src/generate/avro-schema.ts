/** The part of Avro's schema language that our schemas may use; `schema-rules.ts` refuses the rest. */
export type AvroType = string | AvroRecord | AvroEnum | AvroArray | AvroLogical | [string, AvroType];

export interface AvroField {
  name: string;
  type: AvroType;
  doc?: string;
  default?: unknown;
}

export interface AvroRecord {
  type: 'record';
  name: string;
  namespace?: string;
  doc?: string;
  fields: AvroField[];
}

export interface AvroEnum {
  type: 'enum';
  name: string;
  doc?: string;
  symbols: string[];
  default?: string;
}

export interface AvroArray {
  type: 'array';
  items: AvroType;
}

export interface AvroLogical {
  type: 'long';
  logicalType: string;
}

export const isRecord = (type: AvroType): type is AvroRecord => isKind(type, 'record');
export const isEnum = (type: AvroType): type is AvroEnum => isKind(type, 'enum');
export const isArray = (type: AvroType): type is AvroArray => isKind(type, 'array');
export const isTimestamp = (type: AvroType): type is AvroLogical => isKind(type, 'long');

/** The type inside `["null", T]`, or undefined for a type that may not be null. */
export function nullableOf(type: AvroType): AvroType | undefined {
  return Array.isArray(type) && type[0] === 'null' ? type[1] : undefined;
}

/** `SALES_ORDER_CREATED` → `salesOrderCreated`: the body field of a kind. */
export function bodyFieldOf(kind: string): string {
  return kind.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The enum of a record's `kind` field, or undefined for a record of one kind only. */
export function kindsOf(record: AvroRecord): AvroEnum | undefined {
  const kind = record.fields.find((field) => field.name === 'kind');
  return kind && isEnum(kind.type) && record.namespace !== undefined ? kind.type : undefined;
}

function isKind(type: AvroType, kind: string): boolean {
  return typeof type === 'object' && !Array.isArray(type) && type.type === kind;
}
