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
  type RelayMetrics,
} from '#libs/delivery';
import { checkEncodable, createKafka, KafkaStrategy, prometheusMetrics, Publisher, SchemaRegistry } from '#libs/kafka';
import {
  createService,
  kafkaConnectionOf,
  type Environment,
  type Platform,
  type RunningService,
  traceIdOf,
} from '#libs/service';
import { FactRows } from './order-store/fact-rows.js';
import { orderStatusConfig, type OrderStatusConfig } from './order-status.config.js';
import { FactConsumer, type OnRecorded } from './record-facts/fact-consumer.js';
import { RecordFacts } from './record-facts/record-facts.js';
import { OrderReader } from './show-orders/order-reader.js';
import { OrdersController } from './show-orders/orders.controller.js';
import { FACTS_RECORDED, ORDER_READER, PARKING, RECORD_FACTS } from './tokens.js';

const NAME = 'order-status';

/** Starts order-status from an environment; migrations run first. */
export function create(environment: Environment): Promise<RunningService> {
  return createService({ name: NAME, config: orderStatusConfig, module: orderStatusModule }, environment);
}

@Module({})
class OrderStatusModule {}

/** The wiring: facts in through Kafka, one transaction per batch, snapshots out through the outbox, orders over HTTP. */
async function orderStatusModule(platform: Platform<OrderStatusConfig>): Promise<DynamicModule> {
  const { config, log } = platform;
  const now = () => new Date();
  const database = await openDatabase(platform);
  const vault = new Vault(config.dataEncryptionKey.reveal());
  const kafka = createKafka(kafkaConnectionOf(config, NAME), {
    log,
    metrics: prometheusMetrics(platform.metrics.registry),
  });
  const registry = new SchemaRegistry({ url: config.schemaRegistryUrl, autoRegister: config.schemaAutoRegister });
  const publisher = new Publisher({ kafka, registry, service: NAME });
  const relay = new Relay({
    ...{ database, vault, log, metrics: relayMetrics(platform) },
    publish: (messages) => publisher.publish(messages),
  });
  const outbox = new Outbox({
    vault,
    check: ({ topic, body }) => checkEncodable(topic, body),
    wake: () => relay.wake(),
  });
  const parking = new Parking({ service: NAME, database, vault, outbox });
  const quarantine = new QuarantineTable({ service: NAME, database, vault, outbox });
  const strategy = new KafkaStrategy({ kafka, registry, groupId: NAME, quarantine });

  const recordFacts = new RecordFacts({
    ...{ database, facts: new FactRows(now), outbox, parking, now },
    mark: (name, about) => platform.tracing.mark(name, about),
  });

  platform.onClose('publisher', () => publisher.close());
  platform.onClose('relay', () => relay.stop());
  platform.useStrategy(strategy);
  registerHealth(platform, database, strategy);
  await relay.start();

  return {
    module: OrderStatusModule,
    controllers: [OrdersController, FactConsumer],
    providers: [
      { provide: ORDER_READER, useValue: new OrderReader(database) },
      { provide: PARKING, useValue: parking },
      {
        provide: RECORD_FACTS,
        useValue: recordFacts,
      },
      { provide: FACTS_RECORDED, useValue: tellOf(platform) },
    ],
  };
}

async function openDatabase({ config, log, onClose }: Platform<OrderStatusConfig>): Promise<Database> {
  const database = new Database({
    url: config.databaseUrl.reveal(),
    schema: config.databaseSchema,
    applicationName: NAME,
    log,
  });
  onClose('database', () => database.close());
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name: NAME, directory: migrationsBeside(import.meta.url) });
  return database;
}

/** The table of the README. */
function registerHealth({ health }: Platform<OrderStatusConfig>, database: Database, strategy: KafkaStrategy): void {
  health.register({
    name: 'postgres',
    check: () => database.ping().then(() => ({ ok: true })),
    live: false,
    ready: true,
  });
  health.register({
    name: 'kafka',
    check: () => ({ ok: strategy.health().ready, state: strategy.health().state, detail: strategy.health().reason }),
    live: false,
    ready: false,
  });
  health.register({
    name: 'consumer',
    check: () => ({ ok: strategy.health().live, state: strategy.health().state, detail: strategy.health().reason }),
    live: true,
    ready: true,
  });
}

/** Counts, and says in the log of each order what became of it. */
function tellOf({ metrics, log }: Platform<OrderStatusConfig>): OnRecorded {
  const facts = metrics.counter({
    name: 'order_facts_total',
    help: 'Facts heard: recorded, repeated (known already) or parked',
    labels: ['topic', 'result'],
  });
  const snapshots = metrics.counter({
    name: 'order_snapshots_total',
    help: 'Snapshots that changed and are published, by their status word',
    labels: ['status'],
  });
  return (topic, result) => {
    for (const outcome of ['recorded', 'repeated', 'parked'] as const) {
      if (result[outcome] > 0) facts.inc({ topic, result: outcome }, result[outcome]);
    }
    for (const { orderId, status, sequence, traceparent } of result.told) {
      snapshots.inc({ status });
      log.info({ orderId, status, sequence, traceId: traceIdOf(traceparent) }, 'order status changed');
    }
  };
}

/** What the relay tells, as metrics. */
function relayMetrics({ metrics }: Platform<OrderStatusConfig>): RelayMetrics {
  const published = metrics.counter({ name: 'outbox_published_total', help: 'Messages published', labels: ['topic'] });
  const failed = metrics.counter({
    name: 'outbox_failures_total',
    help: 'Sends that failed and are tried again',
    labels: ['topic', 'code'],
  });
  const waiting = metrics.gauge({ name: 'outbox_waiting_messages', help: 'Messages not published yet' });
  return {
    published: (topic, messages) => published.inc({ topic }, messages),
    failed: (topic, code) => failed.inc({ topic, code }),
    backlog: (backlog) => waiting.set(backlog.messages),
  };
}
