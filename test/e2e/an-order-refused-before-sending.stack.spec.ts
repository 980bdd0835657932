import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert, type ErpCommand } from '#libs/contracts';
import type { Summary } from '../../deploy/local/src/demo/summary.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace, type Story } from './pipeline-in-space.js';

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let summary: Summary;
/** The order with a stock code that SYSPRO does not have. */
let orderId: string;

beforeAll(async () => {
  orders = await cutOrders({ customers: 7, guests: 2 });
  // Every order waits until SYSPRO's customers and stock codes have been read.
  const overrides = { transformation: { MASTER_DATA_POLICY: 'wait' } };
  pipeline = await PipelineInSpace.open('an-order-refused-before-sending', { overrides });
  await pipeline.replay(orders.path);
  summary = await pipeline.ended();
  orderId = summary.planted.find(({ expectedCode }) => expectedCode === 'STOCK_CODE_NOT_FOUND')?.orderId ?? '';
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

describe('an order for a stock code that SYSPRO does not have', () => {
  it('is found out before anything is sent, with its code, its money and how old the data are', async () => {
    const { parked } = await pipeline.get<{ parked: { key: string; code: string; suggestedFix: string }[] }>(
      'transformation',
      '/parked',
    );
    expect(parked).toContainEqual(
      expect.objectContaining({
        ...{ key: orderId, code: 'STOCK_CODE_NOT_FOUND', owner: 'operations', currency: 'GBP' },
        suggestedFix: expect.stringMatching(/stock codes read \d+ min ago/),
      }),
    );
    expect((await pipeline.parked()).filter((item) => item.orderId === orderId)).toEqual([]);
    const sent = await pipeline.recordsOn<ErpCommand>(TOPICS.erpCommands);
    expect(sent.filter(({ key }) => key === orderId)).toEqual([]);
  });

  it('needs attention as the shop sees it, under one alert', async () => {
    const { attention } = await pipeline.get<Story>('order-status', `/orders/${orderId}`);
    expect(attention).toMatchObject({ code: 'STOCK_CODE_NOT_FOUND', owner: 'operations' });
    const alerts = (await pipeline.recordsOn<Alert>(TOPICS.alerts))
      .map(({ value }) => value)
      .filter((alert) => alert.orderId === orderId);
    // The stock codes may come while it waits: then it is decided anew, and its one alert is closed and raised again.
    expect(new Set(alerts.map(({ alertId }) => alertId)).size).toBe(1);
    expect(alerts.at(-1)).toMatchObject({ state: 'RAISED', service: 'transformation' });
  });

  it('keeps none of the others', () => {
    expect(summary.problems).toEqual([]);
    expect(summary.orders.receipted).toBeGreaterThan(0);
  });

  it('and how old the data are is shown', async () => {
    const { masterData } = await pipeline.get<{ masterData: object[] }>('transformation', '/master-data');
    expect(masterData).toMatchObject([
      { company: 'GIFT', kind: 'CUSTOMER', state: 'fresh' },
      { company: 'GIFT', kind: 'STOCK_ITEM', state: 'fresh' },
    ]);
  });
});
