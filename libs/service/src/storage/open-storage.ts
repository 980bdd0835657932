import {
  Database,
  DELIVERY_MIGRATIONS,
  migrate,
  Outbox,
  Parking,
  QuarantineTable,
  Relay,
  Vault,
  type RelayMetrics,
} from '#libs/delivery';
import {
  checkEncodable,
  createKafka,
  KafkaStrategy,
  prometheusMetrics,
  Publisher,
  SchemaRegistry,
  type KafkaConnection,
  type KafkaPage,
} from '#libs/kafka';
import { kafkaConnectionOf } from '../config/kafka-connection.js';
import type { BaseConfig, DatabaseConfig, KafkaConfig } from '../config/standard-settings.js';
import type { Platform } from '../platform.js';
import { pageAlert } from './page-alert.js';

/** The keys of a service with its own tables that writes topics. */
export type StorageConfig = BaseConfig & DatabaseConfig & KafkaConfig;

/** What a service with its own tables and topics works with. */
export interface Storage {
  readonly database: Database;
  readonly vault: Vault;
  /** What is put into it is published by the relay, which runs already. */
  readonly outbox: Outbox;
  readonly parking: Parking;
  readonly kafka: KafkaConnection;
  readonly registry: SchemaRegistry;
}

/** Oldest unpublished message that is still nothing to talk about, milliseconds. */
const LATE_MS = 60_000;

/**
 * Opens the service's tables (delivery's first, then those in `migrations`, an absolute folder) and starts the relay that publishes its
 * outbox. Needs Postgres, and fails without it; Kafka and the registry may be away. All of it is closed with the service, the database last.
 *
 * Health: `postgres` decides readiness; `outbox` tells what waits and decides nothing, because what was accepted is safe in Postgres.
 */
export async function openStorage(platform: Platform<StorageConfig>, migrations: string): Promise<Storage> {
  const { name, config, log, metrics } = platform;
  const database = await openDatabase(platform, migrations);
  const vault = new Vault(config.dataEncryptionKey.reveal());
  const kafka = createKafka(kafkaConnectionOf(config, name), { log, metrics: prometheusMetrics(metrics.registry) });
  const registry = new SchemaRegistry({
    url: config.schemaRegistryUrl,
    username: config.schemaRegistryUsername,
    password: config.schemaRegistryPassword?.reveal(),
    autoRegister: config.schemaAutoRegister,
  });
  const publisher = new Publisher({ kafka, registry, service: name });
  platform.onClose('publisher', () => publisher.close());
  const relay = await startRelay(platform, database, vault, publisher);
  const outbox = new Outbox({
    vault,
    check: ({ topic, body }) => checkEncodable(topic, body),
    wake: () => relay.wake(),
  });
  const parking = new Parking({ service: name, database, vault, outbox });
  return { database, vault, outbox, parking, kafka, registry };
}

/** Connects the service's `@OnBatch` handlers to their topics. Health: only a stuck consumer fails `live`, because only it is mended by a restart. */
export function readTopics(platform: Platform<StorageConfig>, storage: Storage): KafkaStrategy {
  const { name, log } = platform;
  const { database, vault, outbox, kafka, registry } = storage;
  const quarantine = new QuarantineTable({ service: name, database, vault, outbox });
  const onPage = (page: KafkaPage): void => {
    log.error({ ...page.facts, code: page.code }, page.text);
    const raised = database.transaction((tx) => outbox.append(tx, [pageAlert(name, page, new Date())]));
    // With the database away the log has it, and the database being away is told by readiness.
    raised.catch((error: unknown) => log.error({ err: error, code: page.code }, 'an alert could not be raised'));
  };
  const strategy = new KafkaStrategy({ kafka, registry, groupId: name, quarantine, onPage, onEnded: platform.fail });
  platform.useStrategy(strategy);
  platform.health.register({
    ...{ name: 'kafka', live: true, ready: false },
    check: () => {
      const { state, reason, live } = strategy.health();
      return { ok: live, state, detail: reason };
    },
  });
  return strategy;
}

async function openDatabase(platform: Platform<StorageConfig>, migrations: string): Promise<Database> {
  const { name, config, log, health, onClose } = platform;
  const { databaseUrl, databaseSchema: schema } = config;
  const database = new Database({ url: databaseUrl.reveal(), schema, applicationName: name, log });
  onClose('database', () => database.close());
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name, directory: migrations });
  health.register({
    ...{ name: 'postgres', live: false, ready: true },
    check: () => database.ping().then(() => ({ ok: true })),
  });
  return database;
}

async function startRelay(
  platform: Platform<StorageConfig>,
  database: Database,
  vault: Vault,
  publisher: Publisher,
): Promise<Relay> {
  const { log, health, onClose } = platform;
  const relay = new Relay({
    ...{ database, vault, log, metrics: relayMetrics(platform) },
    publish: (messages) => publisher.publish(messages),
  });
  onClose('relay', () => relay.stop());
  await relay.start();
  health.register({
    ...{ name: 'outbox', live: false, ready: false },
    check: async () => {
      const { messages, oldestAgeMs } = await relay.backlog();
      return { ok: oldestAgeMs < LATE_MS, state: `${messages} waiting`, detail: `the oldest for ${oldestAgeMs} ms` };
    },
  });
  return relay;
}

function relayMetrics({ metrics }: Platform<StorageConfig>): RelayMetrics {
  const published = metrics.counter({ name: 'outbox_published_total', help: 'Messages published', labels: ['topic'] });
  const failed = metrics.counter({
    name: 'outbox_failures_total',
    help: 'Sends that failed and are tried again',
    labels: ['topic', 'code'],
  });
  const parked = metrics.counter({
    name: 'outbox_parked_total',
    help: 'Messages that can never be published; their keys are parked',
    labels: ['topic', 'code'],
  });
  const waiting = metrics.gauge({ name: 'outbox_waiting_messages', help: 'Messages not published yet' });
  const oldest = metrics.gauge({
    name: 'outbox_oldest_age_seconds',
    help: 'Age of the oldest message that is not published yet; 0 when there is none',
  });
  return {
    published: (topic, messages) => published.inc({ topic }, messages),
    failed: (topic, code) => failed.inc({ topic, code }),
    parked: (topic, code) => parked.inc({ topic, code }),
    backlog: ({ messages, oldestAgeMs }) => {
      waiting.set(messages);
      oldest.set(oldestAgeMs / 1000);
    },
  };
}
