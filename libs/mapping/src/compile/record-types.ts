import type { Environment } from '@marcbachmann/cel-js';
import { InvariantViolation } from '#libs/errors';
import type { FieldShape, RecordShape } from '../shape/shape.js';

/**
 * The records an expression may see, as CEL types of their own: a field that does not exist is found when the mapping is compiled. The records
 * themselves are never copied; only the checker knows these types.
 */
export class RecordTypes {
  private readonly known = new Map<string, RecordShape>();

  constructor(private readonly environment: Environment) {}

  /** Registers a record and the records inside it; returns its CEL type name. Throws `InvariantViolation` for two shapes of one name. */
  register(shape: RecordShape): string {
    const known = this.known.get(shape.name);
    if (known && known !== shape) throw new InvariantViolation(`Two shapes are called '${shape.name}'`);
    if (known) return shape.name;
    this.known.set(shape.name, shape);
    const fields = Object.entries(shape.fields).map(([name, field]) => [name, this.typeOf(field)] as const);
    // The checker wants a class for each type; no value of it is ever made.
    this.environment.registerType(shape.name, { ctor: class {}, fields: Object.fromEntries(fields) });
    this.environment.registerOperator(`${shape.name} == null`, () => false);
    return shape.name;
  }

  /**
   * CEL type of a field. A text, number or flag that may be null is `dyn`: an expression has to ask before it uses it. A record that may be null
   * keeps its type, so that its fields are checked; asked while it is null, it refuses the document.
   */
  typeOf(field: FieldShape): string {
    if (field.kind === 'record') return this.register(field.record);
    if (field.nullable) return 'dyn';
    return field.kind === 'list' ? `list<${this.typeOf(field.item)}>` : field.kind;
  }

  /** Names of the fields of the record type `name`; empty for what is no record. */
  fieldsOf(name: string): string[] {
    return Object.keys(this.known.get(name)?.fields ?? {});
  }
}
