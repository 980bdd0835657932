export { compileMapping, type CompiledMapping, type MappingKind } from './compile/compile-mapping.js';
export { MappingDoesNotCompile, type MappingProblem } from './document/mapping-problem.js';
export { loadMapping } from './load-mapping.js';
export { MappingRejected, type MappingFailure } from './mapping-rejected.js';
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
