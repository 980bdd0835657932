import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { SHOP_KEY } from '../../deploy/local/src/pipeline.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace, type SalesOrderInBook, type Story } from './pipeline-in-space.js';

const OPERATOR_KEY = 'an-operator-key-of-this-story';
const OPEN = '1';
const SUSPENSE = 'S';
const CANCELLED = '\\';

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let orderId: string;

beforeAll(async () => {
  orders = await cutOrders({ guests: 2 });
  const overrides = {
    // Nothing leaves: the shop is in time.
    sandbox: { WAREHOUSE_PACE_ORDERS_PER_SECOND: '0' },
    transformation: { OPERATOR_KEYS: `ada=${OPERATOR_KEY}` },
  };
  pipeline = await PipelineInSpace.open('an-order-cancelled-in-time', { overrides });
  orderId = orders.guests[0] ?? '';
  await pipeline.replay(orders.path);
  await waitFor('both orders to be open in SYSPRO', async () => {
    const book = await pipeline.salesOrders();
    return book.length === 2 && book.every(({ orderStatus }) => orderStatus === OPEN);
  });
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

describe('an order that the shop cancels before it has left', () => {
  it('is held in SYSPRO at once, by us, and waits for a person who sees to the money', async () => {
    await cancelByTheShop();
    await waitFor('the order to be held', async () => (await salesOrder()).orderStatus === SUSPENSE);
    const story = await waitFor('the shop to see it', async () => {
      const told = await pipeline.get<Story>('order-status', `/orders/${orderId}`);
      return told.attention !== null && told.timeline.some(({ kind }) => kind === 'SALES_ORDER_HELD') && told;
    });
    expect(story).toMatchObject({ status: 'NEEDS_ATTENTION', attention: { code: 'ORDER_CHANGED_AFTER_COMMAND' } });
  });

  it('is cancelled in SYSPRO when that person releases its key', async () => {
    const response = await fetch(`${pipeline.urlOf('transformation')}/parked/${encodeURIComponent(orderId)}/release`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${OPERATOR_KEY}` },
      body: JSON.stringify({ reason: 'refunded by hand' }),
    });
    expect(response.status).toBe(200);
    await waitFor('the order to be cancelled', async () => (await salesOrder()).orderStatus === CANCELLED);
    await waitFor('the shop to see it', async () => {
      const { timeline } = await pipeline.get<Story>('order-status', `/orders/${orderId}`);
      return timeline.some(({ kind }) => kind === 'SALES_ORDER_CANCELLED');
    });
  });

  it('has its money on the customer’s account, where a refund is made from', async () => {
    const [receipt] = await waitFor('its receipt', async () => {
      const receipts = await pipeline.receipts();
      return receipts.length > 0 && receipts;
    });
    expect(isOf({ customerPoNumber: receipt?.reference ?? '' })).toBe(true);
  });

  it('leaves every other order as it is', async () => {
    const others = (await pipeline.salesOrders()).filter((order) => !isOf(order));
    expect(others).toMatchObject([{ orderStatus: OPEN }]);
    expect((await pipeline.receipts()).filter(({ reference }) => !isOf({ customerPoNumber: reference }))).toEqual([]);
  });
});

async function cancelByTheShop(): Promise<void> {
  const [shop, orderReference] = orderId.split('/');
  const body = { shop, orderReference, version: 2, kind: 'CANCELLED', cancelled: { reason: 'changed my mind' } };
  const response = await fetch(`${pipeline.urlOf('ingestion')}/shop/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SHOP_KEY}` },
    body: JSON.stringify(body),
  });
  expect([response.status, await response.text()]).toEqual([expect.any(Number), expect.stringContaining('eventId')]);
}

async function salesOrder(): Promise<SalesOrderInBook> {
  const found = (await pipeline.salesOrders()).find(isOf);
  if (!found) throw new Error(`SYSPRO has no order for ${orderId}`);
  return found;
}

/** Purchase orders and references begin with the order's own reference. */
function isOf({ customerPoNumber }: Pick<SalesOrderInBook, 'customerPoNumber'>): boolean {
  return customerPoNumber.startsWith(`${orderId.replace('gifts/', '')}-`);
}
