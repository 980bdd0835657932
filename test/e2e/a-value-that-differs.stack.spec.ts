import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Summary } from '../../deploy/local/src/demo/summary.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace, type Story } from './pipeline-in-space.js';

/** Orders whose value depends on how tax is rounded, a penny up and a penny down. Pence. */
const DIFFER = [
  { reference: '536640', shopMinor: 4585, sysproMinor: 4586, shopSays: '45.85 GBP', sysproSays: '45.86 GBP' },
  { reference: '536920', shopMinor: 6930, sysproMinor: 6929, shopSays: '69.30 GBP', sysproSays: '69.29 GBP' },
];

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let summary: Summary;

beforeAll(async () => {
  orders = await cutOrders({ guests: 11 });
  pipeline = await PipelineInSpace.open('a-value-that-differs', {
    // The sandbox's SYSPRO rounds tax line by line, and we are told that it does so once per order.
    overrides: { transformation: { TAX_ROUNDING: 'byOrder' } },
  });
  await pipeline.replay(orders.path);
  summary = await pipeline.ended();
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

describe('a value that differs', () => {
  it.each(DIFFER)('$reference: $sysproSays in SYSPRO, $shopSays in the shop', async (order) => {
    const { reference, shopMinor, sysproMinor, shopSays, sysproSays } = order;
    const ofOrder = ({ customerPoNumber }: { customerPoNumber: string }) =>
      customerPoNumber.startsWith(`${reference}-`);
    const entered = (await pipeline.salesOrders()).filter(ofOrder);
    // In suspense: no warehouse will touch it, nothing is invoiced.
    expect(entered).toEqual([expect.objectContaining({ orderStatus: 'S', grossMinor: sysproMinor, lastInvoice: '' })]);

    const parked = (await pipeline.parked()).filter(({ orderId }) => orderId === `gifts/${reference}`);
    const bothValues = `SYSPRO values sales order ${entered[0]?.salesOrder} at ${sysproSays}, the shop at ${shopSays}`;
    expect(parked).toEqual([
      expect.objectContaining({ code: 'VALUE_DIFFERS', text: bothValues, amountMinor: shopMinor }),
    ]);

    const { effect } = await pipeline.effect(`sales-order:GIFT:gifts/${reference}`);
    expect(effect).toMatchObject({
      ...{ state: 'REJECTED', parked: true, sends: 1 },
      evidence: { grossMinor: sysproMinor, expectedGrossMinor: shopMinor, currency: 'GBP' },
    });
    expect(await pipeline.get<Story>('order-status', `/orders/gifts/${reference}`)).toMatchObject({
      ...{ status: 'NEEDS_ATTENTION', attention: { code: 'VALUE_DIFFERS', text: bothValues } },
      ...{ capturedMinor: shopMinor, invoicedMinor: 0, receiptedMinor: 0 },
    });
  });

  it('parks these and no other: where both roundings agree, orders are receipted to the penny', () => {
    expect(summary.parked.map(({ orderId }) => orderId).sort()).toEqual(
      DIFFER.map(({ reference }) => `gifts/${reference}`),
    );
    expect(summary.money.unexplainedMinor).toBe(0);
    expect(summary.orders.receipted).toBe(summary.file.sales - DIFFER.length);
  });
});
