import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type PaymentEvent, type ShopOrder } from '#libs/contracts';
import { waitFor } from '#libs/testing';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace, type TransactionInBook } from './pipeline-in-space.js';

/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1';

let pipeline: PipelineInSpace;
let orders: OrdersFile;

beforeAll(async () => {
  orders = await cutOrders({ customers: 8, guests: 2 });
  pipeline = await PipelineInSpace.open('kafka-away', {
    overrides: { ingestion: { KAFKA_BROKERS: NOWHERE, SCHEMA_REGISTRY_URL: `http://${NOWHERE}` } },
  });
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

describe('Kafka and registry away while orders and payments arrive', () => {
  it('everything is answered and kept: ingestion is ready, and nothing is on the topics', async () => {
    await pipeline.replay(orders.path);
    const { file, sent } = await waitFor('the shop to have sent everything', async () => {
      const progress = await pipeline.progress();
      return progress.state === 'DONE' && progress;
    });
    expect(sent).toBe(file.sales);
    const outbox = await pipeline.readiness('ingestion', 'outbox');
    expect(outbox).toMatchObject({ status: 'ready', state: expect.stringMatching(/^[1-9]\d* waiting$/) });
    expect(await pipeline.countOn(TOPICS.shopOrders)).toBe(0);
    expect(await pipeline.countOn(TOPICS.paymentEvents)).toBe(0);
  });

  it('with Kafka back every fact comes out once, and every order goes through', async () => {
    await pipeline.stop('ingestion');
    const { kafkaBrokers, schemaRegistryUrl } = pipeline.space;
    await pipeline.start('ingestion', { KAFKA_BROKERS: kafkaBrokers, SCHEMA_REGISTRY_URL: schemaRegistryUrl });
    const summary = await pipeline.ended();
    expect(summary.problems).toEqual([]);

    const placed = (await pipeline.recordsOn<ShopOrder>(TOPICS.shopOrders)).map(({ key }) => key);
    expect(placed.sort()).toEqual((await pipeline.progress()).orders.map(({ orderId }) => orderId).sort());
    const payments = (await pipeline.recordsOn<PaymentEvent>(TOPICS.paymentEvents)).map(({ value }) => value);
    const transactions = await pipeline.get<TransactionInBook[]>('sandbox', '/books/opayo/transactions');
    expect(payments.map(({ transactionId }) => transactionId).sort()).toEqual(
      transactions.map(({ transactionId }) => transactionId).sort(),
    );
  });
});
