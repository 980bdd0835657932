import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type OrderStatus } from '#libs/contracts';
import { readTrace } from '../../deploy/local/src/demo/readings.js';
import type { Summary } from '../../deploy/local/src/demo/summary.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { lastPerKey, PipelineInSpace, type Story } from './pipeline-in-space.js';

/** 48 lines: longer than any server takes in a URL. */
const LONG = '536408';
/** One of its lines costs nothing. */
const WITH_FREE_LINE = '537197';
const CANCELLATION = 'C536379';
const NOTHING_TO_PAY = '536414';
/** What http.sys takes, and the sandbox with it. */
const LONGEST_REQUEST_LINE_BYTES = 16_384;

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let summary: Summary;

beforeAll(async () => {
  orders = await cutOrders({ customers: 13, guests: 2, also: [LONG, WITH_FREE_LINE, CANCELLATION, NOTHING_TO_PAY] });
  pipeline = await PipelineInSpace.open('a-day-of-orders');
  await pipeline.replay(orders.path);
  summary = await pipeline.ended();
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

describe('a day of orders', () => {
  it('parks what was planted and nothing else', () => {
    expect(summary.problems).toEqual([]);
    expect(summary.planted).toHaveLength(7);
    expect(summary.parked.map(({ code }) => code).sort()).toEqual([
      'CUSTOMER_CODE_INVALID',
      'PERIOD_CLOSED',
      'STOCK_CODE_NOT_FOUND',
    ]);
    expect(summary.file).toMatchObject({ sales: 17, nothingToPay: 1, cancellations: 1 });
    expect(summary.orders).toEqual({ created: 15, shipped: 15, receipted: 14, parked: 3 });
  });

  it('has every penny Opayo took as a receipt in SYSPRO or with a person', async () => {
    const received = sum((await pipeline.receipts()).map(({ valueMinor }) => valueMinor));
    const waiting = sum(summary.parked.map(({ amountMinor }) => amountMinor));
    expect(received).toBe(summary.money.sysproReceiptedMinor);
    expect(received + waiting).toBe(summary.money.opayoMinor);
    expect(summary.money.opayoMinor).toBe(summary.money.fileMinor);
  });

  it('posts an order too long for a URL, and one with a line that costs nothing', async () => {
    const { attempts } = await pipeline.effect(`sales-order:GIFT:gifts/${LONG}`);
    const imports = attempts.flatMap(({ calls }) => calls).filter(({ businessObject }) => businessObject === 'SORTOI');
    expect(imports).toHaveLength(1);
    expect(encodeURIComponent(imports[0]?.document ?? '').length).toBeGreaterThan(LONGEST_REQUEST_LINE_BYTES);
    const book = await pipeline.salesOrders();
    expect(book).toContainEqual(
      expect.objectContaining({ customerPoNumber: expect.stringMatching(/^536408-/), orderStatus: '9' }),
    );
    expect(book).toContainEqual(
      expect.objectContaining({ customerPoNumber: expect.stringMatching(/^537197-/), grossMinor: 28_650 }),
    );
  });

  it('leaves on order.status.v1 how each order ended, as order-status answers it', async () => {
    const records = await pipeline.recordsOn<OrderStatus>(TOPICS.orderStatus);
    const parked = new Map(summary.parked.map(({ orderId, code }) => [orderId, code]));
    const last = lastPerKey(records);
    expect(last.size).toBe(summary.file.sales);
    for (const [orderId, { eventId: _, updatedAt, ...snapshot }] of last) {
      const answered = await pipeline.get<Story>('order-status', `/orders/${orderId}`);
      expect(answered).toMatchObject({ ...snapshot, updatedAt: new Date(updatedAt).toISOString() });
      const code = parked.get(orderId);
      expect(snapshot.status).toBe(code === undefined ? 'COMPLETED' : 'NEEDS_ATTENTION');
      expect(snapshot.attention?.code).toBe(code);
    }
    for (const orderId of last.keys()) {
      const sequences = records.filter(({ key }) => key === orderId).map(({ value }) => value.sequence);
      expect(sequences).toEqual([...new Set(sequences)].sort((left, right) => left - right));
    }
  });

  it("tells an order's story with every hop, under the keys of each", async () => {
    const orderId = `gifts/${WITH_FREE_LINE}`;
    const { timeline, customerPoNumber, salesOrder, receipts } = await pipeline.get<Story>(
      'order-status',
      `/orders/${orderId}`,
    );
    expect(timeline.map(({ topic, kind }) => `${topic} ${kind}`)).toEqual(
      expect.arrayContaining([
        'shop.orders.v1 PLACED',
        'opayo.payment-events.v1 CAPTURED',
        'erp.outcomes.v1 SALES_ORDER_CREATED',
        'erp.order-changes.v1 STATUS_CHANGED',
        'erp.order-changes.v1 SHIPPED',
        'erp.order-changes.v1 INVOICED',
        'erp.outcomes.v1 RECEIPT_POSTED',
      ]),
    );
    const keysOf = (kind: string) => timeline.find((entry) => entry.kind === kind)?.keys ?? {};
    expect(keysOf('SALES_ORDER_CREATED')).toMatchObject({ salesOrder, customerPoNumber });
    expect(keysOf('RECEIPT_POSTED')).toMatchObject({
      transactionId: keysOf('CAPTURED')['transactionId'],
      invoice: keysOf('INVOICED')['invoice'],
      reference: receipts[0],
    });
    // What came last, order or payment, caused the sales order: one trace goes from the edge to SYSPRO.
    expect([keysOf('PLACED')['traceId'], keysOf('CAPTURED')['traceId']]).toContain(
      keysOf('SALES_ORDER_CREATED')['traceId'],
    );
    const trace = await readTrace(pipeline.addresses, orderId);
    const told = trace.hops.map(({ what }) => what).join('\n');
    // The poller dates what it sees by when it began to look, so an invoice may stand before the outcome it followed.
    expect(told).toMatch(
      /decided: CREATE_SALES_ORDER[^]*SORTOI[^]*SORQRY[^]*SORTOS[^]*decided: POST_RECEIPT[^]*ARSTPY/,
    );
    for (const entry of timeline) expect(told).toContain(entry.what);
    expect(trace.traceIds).toContain(keysOf('SALES_ORDER_CREATED')['traceId']);
  });

  it('sends and posts nothing when the same file is replayed again', async () => {
    const facts = [TOPICS.shopOrders, TOPICS.paymentEvents, TOPICS.erpCommands, TOPICS.erpOutcomes];
    const everything = async () => ({
      told: await Promise.all(facts.map((topic) => pipeline.countOn(topic))),
      salesOrders: await pipeline.salesOrders(),
      receipts: await pipeline.receipts(),
    });
    const before = await everything();
    expect(before.told.every((count) => count > 0)).toBe(true);
    await pipeline.replay(orders.path);
    const again = await pipeline.ended();
    expect(again).toMatchObject({ ok: true, sentNow: 0, orders: summary.orders, money: summary.money });
    expect(await everything()).toEqual(before);
  });
});

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
