import kafkajs from 'kafkajs';

/** KafkaJS's values in one place: it is CommonJS, and Node finds only the first few of its names for `import { … }`. Types come from `kafkajs` itself. */
export const { CompressionCodecs, CompressionTypes, ConfigResourceTypes, Kafka, KafkaJSNonRetriableError, logLevel } =
  kafkajs;
