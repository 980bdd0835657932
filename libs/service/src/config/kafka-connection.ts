import { readFileSync } from 'node:fs';
import type { KafkaConfig } from './standard-settings.js';

/** How to reach Kafka, in the shape `createKafka` of libs/kafka takes. */
export interface KafkaConnectionOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  readonly sasl?: {
    readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    readonly username: string;
    readonly password: string;
  };
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/**
 * The Kafka keys of a configuration as connection options for `clientId` (the service's name); reads the PEM files.
 * Throws when a file cannot be read, or when a log-on lacks its user or password.
 */
export function kafkaConnectionOf(config: KafkaConfig, clientId: string): KafkaConnectionOptions {
  return {
    brokers: config.kafkaBrokers,
    clientId,
    topicPrefix: config.topicPrefix,
    groupPrefix: config.groupPrefix,
    ...(config.kafkaSaslMechanism !== undefined && { sasl: saslOf(config, config.kafkaSaslMechanism) }),
    ...(config.kafkaTls && { tls: tlsOf(config) }),
  };
}

function saslOf(config: KafkaConfig, mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512') {
  const { kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  if (username === undefined || password === undefined) {
    throw new Error('KAFKA_SASL_MECHANISM is set: KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are needed too');
  }
  return { mechanism, username, password: password.reveal() };
}

function tlsOf(config: KafkaConfig) {
  const pem = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  const [ca, cert, key] = [config.kafkaTlsCaFile, config.kafkaTlsCertFile, config.kafkaTlsKeyFile].map(pem);
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}
