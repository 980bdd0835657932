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

/** Puts a value at a dotted name. */
export function putAt(record: Record<string, unknown>, dottedName: string, value: unknown): void {
  const steps = dottedName.split('.');
  const last = steps.pop() ?? dottedName;
  let holder = record;
  for (const step of steps) holder = (holder[step] ??= {}) as Record<string, unknown>;
  holder[last] = value;
}

function isRecordList(field: FieldShape): field is FieldShape & { kind: 'list' } {
  return field.kind === 'list' && field.item.kind === 'record';
}
