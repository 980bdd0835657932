import { RetryableError } from '#libs/errors';

export type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

/** Who we are to the brokers. */
export interface SaslConfig {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: string;
}

/** TLS to the brokers. All of it PEM text; without `ca` Node's own list of authorities holds. */
export interface TlsConfig {
  readonly ca?: string | undefined;
  /** Client certificate and its key, for brokers that ask for one. Both or none. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Name to check in the broker's certificate where it is not the host's. */
  readonly servername?: string | undefined;
}

/** How to reach Kafka, and under which names topics and groups are found there. */
export interface KafkaConfig {
  /** `host:port` each; one that answers is enough to find the others. */
  readonly brokers: readonly string[];
  /** Name in the brokers' logs and quotas: the service's. */
  readonly clientId: string;
  /** Put before every topic's logical name, so that runs and tests on one broker do not meet. Default none. */
  readonly topicPrefix?: string | undefined;
  /** Put before every group id. Default none. */
  readonly groupPrefix?: string | undefined;
  readonly sasl?: SaslConfig | undefined;
  readonly tls?: TlsConfig | undefined;
  /** Default 3,000 ms. */
  readonly connectionTimeoutMs?: number | undefined;
  /** Default 30,000 ms. */
  readonly requestTimeoutMs?: number | undefined;
}

/** Kafka does not answer: nothing is lost, it is asked again. */
export function kafkaAway(text: string, cause: unknown): RetryableError {
  return new RetryableError(text, { code: 'KAFKA_UNAVAILABLE', target: 'kafka', cause });
}
