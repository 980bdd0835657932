import { Module, type DynamicModule } from '@nestjs/common';
import { migrationsBeside, type Database } from '#libs/delivery';
import type { KafkaStrategy } from '#libs/kafka';
import {
  createService,
  openStorage,
  PARKING,
  ParkedController,
  readTopics,
  traceIdOf,
  type Environment,
  type Platform,
  type RunningService,
} from '#libs/service';
import { changesChannel } from './order-store/order-rows.js';
import { FactRows } from './order-store/fact-rows.js';
import { orderStatusConfig, type OrderStatusConfig } from './order-status.config.js';
import { STATUS_WORDS } from './order/status-words.js';
import { FactConsumer, type OnRecorded } from './record-facts/fact-consumer.js';
import { RecordFacts } from './record-facts/record-facts.js';
import { OrderReader } from './show-orders/order-reader.js';
import { OrdersController } from './show-orders/orders.controller.js';
import { EventsController } from './stream-orders/events.controller.js';
import { OrderStreams } from './stream-orders/order-streams.js';
import { openWebhooks } from './webhooks/webhook-parts.js';
import { EventTypesController, WebhooksController } from './webhooks/webhooks.controller.js';
import { FACTS_RECORDED, ORDER_READER, ORDER_STREAMS, RECORD_FACTS } from './tokens.js';

/** Starts order-status from an environment; migrations run first. */
export function create(environment: Environment): Promise<RunningService> {
  return createService({ name: 'order-status', config: orderStatusConfig, module: orderStatusModule }, environment);
}

@Module({})
class OrderStatusModule {}

/** The wiring: facts in through Kafka, one transaction per batch, snapshots out through the outbox, orders over HTTP. */
async function orderStatusModule(platform: Platform<OrderStatusConfig>): Promise<DynamicModule> {
  const now = () => new Date();
  const storage = await openStorage(platform, migrationsBeside(import.meta.url));
  const { database, outbox, parking } = storage;
  const recordFacts = new RecordFacts({
    ...{ database, facts: new FactRows(now), outbox, parking, now },
    mark: (name, about) => platform.tracing.mark(name, about),
  });

  const orders = new OrderReader(database);
  const streams = await openStreams(platform, database, orders);
  const webhooks = await openWebhooks(platform, storage, orders);
  registerConsumer(platform, readTopics(platform, storage));
  measureOrders(platform, orders);

  return {
    module: OrderStatusModule,
    controllers: [
      EventsController,
      OrdersController,
      WebhooksController,
      EventTypesController,
      ParkedController,
      FactConsumer,
    ],
    providers: [
      ...webhooks,
      { provide: ORDER_READER, useValue: orders },
      { provide: ORDER_STREAMS, useValue: streams },
      { provide: PARKING, useValue: parking },
      { provide: RECORD_FACTS, useValue: recordFacts },
      { provide: FACTS_RECORDED, useValue: tellOf(platform) },
    ],
  };
}

/** Streams of single orders, told of changes by the database, whichever process made them. */
async function openStreams(
  { config, fastify, log, metrics, onClose }: Platform<OrderStatusConfig>,
  database: Database,
  orders: OrderReader,
): Promise<OrderStreams> {
  const streams = new OrderStreams({
    read: (orderIds) => orders.findAll(orderIds),
    heartbeatMs: config.streamHeartbeatMs,
    limit: config.streamsLimit,
    onTrouble: (err) => log.warn({ err }, 'Changed orders could not be read for their streams; they are read again'),
  });
  metrics.gauge({
    name: 'order_streams',
    help: 'Open streams of single orders',
    collect: (gauge) => gauge.set(streams.open),
  });
  const unlisten = await database.listen(changesChannel(database.schema), (orderId) => streams.changed(orderId));
  onClose('channel of changes', unlisten);
  // Before the server waits for its connections to end: these would stay open for ever.
  fastify.addHook('preClose', (done) => {
    streams.close();
    done();
  });
  return streams;
}

/** Where the orders stand and how much money stands there, measured when somebody looks. */
function measureOrders({ metrics }: Platform<OrderStatusConfig>, reader: OrderReader): void {
  // With the database away nothing is told: readiness says why.
  const read = () => reader.moneyByStatus().catch(() => []);
  metrics.gauge({
    name: 'order_count',
    help: 'Orders by their status word',
    labels: ['status'],
    collect: async (gauge) => {
      const rows = await read();
      gauge.reset();
      for (const { word } of STATUS_WORDS) gauge.set({ status: word }, 0);
      for (const { status, orders } of rows) gauge.inc({ status }, orders);
    },
  });
  metrics.gauge({
    name: 'order_captured_minor',
    help: 'Money taken and not given back, of the orders by their status word, minor units of the currency',
    labels: ['status', 'currency'],
    collect: async (gauge) => {
      const rows = await read();
      gauge.reset();
      for (const { status, currency, capturedMinor } of rows) {
        if (currency !== null) gauge.set({ status, currency }, capturedMinor);
      }
    },
  });
}

/** A process whose consumer is stuck (`kafka` says how) gets no requests either: what it shows grows old. */
function registerConsumer({ health }: Platform<OrderStatusConfig>, strategy: KafkaStrategy): void {
  health.register({
    ...{ name: 'consumer', live: false, ready: true },
    check: () => ({ ok: strategy.health().live }),
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
