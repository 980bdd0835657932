import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert, type ErpCommand } from '#libs/contracts';
import type { Summary } from '../../deploy/local/src/demo/summary.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace, type Story } from './pipeline-in-space.js';

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let summary: Summary;
/** The order with a stock code that SYSPRO does not have, and what Opayo took for it. */
let orderId: string;
let amountMinor: number;

beforeAll(async () => {
  orders = await cutOrders({ customers: 7, guests: 2 });
  pipeline = await PipelineInSpace.open('a-rejected-order');
  await pipeline.replay(orders.path);
  summary = await pipeline.ended();
  const planted = summary.planted.find(({ expectedCode }) => expectedCode === 'STOCK_CODE_NOT_FOUND');
  orderId = planted?.orderId ?? '';
  amountMinor = planted?.expectedMinor ?? 0;
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

const REFUSED = { code: 'STOCK_CODE_NOT_FOUND', owner: 'operations' };
const SAYS_WHICH = expect.stringMatching(/^Stock code '\w+' not found$/);

describe('a rejected order', () => {
  it('needs attention, as the shop sees it, and the payment is not forgotten', async () => {
    const story = await pipeline.get<Story>('order-status', `/orders/${orderId}`);
    expect(story).toMatchObject({
      ...{ status: 'NEEDS_ATTENTION', attention: { ...REFUSED, text: SAYS_WHICH } },
      ...{ capturedMinor: amountMinor, invoicedMinor: 0, receiptedMinor: 0, salesOrder: null },
    });
    const { orders: attention } = await pipeline.get<{ orders: object[] }>('order-status', '/attention');
    expect(attention).toContainEqual(
      expect.objectContaining({ orderId, ...REFUSED, amountMinor, currency: 'GBP', suggestedFix: expect.any(String) }),
    );
  });

  it('is parked in posting with what to do about it', async () => {
    const parked = (await pipeline.parked()).filter((item) => item.orderId === orderId);
    expect(parked).toEqual([
      expect.objectContaining({
        ...{ ...REFUSED, key: orderId, effectId: `sales-order:GIFT:${orderId}`, text: SAYS_WHICH },
        ...{ severity: 'WARNING', amountMinor, currency: 'GBP', suggestedFix: expect.stringMatching(/SYSPRO/) },
      }),
    ]);
  });

  it('raises one alert, which stands', async () => {
    const alerts = await pipeline.recordsOn<Alert>(TOPICS.alerts);
    expect(alerts.filter(({ value }) => value.orderId === orderId)).toEqual([
      {
        key: orderId,
        value: expect.objectContaining({
          ...{ state: 'RAISED', service: 'posting', what: SAYS_WHICH, amountMinor, currency: 'GBP', resolvedAt: null },
          ...REFUSED,
        }),
      },
    ]);
  });

  it('is sent once, and nothing else is sent under its key', async () => {
    const commands = await pipeline.recordsOn<ErpCommand>(TOPICS.erpCommands);
    expect(commands.filter(({ key }) => key === orderId).map(({ value }) => value.kind)).toEqual([
      'CREATE_SALES_ORDER',
    ]);
    const { effect } = await pipeline.effect(`sales-order:GIFT:${orderId}`);
    expect(effect).toMatchObject({ state: 'REJECTED', parked: true, sends: 1 });
    const reference = orderId.replace('gifts/', '');
    const found = (await pipeline.salesOrders()).filter((order) => order.customerPoNumber.startsWith(`${reference}-`));
    expect(found).toEqual([]);
  });

  it('holds up nobody: every other order goes its way', () => {
    expect(summary.problems).toEqual([]);
    expect(summary.orders.receipted).toBe(summary.file.sales - summary.parked.length);
    expect(summary.money.differences.map((difference) => difference.orderId)).toContain(orderId);
  });
});
