import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Summary } from '../../deploy/local/src/demo/summary.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace, type FaultRequest, type Story } from './pipeline-in-space.js';

const SALES_ORDER = { operation: 'Transaction/Post', businessObject: 'SORTOI' };
const RECEIPT = { operation: 'Transaction/Post', businessObject: 'ARSTPY' };
/** Longer than posting waits for an answer, shorter than its quarantine. */
const LATE = { delayMs: 1_200 };
const POSTING = { SYSPRO_TIMEOUT_MS: '800', READ_BACK_QUARANTINE_MS: '2000' };

interface Trouble {
  readonly what: string;
  readonly fault: FaultRequest;
  /** Whether SYSPRO had it already when we asked by our reference. */
  readonly foundByReadBack: boolean;
  /** How often it went out. */
  readonly sends: number;
}

/** One order each. */
const TROUBLES: readonly Trouble[] = [
  {
    what: 'the answer to a sales order is lost after the effect',
    fault: { kind: 'CUT_AFTER_EFFECT', ...SALES_ORDER },
    ...{ foundByReadBack: true, sends: 1 },
  },
  {
    what: 'a sales order is lost on its way',
    fault: { kind: 'CUT_BEFORE_EFFECT', ...SALES_ORDER },
    ...{ foundByReadBack: false, sends: 2 },
  },
  {
    what: 'a sales order is answered by an error of the server',
    fault: { kind: 'HTTP_500', ...SALES_ORDER },
    ...{ foundByReadBack: false, sends: 2 },
  },
  {
    what: 'a sales order is answered by an error of e.net that nobody knows',
    fault: { kind: 'ERROR', ...SALES_ORDER },
    ...{ foundByReadBack: false, sends: 2 },
  },
  {
    what: 'a sales order is entered after its connection broke',
    fault: { kind: 'LATE_COMMIT', ...LATE, ...SALES_ORDER },
    ...{ foundByReadBack: true, sends: 1 },
  },
  {
    what: 'a sales order takes longer than we wait',
    fault: { kind: 'LATENCY', ...LATE, ...SALES_ORDER },
    ...{ foundByReadBack: true, sends: 1 },
  },
  {
    what: 'the session is taken away before a sales order',
    fault: { kind: 'EVICT_SESSION', ...SALES_ORDER },
    ...{ foundByReadBack: false, sends: 1 },
  },
  {
    what: 'the answer to a receipt is lost after the effect',
    fault: { kind: 'CUT_AFTER_EFFECT', ...RECEIPT },
    ...{ foundByReadBack: true, sends: 1 },
  },
  {
    what: 'a receipt is lost on its way',
    fault: { kind: 'CUT_BEFORE_EFFECT', ...RECEIPT },
    ...{ foundByReadBack: false, sends: 2 },
  },
  {
    what: 'a receipt is posted after its connection broke',
    fault: { kind: 'LATE_COMMIT', ...LATE, ...RECEIPT },
    ...{ foundByReadBack: true, sends: 1 },
  },
];

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let summary: Summary;

beforeAll(async () => {
  orders = await cutOrders({ guests: TROUBLES.length + 1 });
  pipeline = await PipelineInSpace.open('an-answer-lost', { overrides: { posting: POSTING } });
  // The order reference stands in both documents: it begins our purchase order and our receipt's reference.
  await pipeline.faults(...TROUBLES.map(({ fault }, index) => ({ ...fault, reference: `${referenceOf(index)}-` })));
  await pipeline.replay(orders.path);
  await pipeline.ended();
  // Stopping waits for what SYSPRO has still under way: a duplicate that comes late is in its book now.
  await pipeline.stop('sandbox');
  await pipeline.start('sandbox');
  summary = await pipeline.ended();
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

function referenceOf(index: number): string {
  return (orders.guests[index] ?? '').replace('gifts/', '');
}

describe('an answer lost', () => {
  it('costs nobody anything: every order is receipted to the penny', () => {
    expect(summary.problems).toEqual([]);
    expect(summary.parked).toEqual([]);
    expect(summary.money.differences).toEqual([]);
  });

  it("leaves one sales order and one receipt per order in SYSPRO's book", async () => {
    const [salesOrders, receipts] = await Promise.all([pipeline.salesOrders(), pipeline.receipts()]);
    const countOf = (texts: readonly string[]) =>
      orders.guests.map((_, index) => texts.filter((text) => text.startsWith(`${referenceOf(index)}-`)).length);
    const onceEach = orders.guests.map(() => 1);
    expect(countOf(salesOrders.map(({ customerPoNumber }) => customerPoNumber))).toEqual(onceEach);
    expect(countOf(receipts.map(({ reference }) => reference))).toEqual(onceEach);
  });

  it.each(TROUBLES.map((trouble, index) => ({ ...trouble, index })))(
    '$what: sent $sends ×, found by read-back: $foundByReadBack',
    async ({ fault, foundByReadBack, sends, index }) => {
      const struck = await pipeline.get<{ reference: string; struck: number }[]>('sandbox', '/faults');
      expect(struck).toContainEqual(expect.objectContaining({ reference: `${referenceOf(index)}-`, struck: 1 }));

      const orderId = `gifts/${referenceOf(index)}`;
      const { effects } = await pipeline.get<{ effects: { effectId: string; kind: string }[] }>(
        'posting',
        `/effects?orderId=${orderId}`,
      );
      const kind = fault.businessObject === 'SORTOI' ? 'CREATE_SALES_ORDER' : 'POST_RECEIPT';
      const { effect } = await pipeline.effect(effects.find((found) => found.kind === kind)?.effectId ?? '');
      expect(effect).toMatchObject({ state: 'CONFIRMED', parked: false, sends, evidence: { foundByReadBack } });
    },
  );

  it('is told to the shop as a doubt that ended, not as trouble', async () => {
    const { status, timeline } = await pipeline.get<Story>('order-status', `/orders/gifts/${referenceOf(0)}`);

    expect(status).toBe('COMPLETED');
    const kinds = timeline.map(({ kind }) => kind);
    expect(kinds.indexOf('IN_DOUBT')).toBeGreaterThanOrEqual(0);
    expect(kinds.indexOf('SALES_ORDER_CREATED')).toBeGreaterThan(kinds.indexOf('IN_DOUBT'));
  });
});
