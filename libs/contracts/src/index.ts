export * from './generated/index.js';
export { bodyFieldOf, type AvroRecord } from './generate/avro-schema.js';
export { incompatibilities } from './generate/compatibility.js';
export { readReleased, readSchemas, type SchemaFile } from './generate/schema-files.js';
export { brokenRules } from './generate/schema-rules.js';
export type { RecordDefinition, RecordOf, TimestampMillis } from './record-definition.js';
export { TOPICS, topicNamed, type ServiceName, type TopicDefinition } from './topics.js';
