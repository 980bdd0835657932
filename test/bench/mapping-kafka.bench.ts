import { randomUUID } from 'node:crypto';
import { TOPICS, type CreateSalesOrder, type ShopOrder } from '#libs/contracts';
import { createKafka, Publisher, SchemaRegistry } from '#libs/kafka';
import { testSpace, type TestSpace } from '#libs/testing';
import type { SalesOrderSource } from '../../services/transformation/src/create-sales-order/sales-order-source.js';
import { inTurns, type Bench, type Report } from './bench.js';
import { commandFrom, withOurs, withPlainLoop, withStockNest, type Run } from './mapping/contenders.js';
import { salesOrderByHand } from './mapping/hand-written-order.js';
import { sampleSources, standardMappings } from './mapping/sample-orders.js';

type Maps = (source: SalesOrderSource) => CreateSalesOrder;

/** The order as transformation would hand it to its mapping; site and money are those of the sample. */
function sourceFor(order: ShopOrder, known: SalesOrderSource): SalesOrderSource {
  if (order.kind !== 'PLACED') throw new RangeError('the sample has placed orders only');
  const { orderId, shop, orderReference, version, placed } = order;
  return { ...known, order: { ...placed, orderId, shop, orderReference, version } };
}

function orderOf({ order }: SalesOrderSource): ShopOrder {
  const { orderId, shop, orderReference, version, ...placed } = order;
  const head = { eventId: randomUUID(), orderId, shop, orderReference, version, submittedAt: placed.placedAt };
  return { ...head, kind: 'PLACED', placed };
}

async function publishAll(space: TestSpace, sources: readonly SalesOrderSource[], rounds: number): Promise<void> {
  const { kafkaBrokers, topicPrefix, groupPrefix, schemaRegistryUrl } = space;
  const kafka = createKafka({ brokers: kafkaBrokers.split(','), clientId: 'bench', topicPrefix, groupPrefix });
  const registry = new SchemaRegistry({ url: schemaRegistryUrl, autoRegister: true });
  const publisher = new Publisher({ kafka, registry, service: 'ingestion' });
  const messages = sources.map((source) => {
    const body = orderOf(source);
    const [topic, type, occurredAt] = [TOPICS.shopOrders.name, 'OrderPlaced', new Date()];
    return { ...{ topic, type, occurredAt, body }, key: body.orderId, subject: body.orderId, eventId: body.eventId };
  });
  for (let round = 0; round < rounds; round++) await publisher.publish(messages);
  await publisher.close();
}

async function measure(report: Report, title: string, sources: readonly SalesOrderSource[]): Promise<void> {
  const space = await testSpace(`bench ${title}`);
  const fromFile: Maps = (source) => standard.salesOrder.map(source);
  const known = new Map(sources.map((source) => [source.order.orderId, source]));
  const commandBy = (map: Maps) => (order: ShopOrder) =>
    commandFrom(order, map(sourceFor(order, known.get(order.orderId) as SalesOrderSource)));
  const times = Math.ceil((report.quick ? 400 : 8_000) / sources.length);
  const records = times * sources.length;
  try {
    await space.createTopics([TOPICS.shopOrders, TOPICS.erpCommands], { maxPartitions: 4 });
    await publishAll(space, sources, times);
    const run = (map: Maps, of = records): Run => ({
      space,
      group: randomUUID(),
      records: of,
      commandOf: commandBy(map),
    });
    // Any id will do: the plain ones ask no registry.
    const speeds = await inTurns(report.quick ? 1 : 5, {
      ours: () => withOurs(run(fromFile)),
      loop: () => withPlainLoop(run(salesOrderByHand), 1),
      // A tenth is enough to know it, and spares a minute.
      stock: () => withStockNest(run(salesOrderByHand, Math.ceil(records / 10)), 1),
    });
    report.figure(`${title}: libs/kafka and the mapping's file`, speeds.ours, 'documents/s');
    report.figure(`${title}: kafkajs in chunks and by hand`, speeds.loop, 'documents/s');
    report.figure(`${title}: Nest's transport and by hand`, speeds.stock, 'documents/s');
    report.ratio(`${title}: ours / kafkajs in chunks and by hand`, speeds.ours, speeds.loop, { atLeast: 0.8 });
    report.ratio(`${title}: ours / Nest's transport and by hand`, speeds.ours, speeds.stock, { atLeast: 10 });
  } finally {
    await space.close();
  }
}

const standard = standardMappings();

const bench: Bench = {
  name: 'mapping-kafka',
  summary:
    'Avro in, standard mapping, Avro out, one process: against plain kafkajs and Nest’s own transport, both mapped by hand',
  run: async (report) => {
    const sources = sampleSources(standard);
    await measure(report, '423 real orders', sources);
    const short = sources.filter(({ order }) => order.lines.length <= 2);
    await measure(report, `${short.length} of one or two lines`, short);
  },
};

export default bench;
