export {
  compileMapping,
  type CompiledMapping,
  type MappingKind,
  type UnfilledField,
} from './compile/compile-mapping.js';
export type { PartDescription } from './describe/describe-parts.js';
export type { MappingDefinition } from './document/definition.js';
export { mappingJsonSchema } from './document/json-schema.js';
export { EditRefused, MappingDocument } from './edit/mapping-document.js';
export { mappingEdit, type MappingEdit } from './edit/mapping-edit.js';
export { DEFAULT_LIMITS, TOO_MUCH_WORK, type WorkLimits } from './evaluate/work-budget.js';
export { loadMapping } from './load-mapping.js';
export { MappingRejected, type MappingFailure } from './mapping-rejected.js';
export { MappingDoesNotCompile, problemText, type MappingProblem } from './problem/mapping-problem.js';
export { nearest } from './problem/nearest.js';
export { shapeOfAvro } from './shape/shape-of-avro.js';
export {
  flag,
  listOf,
  optional,
  recordOf,
  shape,
  text,
  whole,
  type FieldShape,
  type RecordShape,
} from './shape/shape.js';
export type { MappingTrace, TraceEntry, TracedRead } from './trace/trace-document.js';
