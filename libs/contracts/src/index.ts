export * from './generated/index.js';
export { bodyFieldOf } from './generate/avro-schema.js';
export type { RecordDefinition, RecordOf, TimestampMillis } from './record-definition.js';
export { TOPICS, topicNamed, type ServiceName, type TopicDefinition } from './topics.js';
