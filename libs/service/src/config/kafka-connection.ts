import { readFileSync } from 'node:fs';
import type { KafkaConfig as KafkaAddress } from '#libs/kafka';
import type { KafkaConfig } from './standard-settings.js';

/** The keys that say how to reach the brokers; the registry's are not among them. */
type BrokerConfig = Omit<KafkaConfig, 'schemaRegistryUrl' | 'schemaAutoRegister'>;

/**
 * The Kafka keys of a configuration in the shape `createKafka` takes, for `clientId` (the service's name); reads the PEM files.
 * Throws when a file cannot be read, or when a log-on lacks its user or password.
 */
export function kafkaConnectionOf(config: BrokerConfig, clientId: string): KafkaAddress {
  return {
    brokers: config.kafkaBrokers,
    clientId,
    topicPrefix: config.topicPrefix,
    groupPrefix: config.groupPrefix,
    ...(config.kafkaSaslMechanism !== undefined && { sasl: saslOf(config, config.kafkaSaslMechanism) }),
    ...(config.kafkaTls && { tls: tlsOf(config) }),
  };
}

function saslOf(config: BrokerConfig, mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512') {
  const { kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  if (username === undefined || password === undefined) {
    throw new Error('KAFKA_SASL_MECHANISM is set: KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are needed too');
  }
  return { mechanism, username, password: password.reveal() };
}

function tlsOf(config: BrokerConfig) {
  const pem = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  const [ca, cert, key] = [config.kafkaTlsCaFile, config.kafkaTlsCertFile, config.kafkaTlsKeyFile].map(pem);
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}
