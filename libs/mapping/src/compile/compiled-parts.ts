import type { RecordShape } from '../shape/shape.js';
import type { CompiledField, CompiledRule, CompiledSection, NamedExpression } from './compiler.js';
import type { RecordTypes } from './record-types.js';

/** The compiled parts of a document, in the order in which they run. */
export interface CompiledParts {
  readonly name: string;
  readonly source: RecordShape;
  readonly types: RecordTypes;
  readonly values: readonly NamedExpression[];
  readonly lines:
    { readonly field: string; readonly shape: RecordShape; readonly sections: readonly CompiledSection[] } | undefined;
  readonly fields: readonly CompiledField[];
  readonly rules: readonly CompiledRule[];
}
