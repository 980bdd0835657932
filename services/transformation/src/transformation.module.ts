import { Module, type DynamicModule } from '@nestjs/common';
import {
  Database,
  DELIVERY_MIGRATIONS,
  migrate,
  migrationsBeside,
  Outbox,
  Parking,
  QuarantineTable,
  Relay,
  Vault,
  type OutboxMessage,
} from '#libs/delivery';
import {
  checkEncodable,
  createKafka,
  KafkaStrategy,
  prometheusMetrics,
  Publisher,
  SchemaRegistry,
  type KafkaConnection,
} from '#libs/kafka';
import { createService, kafkaConnectionOf, type Environment, type Platform, type RunningService } from '#libs/service';
import { CommandMaker } from './erp-command/command-maker.js';
import { loadMappingFiles } from './mapping-files/mapping-files.js';
import { deskReport } from './order-desk/desk-report.js';
import { OrderBook } from './order-desk/order-book.js';
import { OrderDesk } from './order-desk/order-desk.js';
import { OrderFactsController } from './order-desk/order-facts.controller.js';
import { OrderView } from './order-view/order-view.js';
import { OrderViewController } from './order-view/order-view.controller.js';
import { ParkedController } from './parked/parked.controller.js';
import { ORDER_DESK, ORDER_VIEW, PARKING } from './tokens.js';
import { transformationConfig, type TransformationConfig } from './transformation.config.js';

const NAME = 'transformation';

/**
 * Starts transformation from an environment. Needs Postgres and mappings that compile to start; Kafka and the registry may be away, also
 * at the start.
 */
export function create(environment: Environment): Promise<RunningService> {
  return createService<TransformationConfig>({ name: NAME, config: transformationConfig, module: wire }, environment);
}

@Module({})
class TransformationModule {}

async function wire(platform: Platform<TransformationConfig>): Promise<DynamicModule> {
  const { config, log, metrics } = platform;
  // First of all: a service with a broken mapping does not start.
  const mappings = loadMappingFiles(config.mappingsDirectory);
  const maker = new CommandMaker(mappings, { taxRounding: config.taxRounding, timeZone: config.companyTimeZone });
  const policy = { receiptPolicy: config.receiptPolicy };

  const kafka = createKafka(kafkaConnectionOf(config, NAME), { log, metrics: prometheusMetrics(metrics.registry) });
  const registry = new SchemaRegistry({ url: config.schemaRegistryUrl, autoRegister: config.schemaAutoRegister });
  const { database, vault, outbox, parking } = await openStorage(platform, kafka, registry);
  const book = new OrderBook(vault);
  const desk = new OrderDesk({
    ...{ database, book, outbox, parking, maker, policy },
    check: checkEncodable,
    report: deskReport(metrics, log),
  });
  readTopics(platform, kafka, registry, new QuarantineTable({ service: NAME, database, vault, outbox }));

  return {
    module: TransformationModule,
    controllers: [OrderFactsController, OrderViewController, ParkedController],
    providers: [
      { provide: ORDER_DESK, useValue: desk },
      { provide: ORDER_VIEW, useValue: new OrderView(database, book, parking, policy) },
      { provide: PARKING, useValue: parking },
    ],
  };
}

interface Storage {
  readonly database: Database;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly parking: Parking;
}

/** Postgres with its tables, and the relay that publishes what is put into the outbox. */
async function openStorage(
  platform: Platform<TransformationConfig>,
  kafka: KafkaConnection,
  registry: SchemaRegistry,
): Promise<Storage> {
  const { config, log, health } = platform;
  const database = new Database({
    url: config.databaseUrl.reveal(),
    schema: config.databaseSchema,
    applicationName: NAME,
    log,
  });
  platform.onClose('database', () => database.close());
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name: NAME, directory: migrationsBeside(import.meta.url) });
  health.register({
    ...{ name: 'postgres', live: false, ready: true },
    check: () => database.ping().then(() => ({ ok: true })),
  });

  const vault = new Vault(config.dataEncryptionKey.reveal());
  const relay = await startRelay(platform, database, vault, new Publisher({ kafka, registry, service: NAME }));
  const outbox = new Outbox({
    vault,
    check: ({ topic, body }: OutboxMessage) => checkEncodable(topic, body),
    wake: () => relay.wake(),
  });
  return { database, vault, outbox, parking: new Parking({ service: NAME, database, vault, outbox }) };
}

/** Oldest unpublished message that is still nothing to talk about. */
const LATE_MS = 60_000;

async function startRelay(
  platform: Platform<TransformationConfig>,
  database: Database,
  vault: Vault,
  publisher: Publisher,
): Promise<Relay> {
  const { log, metrics, health } = platform;
  platform.onClose('publisher', () => publisher.close());
  const oldest = metrics.gauge({
    name: 'outbox_oldest_age_seconds',
    help: 'Age of the oldest message that is not published yet',
  });
  const relay = new Relay({
    ...{ database, vault, log },
    publish: (messages) => publisher.publish(messages),
    metrics: { backlog: ({ oldestAgeMs }) => oldest.set(oldestAgeMs / 1000) },
  });
  platform.onClose('relay', () => relay.stop());
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

/** The four topics of `OrderFactsController`. Only a stuck consumer is mended by a restart. */
function readTopics(
  platform: Platform<TransformationConfig>,
  kafka: KafkaConnection,
  registry: SchemaRegistry,
  quarantine: QuarantineTable,
): void {
  const strategy = new KafkaStrategy({ ...{ kafka, registry, quarantine }, groupId: NAME });
  platform.useStrategy(strategy);
  platform.health.register({
    ...{ name: 'kafka', live: true, ready: false },
    check: () => {
      const { state, reason, live } = strategy.health();
      return { ok: live, state, detail: reason };
    },
  });
}
