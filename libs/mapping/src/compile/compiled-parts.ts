import type { DocumentPath, TextPosition } from '../document/text-position.js';
import type { RuleDefinition } from '../document/definition.js';
import type { RecordShape } from '../shape/shape.js';
import type { Expression } from './expression.js';
import type { FieldCheck } from './target-field.js';

/** A part of the file that can fail or be traced. */
export interface Part {
  /** Stable id, e.g. `lines.goods.fields.stockCode`. */
  readonly id: string;
  /** Where it stands in the file. */
  readonly position: TextPosition;
  readonly path: DocumentPath;
}

/** A value with a name, computed before what uses it. */
export interface NamedValue extends Part {
  readonly name: string;
  /** Place of the value while the document is mapped. */
  readonly slot: number;
  readonly expression: Expression;
}

/** A target field: an expression or a constant, and what must hold of the value. */
export interface CompiledField extends Part {
  /** As in the file: `shipTo.name`. */
  readonly name: string;
  readonly steps: readonly string[];
  /** Undefined for a constant. */
  readonly expression: Expression | undefined;
  readonly constant: unknown;
  readonly when: Expression | undefined;
  readonly fallback: Expression | undefined;
  readonly check: FieldCheck;
}

/** One line section: a line for each element of `each`, or one line when `when` holds. */
export interface CompiledSection extends Part {
  readonly name: string;
  /** Place of the lines of this section. */
  readonly slot: number;
  readonly each: Expression | undefined;
  /** Place of the element. */
  readonly elementSlot: number | undefined;
  readonly as: string;
  readonly when: Expression | undefined;
  readonly values: readonly NamedValue[];
  readonly fields: readonly CompiledField[];
  /** Fields nobody fills: null. */
  readonly unfilled: readonly (readonly string[])[];
}

/** A rule about the whole document. */
export interface CompiledRule extends Part {
  readonly rule: RuleDefinition;
  readonly when: Expression | undefined;
  readonly expect: Expression;
  readonly value: Expression | undefined;
}

/** The compiled parts of a mapping, in the order in which they run. */
export interface CompiledParts {
  readonly name: string;
  readonly file: string;
  readonly source: RecordShape;
  /** Place of each field of the source. */
  readonly sourceSlots: readonly (readonly [name: string, slot: number])[];
  readonly slotCount: number;
  readonly values: readonly NamedValue[];
  readonly lines:
    { readonly field: string; readonly slot: number; readonly sections: readonly CompiledSection[] } | undefined;
  readonly fields: readonly CompiledField[];
  /** Fields nobody fills: null. */
  readonly unfilled: readonly (readonly string[])[];
  readonly rules: readonly CompiledRule[];
}
