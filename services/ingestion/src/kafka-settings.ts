import { readFileSync } from 'node:fs';
import type { KafkaConfig } from '#libs/kafka';
import type { KafkaConfig as KafkaSettings } from '#libs/service';

/** How to reach Kafka, from the service's settings; reads the PEM files they name. */
export function kafkaConfigOf(settings: KafkaSettings, clientId: string): KafkaConfig {
  return {
    brokers: settings.kafkaBrokers,
    clientId,
    topicPrefix: settings.topicPrefix,
    groupPrefix: settings.groupPrefix,
    sasl: saslOf(settings),
    tls: tlsOf(settings),
  };
}

function saslOf({ kafkaSaslMechanism, kafkaSaslUsername, kafkaSaslPassword }: KafkaSettings): KafkaConfig['sasl'] {
  if (kafkaSaslMechanism === undefined) return undefined;
  const password = kafkaSaslPassword?.reveal() ?? '';
  return { mechanism: kafkaSaslMechanism, username: kafkaSaslUsername ?? '', password };
}

function tlsOf({ kafkaTls, kafkaTlsCaFile, kafkaTlsCertFile, kafkaTlsKeyFile }: KafkaSettings): KafkaConfig['tls'] {
  if (!kafkaTls) return undefined;
  const pem = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  return { ca: pem(kafkaTlsCaFile), cert: pem(kafkaTlsCertFile), key: pem(kafkaTlsKeyFile) };
}
