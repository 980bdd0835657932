/** What a field holds, and what its contract says of it. `int` is a whole number (money in minor units, instants in milliseconds); there are no fractions in our documents. */
export type FieldShape = { readonly nullable: boolean; readonly doc?: string | undefined } & (
  | { readonly kind: 'string' | 'int' | 'bool' }
  | { readonly kind: 'record'; readonly record: RecordShape }
  | { readonly kind: 'list'; readonly item: FieldShape }
);

/** A record's fields by name. `name` is what error messages call it; unique among the shapes of one mapping. */
export interface RecordShape {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldShape>>;
}

/** A text. */
export const text: FieldShape = { kind: 'string', nullable: false };
/** A whole number, safe as a JavaScript integer. */
export const whole: FieldShape = { kind: 'int', nullable: false };
/** True or false. */
export const flag: FieldShape = { kind: 'bool', nullable: false };

/** The same field, which may also be null. */
export function optional(field: FieldShape): FieldShape {
  return { ...field, nullable: true };
}

/** A list of `item`s. */
export function listOf(item: FieldShape): FieldShape {
  return { kind: 'list', nullable: false, item };
}

/** A record as a field. */
export function recordOf(record: RecordShape): FieldShape {
  return { kind: 'record', nullable: false, record };
}

/** The shape of a record, written down: `shape('Site', { company: text })`. */
export function shape(name: string, fields: Readonly<Record<string, FieldShape>>): RecordShape {
  return { name, fields };
}
