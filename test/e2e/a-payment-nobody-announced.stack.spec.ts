import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type PaymentEvent } from '#libs/contracts';
import { minorUnits } from '#libs/money';
import { ServerClient } from '#libs/opayo';
import { anOrderContent, waitFor } from '#libs/testing';
import { PipelineInSpace, type Story } from './pipeline-in-space.js';

const SHOP_KEY = 'sandbox-shop-key-not-a-secret';
const VENDOR = 'clarityshop';
const CODE = 'till-7-000042';
const ORDER_ID = 'gifts/910001';
/** What the sandbox's cards match. */
const ADA = { surname: 'Byron', firstNames: 'Ada', address1: '88', city: 'London', postCode: '412', country: 'GB' };
const CARD = { holder: 'SUCCESSFUL', number: '4929 0000 0000 6', expiry: '12/30', code: '123' };

let pipeline: PipelineInSpace;
/** What Opayo answered to the shop, which told nobody of it. */
let payment: { transactionId: string; securityKey: string };

beforeAll(async () => {
  pipeline = await PipelineInSpace.open('a-payment-nobody-announced', {
    overrides: { ingestion: { UNPROVEN_CONFIRM_AFTER_MS: '0' } },
  });
});
afterAll(async () => {
  await pipeline?.close();
});

describe('a payment that nobody announced', () => {
  it('is taken at Opayo, for an order that does not list it', async () => {
    const placed = anOrderContent({ payments: [] });
    expect(
      await shop('/shop/orders', {
        ...{ shop: 'gifts', orderReference: '910001' },
        placed: {
          ...{ ...placed, placedAt: new Date().toISOString() },
          customer: { ...placed.customer, customerCode: null },
        },
      }),
    ).toBe(202);
    payment = await pay();
  });

  it('is published under its own code when Opayo has confirmed it, and the order waits', async () => {
    const [captured] = await facts(1);
    expect(captured).toMatchObject({ key: CODE, value: { kind: 'CAPTURED', orderId: null } });
    await waitFor('order-status to know it', async () => {
      const { unallocatedPayments } = await pipeline.get<{ unallocatedPayments: number }>('order-status', '/summary');
      return unallocatedPayments === 1;
    });
    expect(await pipeline.salesOrders()).toEqual([]);
  });

  it('is given to the order when the shop registers it: the order goes through SYSPRO, once', async () => {
    expect(await register()).toBe(201);
    const story = await waitFor(
      'the order to be completed',
      async () => {
        const found = await pipeline.get<Story>('order-status', `/orders/${ORDER_ID}`);
        if (found.status === 'COMPLETED') return found;
        throw new Error(`it is ${found.status}: ${JSON.stringify(found.attention)}`);
      },
      { timeoutMs: 40_000 },
    );
    expect(story).toMatchObject({
      attention: null,
      payments: [{ transactionId: payment.transactionId, vendorTxCode: CODE, status: 'CAPTURED', amountMinor: 1530 }],
    });
    expect(story.timeline.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['CAPTURED', 'ALLOCATED']));
    expect(await pipeline.get('order-status', '/summary')).toMatchObject({ unallocatedPayments: 0 });
    expect(await pipeline.salesOrders()).toMatchObject([{ grossMinor: 1530 }]);
    expect((await pipeline.receipts()).map(({ valueMinor }) => valueMinor)).toEqual([1530]);
  });

  it('readers were told once, behind the payment; telling us again changes nothing', async () => {
    expect(await register()).toBe(200);
    const told = await facts(2);
    expect(told.map(({ key, value }) => [key, value.kind])).toEqual([
      [CODE, 'CAPTURED'],
      [CODE, 'ALLOCATED'],
    ]);
    expect(told[1]?.value.allocated).toEqual({ orderId: ORDER_ID, allocatedBy: 'REGISTRATION' });
    expect(await pipeline.salesOrders()).toHaveLength(1);
  });
});

/** The payment's facts on the topic, once there are as many. */
async function facts(count: number) {
  return waitFor(`${count} facts of the payment`, async () => {
    const found = (await pipeline.recordsOn<PaymentEvent>(TOPICS.paymentEvents)).filter(
      ({ value }) => value.vendorTxCode === CODE,
    );
    return found.length >= count && found;
  });
}

/** A till registers it at Opayo by itself, and the shopper pays. */
async function pay() {
  const opayo = new ServerClient({ baseUrl: pipeline.urlOf('sandbox') });
  const reply = await opayo.register({
    ...{ vendor: VENDOR, txType: 'PAYMENT', vendorTxCode: CODE, amountMinor: minorUnits(1530), currency: 'GBP' },
    ...{ description: 'At the till', billing: ADA },
    notificationUrl: `${pipeline.urlOf('ingestion')}/opayo/notifications/${VENDOR}`,
  });
  if (!reply.ok) throw new Error(reply.text);
  const { transactionId, nextUrl } = reply;
  for (const step of [{ step: 'card', ...CARD }, { step: 'confirm' }]) {
    const body = new URLSearchParams({ vpstxid: transactionId, ...step });
    await fetch(nextUrl.split('?')[0] ?? '', { method: 'POST', redirect: 'manual', body });
  }
  return { transactionId, securityKey: reply.securityKey.reveal() };
}

function register(): Promise<number> {
  return shop('/opayo/registrations', {
    ...{ vendor: VENDOR, vendorTxCode: CODE, shop: 'gifts', orderReference: '910001' },
    ...payment,
  });
}

async function shop(path: string, body: unknown): Promise<number> {
  const response = await fetch(`${pipeline.urlOf('ingestion')}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SHOP_KEY}` },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
  return response.status;
}
