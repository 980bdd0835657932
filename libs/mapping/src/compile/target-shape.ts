import type { FieldShape, RecordShape } from '../shape/shape.js';

/** Fields a document fills one by one: records inside the target are reached by a dot (`shipTo.name`), lists of records only by line sections. */
export function fillableFields(target: RecordShape): ReadonlyMap<string, FieldShape> {
  const fields = new Map<string, FieldShape>();
  for (const [name, field] of Object.entries(target.fields)) {
    if (field.kind === 'record' && !field.nullable) {
      for (const [inner, shape] of fillableFields(field.record)) fields.set(`${name}.${inner}`, shape);
    } else if (!isRecordList(field)) {
      fields.set(name, field);
    }
  }
  return fields;
}

/** Steps to the fields of the target that `filled` leaves out; each may be null. */
export function unfilledFields(target: RecordShape, filled: object): string[][] {
  return [...fillableFields(target).keys()].filter((name) => !(name in filled)).map((name) => name.split('.'));
}

/** The record of a line, when `name` is a list of records. */
export function lineShape(target: RecordShape, name: string): RecordShape | undefined {
  const field = target.fields[name];
  return field && isRecordList(field) && field.item.kind === 'record' ? field.item.record : undefined;
}

/** Names of the lists of records in the target. */
export function lineFields(target: RecordShape): string[] {
  return Object.entries(target.fields)
    .filter(([, field]) => isRecordList(field))
    .map(([name]) => name);
}

/** Puts a value at the end of `steps`, making the records on the way. */
export function putAt(record: Record<string, unknown>, steps: readonly string[], value: unknown): void {
  let holder = record;
  for (let at = 0; at < steps.length - 1; at += 1) {
    holder = (holder[steps[at] ?? ''] ??= {}) as Record<string, unknown>;
  }
  holder[steps.at(-1) ?? ''] = value;
}

function isRecordList(field: FieldShape): field is FieldShape & { kind: 'list' } {
  return field.kind === 'list' && field.item.kind === 'record';
}
