import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { waitFor } from '#libs/testing';
import type { Summary } from '../../deploy/local/src/demo/summary.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace, SERVICES, type Story } from './pipeline-in-space.js';

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let summary: Summary;

beforeAll(async () => {
  orders = await cutOrders({ customers: 36, guests: 4 });
  // Slow outside, so that there is a middle: orders come one by one, and are shipped by twenty a second.
  pipeline = await PipelineInSpace.open('services-restarted', {
    overrides: { sandbox: { REPLAY_CONCURRENCY: '1', WAREHOUSE_PACE_ORDERS_PER_SECOND: '20' } },
  });
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

describe('services restarted', () => {
  it('lose nothing and double nothing when all of them stop in the middle', async () => {
    await pipeline.replay(orders.path);
    await waitFor('the first sales orders', async () => (await pipeline.salesOrders()).length >= 2);
    await pipeline.stop(...SERVICES);

    const [salesOrders, receipts, { file, sent }] = await Promise.all([
      pipeline.salesOrders(),
      pipeline.receipts(),
      pipeline.progress(),
    ]);
    expect(sent).toBeLessThan(file.sales);
    expect(receipts.length).toBeLessThan(salesOrders.length);

    await Promise.all(SERVICES.map((name) => pipeline.start(name)));
    summary = await pipeline.ended();
    expect(summary.problems).toEqual([]);
    await expectOnceEach();
  });

  it('send nothing again when they read every topic from its beginning', async () => {
    const facts = [TOPICS.erpCommands, TOPICS.erpOutcomes];
    const count = () => Promise.all(facts.map((topic) => pipeline.countOn(topic)));
    const before = await count();
    expect(before.every((records) => records > 0)).toBe(true);

    // A group nobody knows has no offsets: the same tables meet everything that was ever told once more.
    const groupPrefix = `${pipeline.space.groupPrefix}again.`;
    await pipeline.stop('transformation', 'posting', 'order-status');
    for (const name of ['transformation', 'posting', 'order-status'] as const) {
      await pipeline.start(name, { GROUP_PREFIX: groupPrefix });
    }
    const { shopOrders, paymentEvents, erpCommands, erpOutcomes, erpOrderChanges } = TOPICS;
    const told = [shopOrders, paymentEvents, erpOutcomes, erpOrderChanges];
    await pipeline.caughtUp(`${groupPrefix}transformation`, told);
    await pipeline.caughtUp(`${groupPrefix}order-status`, told);
    await pipeline.caughtUp(`${groupPrefix}posting`, [erpCommands]);

    expect(await count()).toEqual(before);
    expect((await pipeline.ended()).money).toEqual(summary.money);
    await expectOnceEach();
  });

  it('tell the same when order-status starts late, with empty tables', async () => {
    const told = async () =>
      (await pipeline.get<{ orders: Story[] }>('order-status', '/orders?limit=1000')).orders.map(
        ({ sequence: _sequence, updatedAt: _updatedAt, ...story }) => story,
      );
    const before = await told();
    expect(before).toHaveLength(summary.file.sales);

    await pipeline.stop('order-status');
    await pipeline.start('order-status', {
      GROUP_PREFIX: `${pipeline.space.groupPrefix}late.`,
      DATABASE_SCHEMA: pipeline.space.schema('order-status-late'),
    });
    await pipeline.ended();
    await pipeline.caughtUp(`${pipeline.space.groupPrefix}late.order-status`, [
      TOPICS.shopOrders,
      TOPICS.paymentEvents,
      TOPICS.erpOutcomes,
      TOPICS.erpOrderChanges,
      TOPICS.alerts,
    ]);
    expect(await told()).toEqual(before);
  });
});

/** By SYSPRO's own book: one sales order for each order but those it refused, one receipt for each that was receipted. */
async function expectOnceEach(): Promise<void> {
  const [salesOrders, receipts] = await Promise.all([pipeline.salesOrders(), pipeline.receipts()]);
  const references = salesOrders.map(({ customerPoNumber }) => customerPoNumber.split('-')[0]);
  expect(new Set(references).size).toBe(references.length);
  expect(salesOrders).toHaveLength(summary.orders.created);
  expect(new Set(receipts.map(({ reference }) => reference)).size).toBe(receipts.length);
  expect(receipts).toHaveLength(summary.orders.receipted);
}
