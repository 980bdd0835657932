import { z } from 'zod';
import type { ConfigOf } from './define-config.js';
import { address, base64Bytes, flag, hostList, oneOf, port, text, wholeNumber } from './formats.js';
import { setting } from './setting.js';

const HALF_AN_HOUR_MS = 30 * 60 * 1000;

/** Keys that every service has. */
export const baseSettings = {
  HTTP_HOST: setting({
    schema: text(),
    doc: 'Address the HTTP server listens on; 0.0.0.0 in a container',
    default: '127.0.0.1',
  }),
  HTTP_PORT: setting({ schema: port(), doc: 'Port of the HTTP server; 0 takes any that is free', default: '0' }),
  HTTP_BODY_LIMIT_BYTES: setting({
    schema: wholeNumber(1024, 64 * 1024 * 1024),
    doc: 'Largest request body accepted, bytes; a larger one is answered with 413',
    default: String(1024 * 1024),
  }),
  LOG_LEVEL: setting({
    schema: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    doc: "Least important line that is written; 'debug' adds the framework's own",
    default: 'info',
  }),
  LOG_FILE: setting({
    schema: text(),
    doc: 'File that log lines are appended to (local runs); without it they go to standard output',
    optional: true,
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting({
    schema: address('http', 'https'),
    doc: 'Base address of an OpenTelemetry collector (OTLP over HTTP); without it spans are made but sent nowhere',
    optional: true,
    example: 'http://collector:4318',
  }),
  DRAIN_TIMEOUT_MS: setting({
    schema: wholeNumber(100, HALF_AN_HOUR_MS),
    doc: 'Longest time a stop may take, milliseconds; what is still open then is abandoned and said',
    default: '25000',
  }),
};

/** Keys of a service with its own tables. */
export const databaseSettings = {
  DATABASE_URL: setting({
    schema: address('postgres', 'postgresql'),
    doc: 'Postgres of this service, password included',
    secret: true,
    example: 'postgres://user:password@localhost:5432/connect',
  }),
  DATABASE_SCHEMA: setting({
    schema: z.string().regex(/^[a-z_][a-z0-9_]{0,47}$/, 'lower-case letters, digits and _ (at most 48)'),
    doc: 'Schema that holds the tables of this service',
    default: ({ service }) => service.replaceAll('-', '_'),
  }),
  DATA_ENCRYPTION_KEY: setting({
    schema: base64Bytes(32),
    doc: 'Key that seals personal data and kept messages in Postgres (AES-256-GCM), base64 of 32 bytes',
    secret: true,
  }),
};

/** Keys of a service that reads or writes topics. */
export const kafkaSettings = {
  KAFKA_BROKERS: setting({
    schema: hostList(),
    doc: 'Kafka brokers to start from, host:port separated by commas',
    example: 'localhost:9092',
  }),
  SCHEMA_REGISTRY_URL: setting({
    schema: address('http', 'https'),
    doc: "Schema registry speaking Confluent's API",
    example: 'http://localhost:8081',
  }),
  SCHEMA_AUTO_REGISTER: setting({
    schema: flag(),
    doc: 'Whether missing schemas are registered by the service itself; for local runs and tests only',
    default: 'false',
  }),
  SCHEMA_REGISTRY_USERNAME: setting({
    schema: text(),
    doc: 'User of the schema registry, where it asks for a log-on',
    optional: true,
  }),
  SCHEMA_REGISTRY_PASSWORD: setting({
    schema: text(),
    doc: "Schema registry user's password",
    optional: true,
    secret: true,
  }),
  KAFKA_SASL_MECHANISM: setting({
    schema: oneOf('PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'),
    doc: 'How to log on to Kafka; absent: no log-on',
    optional: true,
  }),
  KAFKA_SASL_USERNAME: setting({ schema: text(), doc: 'Kafka user', optional: true }),
  KAFKA_SASL_PASSWORD: setting({ schema: text(), doc: "Kafka user's password", optional: true, secret: true }),
  KAFKA_TLS: setting({ schema: flag(), doc: 'Whether connections to Kafka are encrypted', default: 'false' }),
  KAFKA_TLS_CA_FILE: setting({
    schema: text(),
    doc: 'PEM file of the authority that signed the brokers’ certificates; absent: the system’s',
    optional: true,
  }),
  KAFKA_TLS_CERT_FILE: setting({ schema: text(), doc: 'PEM file of our certificate (mutual TLS)', optional: true }),
  KAFKA_TLS_KEY_FILE: setting({
    schema: text(),
    doc: 'PEM file of our private key (mutual TLS)',
    optional: true,
  }),
  TOPIC_PREFIX: setting({
    schema: z.string(),
    doc: 'Put before every topic name, so that test runs do not meet',
    default: '',
  }),
  GROUP_PREFIX: setting({
    schema: z.string(),
    doc: 'Put before every consumer group, so that test runs do not meet',
    default: '',
  }),
};

/** What every configuration has: spread `baseSettings` first. */
export type BaseConfig = ConfigOf<typeof baseSettings>;
export type DatabaseConfig = ConfigOf<typeof databaseSettings>;
export type KafkaConfig = ConfigOf<typeof kafkaSettings>;
