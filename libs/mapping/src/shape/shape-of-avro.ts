import { InvariantViolation } from '#libs/errors';
import type { FieldShape, RecordShape } from './shape.js';

type AvroType = string | readonly AvroType[] | AvroNamed;
interface AvroNamed {
  readonly type: string | AvroNamed;
  readonly name?: string;
  readonly fields?: readonly { readonly name: string; readonly type: AvroType; readonly doc?: string }[];
  readonly items?: AvroType;
}

const PRIMITIVES: Readonly<Record<string, 'string' | 'int' | 'bool'>> = {
  string: 'string',
  enum: 'string',
  int: 'int',
  long: 'int',
  boolean: 'bool',
};

/**
 * The shape of the record called `name` (without namespace) in an Avro schema of ours, so that a field added to a contract can be
 * mapped at once and a field renamed breaks the mappings that use it when they are compiled, not when an order comes.
 * Throws `InvariantViolation` when there is no such record or it uses a type outside our schema rules.
 */
export function shapeOfAvro(schema: object, name: string): RecordShape {
  const shapes = new Map<string, FieldShape>();
  fieldShape(schema as AvroNamed, shapes);
  const found = shapes.get(name);
  if (found?.kind !== 'record') throw new InvariantViolation(`The schema has no record '${name}'`);
  return found.record;
}

function fieldShape(type: AvroType, named: Map<string, FieldShape>): FieldShape {
  if (typeof type === 'string') return primitiveOrNamed(type, named);
  if (isUnion(type)) return { ...fieldShape(withoutNull(type), named), nullable: true };
  if (typeof type.type === 'object') return fieldShape(type.type, named);
  if (type.type === 'array') return { kind: 'list', nullable: false, item: fieldShape(type.items ?? 'null', named) };
  const built: FieldShape = type.type === 'record' ? recordShape(type, named) : primitiveOrNamed(type.type, named);
  if (type.name) named.set(type.name, built);
  return built;
}

function recordShape(type: AvroNamed, named: Map<string, FieldShape>): FieldShape {
  const fields = (type.fields ?? []).map(
    ({ name, type: fieldType, doc }) => [name, withDoc(fieldShape(fieldType, named), doc)] as const,
  );
  return { kind: 'record', nullable: false, record: { name: type.name ?? '', fields: Object.fromEntries(fields) } };
}

function withDoc(shape: FieldShape, doc: string | undefined): FieldShape {
  return doc === undefined ? shape : { ...shape, doc };
}

function primitiveOrNamed(type: string, named: Map<string, FieldShape>): FieldShape {
  const kind = PRIMITIVES[type];
  if (kind) return { kind, nullable: false };
  const found = named.get(type);
  if (!found) throw new InvariantViolation(`Mappings know no Avro type '${type}'`);
  return found;
}

function isUnion(type: AvroType): type is readonly AvroType[] {
  return Array.isArray(type);
}

function withoutNull(union: readonly AvroType[]): AvroType {
  const [only] = union.filter((branch) => branch !== 'null');
  if (only === undefined) throw new InvariantViolation('A union of ours is ["null", T]');
  return only;
}
