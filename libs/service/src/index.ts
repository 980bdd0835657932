export {
  ConfigurationError,
  defineConfig,
  type ConfigDefinition,
  type ConfigFrom,
  type ConfigOf,
  type ConfigurationProblem,
  type Environment,
} from './config/define-config.js';
export { address, base64Bytes, flag, hostList, oneOf, port, text, wholeNumber } from './config/formats.js';
export { kafkaConnectionOf } from './config/kafka-connection.js';
export { Secret } from './config/secret.js';
export { setting, type Setting, type SettingOptions } from './config/setting.js';
export {
  baseSettings,
  databaseSettings,
  kafkaSettings,
  type BaseConfig,
  type DatabaseConfig,
  type KafkaConfig,
} from './config/standard-settings.js';
export { createService, StartError, type RunningService, type ServiceDefinition } from './create-service.js';
export type { HealthCheck, HealthLine, HealthReport, HealthState } from './health/health.js';
export { Health } from './health/health.js';
export {
  conflict,
  invalid,
  notFound,
  ProblemException,
  Validated,
  validated,
  type FieldProblem,
  type Problem,
} from './http/problem.js';
export { createLogger, type OpenLogger } from './logs/create-logger.js';
export { LATENCY_BUCKETS_SECONDS, Metrics } from './metrics/metrics.js';
export type { Platform } from './platform.js';
export { Operator, OperatorKeyGuard } from './operators/operator-key.guard.js';
export { OperatorKeys } from './operators/operator-keys.js';
export { runService, type Create } from './run-service.js';
export { Shop, ShopKeyGuard, speakFor } from './shops/shop-key.guard.js';
export { SHOP_NAME, ShopKeys } from './shops/shop-keys.js';
export { CONFIG, LOGGER, OPERATOR_KEYS, PLATFORM, SHOP_KEYS } from './tokens.js';
export { traceIdOf, Tracing, type SpanOptions, type TraceCarrier } from './traces/tracing.js';
export { openStorage, readTopics, type Storage, type StorageConfig } from './storage/open-storage.js';
export { PARKING, ParkedController } from './storage/parked.controller.js';
export { WorkLoop, type WorkLoopOptions } from './work-loop/work-loop.js';
