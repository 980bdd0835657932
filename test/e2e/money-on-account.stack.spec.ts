import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type ErpCommand } from '#libs/contracts';
import type { Summary } from '../../deploy/local/src/demo/summary.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace, type Story } from './pipeline-in-space.js';

interface InvoiceInBook {
  readonly invoice: string;
  readonly balanceMinor: number;
}

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let summary: Summary;

beforeAll(async () => {
  orders = await cutOrders({ customers: 9, guests: 2 });
  const overrides = {
    transformation: { RECEIPT_POLICY: 'onCapture' },
    // Every order leaves in two: one payment, two invoices.
    sandbox: { WAREHOUSE_SPLIT_PERCENT: '100' },
  };
  pipeline = await PipelineInSpace.open('money-on-account', { overrides });
  await pipeline.replay(orders.path);
  summary = await pipeline.ended();
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

describe('money posted on capture', () => {
  it('parks what was planted and nothing else, and all the rest is received to the penny', async () => {
    expect(summary.problems).toEqual([]);
    const received = sum((await pipeline.receipts()).map(({ valueMinor }) => valueMinor));
    const waiting = sum(summary.parked.map(({ amountMinor }) => amountMinor));
    expect(received + waiting).toBe(summary.money.opayoMinor);
  });

  it('comes as one receipt per capture; what pays the invoices moves no cash', async () => {
    const receipts = await pipeline.receipts();
    const [posted, applied] = [receipts.filter(isCash), receipts.filter((receipt) => !isCash(receipt))];
    expect(posted).toHaveLength(summary.file.sales - summary.parked.length);
    expect(applied.length).toBeGreaterThan(posted.length);
    expect(new Set(receipts.map(({ reference }) => reference)).size).toBe(receipts.length);
  });

  it('lies on no account when the order is done', async () => {
    const invoices = await pipeline.get<InvoiceInBook[]>('sandbox', '/books/syspro/invoices');
    const credits = invoices.filter(({ invoice }) => invoice.startsWith('_CRD'));
    expect(credits.length).toBeGreaterThan(0);
    expect(credits.filter(({ balanceMinor }) => balanceMinor !== 0)).toEqual([]);
  });

  it('is told in the order of its commands, and to the shop', async () => {
    const [orderId = ''] = orders.guests;
    const commands = await pipeline.recordsOn<ErpCommand>(TOPICS.erpCommands);
    const kinds = commands.filter(({ key }) => key === orderId).map(({ value }) => value.kind);
    expect(kinds.slice(0, 2)).toEqual(['CREATE_SALES_ORDER', 'POST_UNAPPLIED_RECEIPT']);
    expect(new Set(kinds.slice(2))).toEqual(new Set(['APPLY_RECEIPT']));
    const story = await pipeline.get<Story>('order-status', `/orders/${orderId}`);
    expect(story.status).toBe('COMPLETED');
    expect(story.timeline.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['UNAPPLIED_RECEIPT_POSTED', 'RECEIPT_APPLIED']),
    );
  });
});

function isCash({ valueMinor }: { readonly valueMinor: number }): boolean {
  return valueMinor !== 0;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
