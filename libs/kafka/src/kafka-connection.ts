import type { Admin, Consumer, ConsumerConfig, ISocketFactory, LogEntry, Producer } from 'kafkajs';
import { Kafka, logLevel } from './client/kafkajs.js';
import { limitBatches } from './client/limited-batches.js';
import { stopNegativeTimer } from './client/negative-timer.js';
import { readEveryCompression } from './compression/codecs.js';
import type { KafkaConfig, SaslConfig, TlsConfig } from './kafka-config.js';
import { logCreatorFor, SILENT, type KafkaLog } from './kafka-log.js';
import type { KafkaMetrics } from './kafka-metrics.js';
import { partitionOf } from './publish/murmur2.js';

/** KafkaJS's own defaults depend on NODE_ENV; ours are the same everywhere. Milliseconds. */
const RETRY = { initialRetryTime: 300, maxRetryTime: 10_000, factor: 0.2, multiplier: 2, retries: 5 } as const;

/** The way to one Kafka cluster, under one set of prefixes. Opens nothing by itself; every consumer and producer has its own connections. */
export interface KafkaConnection {
  readonly config: KafkaConfig;
  readonly log: KafkaLog;
  readonly metrics: KafkaMetrics;
  /** The name on the brokers of a topic's logical name. */
  topicName(logicalName: string): string;
  groupId(logicalGroup: string): string;
  consumer(config: Omit<ConsumerConfig, 'retry'>, hooks?: ConsumerHooks): Consumer;
  /** Idempotent, one request in flight. `onPartition` hears where each message goes. */
  producer(onPartition?: (brokerTopic: string, partition: number) => void): Producer;
  admin(): Admin;
}

export interface ConsumerHooks {
  /** Sees each of the client's own log entries: some facts are told there and nowhere else. */
  readonly onLog?: (entry: LogEntry) => void;
  /** Asked when the client has lost Kafka and is about to start itself again. Default: it may. */
  readonly mayRestart?: () => boolean;
}

export interface KafkaConnectionOptions {
  /** Default: silence. */
  readonly log?: KafkaLog | undefined;
  /** Default: nobody counts. */
  readonly metrics?: KafkaMetrics | undefined;
  /** How sockets are opened, where not directly: through a proxy, or by a test that cuts them. */
  readonly socketFactory?: ISocketFactory | undefined;
}

/** Describes a connection; throws only for a configuration that cannot work. */
export function createKafka(config: KafkaConfig, options: KafkaConnectionOptions = {}): KafkaConnection {
  const { log = SILENT, metrics = {}, socketFactory } = options;
  stopNegativeTimer();
  limitBatches();
  readEveryCompression();
  const client = (onLog?: (entry: LogEntry) => void): InstanceType<typeof Kafka> =>
    new Kafka({ ...clientOptions(config, log, onLog), ...(socketFactory ? { socketFactory } : {}) });
  return {
    config,
    log,
    metrics,
    topicName: (logicalName) => `${config.topicPrefix ?? ''}${logicalName}`,
    groupId: (logicalGroup) => `${config.groupPrefix ?? ''}${logicalGroup}`,
    consumer: (options, { onLog, mayRestart = () => true } = {}) => {
      const retry = { ...RETRY, restartOnFailure: async () => mayRestart() };
      return client(onLog).consumer({ ...options, allowAutoTopicCreation: false, retry });
    },
    producer: (onPartition = () => {}) =>
      client().producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        retry: RETRY,
        createPartitioner: () => (record) => {
          const partition = javaPartition(record);
          onPartition(record.topic, partition);
          return partition;
        },
      }),
    admin: () => client().admin({ retry: RETRY }),
  };
}

type ClientOptions = ConstructorParameters<typeof Kafka>[0];

function clientOptions(config: KafkaConfig, log: KafkaLog, onLog?: (entry: LogEntry) => void): ClientOptions {
  return {
    brokers: [...config.brokers],
    clientId: config.clientId,
    connectionTimeout: config.connectionTimeoutMs ?? 3_000,
    requestTimeout: config.requestTimeoutMs ?? 30_000,
    retry: RETRY,
    logLevel: logLevel.INFO,
    logCreator: logCreatorFor(log, onLog),
    ...securityOptions(config),
  };
}

/** Our settings in KafkaJS's words. Exported for its test. */
export function securityOptions({ sasl, tls }: Pick<KafkaConfig, 'sasl' | 'tls'>): Pick<ClientOptions, 'ssl' | 'sasl'> {
  return { ...(tls ? { ssl: tlsOptions(tls) } : {}), ...(sasl ? { sasl: saslOptions(sasl) } : {}) };
}

function saslOptions({ mechanism, username, password }: SaslConfig): NonNullable<ClientOptions['sasl']> {
  const names = { PLAIN: 'plain', 'SCRAM-SHA-256': 'scram-sha-256', 'SCRAM-SHA-512': 'scram-sha-512' } as const;
  return { mechanism: names[mechanism], username, password } as NonNullable<ClientOptions['sasl']>;
}

function tlsOptions({ ca, cert, key, servername }: TlsConfig): NonNullable<ClientOptions['ssl']> {
  const given = Object.entries({ ca: ca && [ca], cert, key, servername }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), rejectUnauthorized: true };
}

interface PartitionerArguments {
  readonly partitionMetadata: readonly unknown[];
  readonly message: { readonly key?: Buffer | string | null; readonly partition?: number };
}

/** Java's choice for a key. Records without a key go to the first partition: ours all have one. */
function javaPartition({ partitionMetadata, message }: PartitionerArguments): number {
  if (message.partition !== undefined) return message.partition;
  return message.key === undefined || message.key === null ? 0 : partitionOf(message.key, partitionMetadata.length);
}
