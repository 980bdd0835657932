import type { Environment } from '@marcbachmann/cel-js';
import { InvariantViolation } from '#libs/errors';
import type { FieldShape, RecordShape } from '../shape/shape.js';

type Instance = Record<string, unknown>;
type InstanceClass = new () => Instance;

/**
 * The records an expression may see, as CEL types of their own: a field that does not exist is found when the mapping is compiled.
 * Whole numbers become bigint (CEL's int), so that no amount ever passes through a float.
 */
export class RecordTypes {
  private readonly known = new Map<string, { shape: RecordShape; make: InstanceClass }>();

  constructor(private readonly environment: Environment) {}

  /** Registers a record and the records inside it; returns its CEL type name. Throws `InvariantViolation` for two shapes of one name. */
  register(shape: RecordShape): string {
    const known = this.known.get(shape.name);
    if (known && known.shape !== shape) throw new InvariantViolation(`Two shapes are called '${shape.name}'`);
    if (known) return shape.name;
    const make = class {} as unknown as InstanceClass;
    this.known.set(shape.name, { shape, make });
    const fields = Object.entries(shape.fields).map(([name, field]) => [name, this.typeOf(field)] as const);
    this.environment.registerType(shape.name, { ctor: make, fields: Object.fromEntries(fields) });
    return shape.name;
  }

  /** CEL type of a field. What may be null is `dyn`: an expression has to ask before it uses it. */
  typeOf(field: FieldShape): string {
    const type = this.plainTypeOf(field);
    return field.nullable ? 'dyn' : type;
  }

  /** A plain value as CEL sees it. Missing fields become null where they may. */
  toCel(value: unknown, field: FieldShape): unknown {
    if (value === null || value === undefined) return field.nullable ? null : undefined;
    if (field.kind === 'int') return BigInt(value as number);
    if (field.kind === 'list') return (value as unknown[]).map((item) => this.toCel(item, field.item));
    if (field.kind === 'record') return this.recordToCel(value as Instance, field.record);
    return value;
  }

  /** A plain record as an instance of its CEL type. */
  recordToCel(value: Instance, shape: RecordShape): Instance {
    const known = this.known.get(shape.name);
    if (!known) throw new InvariantViolation(`'${shape.name}' was not registered`);
    return Object.assign(new known.make(), this.recordToCelFields(value, shape));
  }

  /** The fields of a plain record as CEL sees them, without a type of their own: the variables of an expression. */
  recordToCelFields(value: Instance, shape: RecordShape): Instance {
    const fields: Instance = {};
    for (const [name, field] of Object.entries(shape.fields)) fields[name] = this.toCel(value[name], field);
    return fields;
  }

  private plainTypeOf(field: FieldShape): string {
    if (field.kind === 'list') return `list<${this.typeOf(field.item)}>`;
    if (field.kind === 'record') return this.register(field.record);
    return field.kind;
  }
}
