import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { EffectBench, salesOrderCommand } from '../../test/effect-bench.js';
import type { Observation } from './order-changes.js';
import { OrderPoller } from './order-poller.js';
import { Pace } from './pace.js';
import type { WatchedOrder } from './watched-order.js';

let bench: EffectBench;
let watched: WatchedOrder[];
let told: string[];
let poller: OrderPoller;

const orders = {
  open: async () => [...watched],
  keep: async (observations: readonly Observation[]) => {
    for (const { before, status, shipped, rowHash, invoices, closed, changes } of observations) {
      const index = watched.findIndex((order) => order.salesOrder === before.salesOrder);
      if (closed) watched.splice(index, 1);
      else watched[index] = { ...before, status, shipped, rowHash, invoices };
      told.push(...changes.map((change) => `${change.orderId} ${change.kind}`));
    }
    return observations.reduce((sum, observation) => sum + observation.changes.length, 0);
  },
};

beforeEach(async () => {
  bench = await new EffectBench().open();
  watched = [];
  told = [];
  poller = new OrderPoller({ syspro: bench.syspro, orders, pace: new Pace(5, 40), pageRows: 2 });
});
afterEach(async () => {
  await poller.stop();
  await bench.close();
});

async function enter(count: number): Promise<void> {
  const commands = Array.from({ length: count }, (_, index) =>
    salesOrderCommand({ customerPoNumber: `PO-${index}` }, { orderId: `gifts/${index}` }),
  );
  await bench.accept(...commands);
  await bench.attemptAll();
  watched = bench.store.watched.map((order) => ({
    ...order,
    status: null,
    shipped: false,
    rowHash: null,
    invoices: [],
  }));
}

describe('the poller', () => {
  it('sees every order through all pages, from release to invoice to payment', async () => {
    await enter(5);
    expect(await poller.poll()).toBe(5);
    expect(await poller.poll()).toBe(0);
    bench.enet.orders.forEach((order) => bench.enet.invoice(order));
    expect(await poller.poll()).toBe(15);
    expect(told.filter((line) => line.startsWith('gifts/4'))).toEqual([
      'gifts/4 STATUS_CHANGED',
      'gifts/4 STATUS_CHANGED',
      'gifts/4 SHIPPED',
      'gifts/4 INVOICED',
    ]);
    bench.enet.invoices.forEach((invoice) => (invoice.balance = '0.00'));
    expect(await poller.poll()).toBe(5);
    expect(watched).toEqual([]);
  });

  it("does not tell of others' orders and asks nothing when there is nothing to look after", async () => {
    await enter(1);
    bench.enet.orders.push({ ...bench.enet.orders[0]!, salesOrder: '000000000000102', po: 'SOMEBODY' });
    expect(await poller.poll()).toBe(1);
    watched = [];
    bench.enet.calls.length = 0;
    expect(await poller.poll()).toBe(0);
    expect(bench.enet.calls).toEqual([]);
  });

  it('an order whose amounts cannot be read keeps none of the others, and it says which', async () => {
    await enter(3);
    await poller.poll();
    bench.enet.orders.forEach((order) => bench.enet.invoice(order));
    bench.enet.invoices[0]!.balance = 'n/a';
    expect(await poller.poll()).toBe(6);
    expect(poller.trouble).toMatch(/000101 of gifts\/0 cannot be read/);
    expect(told.filter((line) => line.endsWith('INVOICED'))).toEqual(['gifts/1 INVOICED', 'gifts/2 INVOICED']);
    bench.enet.invoices[0]!.balance = '119.99';
    expect(await poller.poll()).toBe(3);
    expect(poller.trouble).toBeUndefined();
  });

  it('goes on when SYSPRO was away, and says so meanwhile', async () => {
    await enter(1);
    await bench.enet.stop();
    poller.start();
    await waitFor('the poller to be in trouble', () => poller.trouble);
    await bench.enet.start();
    await waitFor('the status to be told', () => told.includes('gifts/0 STATUS_CHANGED'));
    expect(poller.trouble).toBeUndefined();
  });
});

describe('its pace', () => {
  it('is fast while something moves and slows down to its limit while nothing does', () => {
    const pace = new Pace(100, 700);
    const waitAfter = (saw: 'moved' | 'still', tookMs = 0) => {
      pace.looked(saw, tookMs);
      return pace.waitMs;
    };
    const still = () => waitAfter('still');
    expect([still(), still(), still(), still(), waitAfter('moved'), still()]).toEqual([200, 400, 700, 700, 100, 200]);
    pace.hurry();
    expect(pace.waitMs).toBe(100);
  });

  it('leaves SYSPRO three quarters of the time, however fast it is meant to be', () => {
    const pace = new Pace(100, 700);
    pace.looked('moved', 400);
    expect(pace.waitMs).toBe(1200);
    pace.hurry();
    expect(pace.waitMs).toBe(1200);
  });
});
