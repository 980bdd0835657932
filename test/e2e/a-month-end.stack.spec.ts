import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addMonths, dateIn, monthOf } from '#libs/calendar';
import { waitFor } from '#libs/testing';
import type { Summary } from '../../deploy/local/src/demo/summary.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace } from './pipeline-in-space.js';

const GUESTS = 5;
const TODAY = dateIn(new Date(), 'Europe/London');
const THIS_MONTH = monthOf(TODAY);
const NEXT_MONTH = monthOf(addMonths(TODAY, 1));

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let whileClosed: { receipts: number; parked: number; notReceipted: number };
let held: { code: string | null; state: string };
let summary: Summary;

// Shoppers pay; before anything is shipped, finance moves SYSPRO on to the next month and closes this one.
beforeAll(async () => {
  orders = await cutOrders({ guests: GUESTS });
  const overrides = {
    sandbox: { WAREHOUSE_PACE_ORDERS_PER_SECOND: '0' },
    posting: { PERIOD_CLOSED_POLICY: 'hold', PERIOD_LOOK_INTERVAL_MS: '300' },
  };
  pipeline = await PipelineInSpace.open('a-month-end', { overrides });
  await pipeline.replay(orders.path);
  await waitFor('every order in SYSPRO', async () => (await pipeline.salesOrders()).length === GUESTS);
  await pipeline.send('PUT', 'sandbox', '/clock', { now: `${NEXT_MONTH}-01T00:00:01Z` });
  await pipeline.send('PUT', 'sandbox', '/company/periods', { C: true, P: false, B: false });
  await pipeline.stop('sandbox');
  await pipeline.start('sandbox', { WAREHOUSE_PACE_ORDERS_PER_SECOND: '200' });
  held = await waitFor('a receipt that waits', () => heldReceipt());
  whileClosed = {
    receipts: (await pipeline.receipts()).length,
    parked: (await pipeline.parked()).length,
    notReceipted: GUESTS - (await pipeline.steps()).steps.completed,
  };
  await pipeline.send('PUT', 'sandbox', '/company/periods', { C: true, P: true, B: false });
  summary = await pipeline.ended();
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

/** A receipt that SYSPRO has refused for its period, as posting shows it. */
async function heldReceipt(): Promise<{ code: string | null; state: string } | undefined> {
  const lists = orders.guests.map((orderId) =>
    pipeline.get<{ effects: { kind: string; state: string; lastCode: string | null }[] }>(
      'posting',
      `/effects?orderId=${encodeURIComponent(orderId)}`,
    ),
  );
  const effects = (await Promise.all(lists)).flatMap((list) => list.effects);
  const waiting = effects.find(({ kind, lastCode }) => kind === 'POST_RECEIPT' && lastCode === 'PERIOD_CLOSED');
  return waiting && { code: waiting.lastCode, state: waiting.state };
}

describe('a month that is closed while its money still comes in, with PERIOD_CLOSED_POLICY=hold', () => {
  it('keeps the money waiting: nothing is posted into the wrong month, nothing is parked', () => {
    expect(held).toEqual({ code: 'PERIOD_CLOSED', state: 'PLANNED' });
    expect(whileClosed).toEqual({ receipts: 0, parked: 0, notReceipted: GUESTS });
  });

  it('posts all of it into its own month once finance opens that', async () => {
    const receipts = await pipeline.get<{ paymentDate: string; period: string }[]>('sandbox', '/books/syspro/receipts');
    expect(receipts).toHaveLength(GUESTS);
    expect(new Set(receipts.map(({ period }) => period))).toEqual(new Set([THIS_MONTH]));
    expect(summary.problems).toEqual([]);
    expect(summary.parked).toEqual([]);
  });
});
