import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, waitFor } from '#libs/testing';
import { everythingKept } from './everything-kept.js';
import { booked, everyFactOut, published, sorted, toldBy } from './opayo-day.js';
import { PipelineInSpace } from './pipeline-in-space.js';
import { ShopWithACheckout, type PaymentPage } from './shop-with-a-checkout.js';

const VISA = '4929 0000 0000 6';
const DECLINED_VISA = '4929 6021 1008 5639';

let pipeline: PipelineInSpace;
let shop: ShopWithACheckout;
let browser: Browser;
let logs: string;
beforeAll(async () => {
  [shop, browser, logs] = await Promise.all([
    ShopWithACheckout.open(),
    openBrowser(),
    mkdtemp(join(tmpdir(), 'payment-page-')),
  ]);
  const ingestion = { OPAYO_VENDORS: shop.vendors, LOG_LEVEL: 'trace', LOG_FILE: join(logs, 'ingestion.log') };
  // An account that has 3-D Secure.
  const sandbox = { OPAYO_VENDOR_PROFILE: 'strict' };
  pipeline = await PipelineInSpace.open('a-payment-page', { overrides: { ingestion, sandbox } });
});
afterAll(async () => {
  await browser?.close();
  await pipeline?.close();
  await shop?.close();
  if (logs) await rm(logs, { recursive: true });
});

let page: Page;
beforeEach(async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  context.setDefaultTimeout(15_000);
  page = await context.newPage();
});
afterEach(() => page.context().close());

const press = (button: string | RegExp) => page.getByRole('button', { name: button }).click();

/** What a shopper types, found by what stands beside it. */
async function enterCard({ holder = 'SUCCESSFUL', number = VISA } = {}): Promise<void> {
  await page.getByLabel('Name on card').fill(holder);
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expiry date').fill('12/30');
  await page.getByLabel('Security code').fill('123');
  await press('Continue');
}

/** The shopper is sent to the page of an order. */
async function sentToPay(orderReference: string): Promise<PaymentPage> {
  const asked = await shop.pageFor(pipeline, orderReference);
  await page.goto(asked.paymentPageUrl);
  return asked;
}

describe('a shopper pays on the page a shop asked for', () => {
  let asked: PaymentPage;

  it('comes back to the shop as paid, once, whatever is pressed twice or gone back to', async () => {
    await shop.placeOrder(pipeline, '900001');
    asked = await sentToPay('900001');
    await enterCard();
    // Chrome posts a form that is clicked twice once; two tabs post it twice.
    const tabs = [page, await page.context().newPage()];
    await tabs[1]?.goto(asked.paymentPageUrl);
    let confirmations = 0;
    page.context().on('request', (request) => {
      if (request.postData()?.includes('step=confirm')) confirmations += 1;
    });
    await Promise.all(tabs.map((tab) => tab.getByRole('button', { name: 'Pay 15.30 GBP' }).dblclick()));
    for (const tab of tabs) await tab.waitForURL(shop.landing('paid', asked));
    expect(confirmations).toBe(2);
    await page.goBack();
    await page.waitForURL(shop.landing('paid', asked));
    expect(await page.getByRole('heading').textContent()).toBe('paid');
  });

  it('is told once as a capture of the order, with the amount, the time and the acquirer of Opayo’s own report', async () => {
    const { transactionId, vendorTxCode } = asked;
    await everyFactOut(pipeline);
    expect(await published(pipeline)).toEqual([
      expect.objectContaining({
        ...{ kind: 'CAPTURED', vendor: 'clarityshop', transactionId, vendorTxCode },
        captured: expect.objectContaining({
          ...{ amountMinor: 1530, currency: 'GBP', capturedAtSource: 'REPORTING', lastFourDigits: '0006' },
          merchantNumber: expect.any(String),
        }),
      }),
    ]);
  });

  it('and SYSPRO has the order and its money', async () => {
    const ofTheOrder = await waitFor('the receipt', async () => {
      const [orders, receipts] = [await pipeline.salesOrders(), await pipeline.receipts()];
      return receipts.length > 0 && { orders, receipts };
    });
    expect(ofTheOrder).toMatchObject({
      orders: [{ customerPoNumber: expect.stringMatching(/^900001-/), grossMinor: 1530 }],
      receipts: [{ reference: expect.stringContaining('900001'), valueMinor: 1530 }],
    });
  });
});

describe('a shopper whose bank asks for a password', () => {
  it('has paid with the right one', async () => {
    const asked = await sentToPay('900002');
    await enterCard({ holder: 'CHALLENGE' });
    await press(/^Pay/);
    await page.getByLabel('Password').fill('password');
    await press('Confirm');
    await page.waitForURL(shop.landing('paid', asked));
  });

  it('has not paid with another', async () => {
    const asked = await sentToPay('900003');
    await enterCard({ holder: 'CHALLENGE' });
    await press(/^Pay/);
    await page.getByLabel('Password').fill('guessed');
    await press('Confirm');
    await page.waitForURL(shop.landing('declined', asked));
  });
});

describe('a shopper who does not pay', () => {
  it('because the bank declines, comes back as declined', async () => {
    const asked = await sentToPay('900004');
    await enterCard({ number: DECLINED_VISA });
    await press(/^Pay/);
    await page.waitForURL(shop.landing('declined', asked));
  });

  it('because of a change of mind, comes back as declined, and cannot pay on that page any more', async () => {
    const asked = await sentToPay('900005');
    await press('Cancel');
    await page.waitForURL(shop.landing('declined', asked));
    await page.goto(asked.paymentPageUrl);
    expect(page.url()).toBe(shop.landing('declined', asked));
  });

  it('because of a slip, is told which field, and pays once it is mended', async () => {
    const asked = await sentToPay('900006');
    await enterCard({ number: '4929 0000 0000 7' });
    expect(await page.getByRole('alert').evaluate((alert) => alert.matches(':focus'))).toBe(true);
    expect(await page.title()).toMatch(/^Error: /);
    await page.getByRole('alert').getByRole('link').click();
    expect(await page.getByLabel('Card number').evaluate((field) => field.matches(':focus'))).toBe(true);
    await enterCard();
    await press(/^Pay/);
    await page.waitForURL(shop.landing('paid', asked));
  });
});

it('of each order is told what came of it, once, and it is what Opayo’s own book has', async () => {
  await everyFactOut(pipeline);
  const events = await published(pipeline);
  expect(Object.fromEntries(events.map(({ orderId, kind }) => [orderId, kind]))).toEqual({
    'gifts/900001': 'CAPTURED',
    'gifts/900002': 'CAPTURED',
    'gifts/900003': 'DECLINED',
    'gifts/900004': 'DECLINED',
    'gifts/900005': 'DECLINED',
    'gifts/900006': 'CAPTURED',
  });
  expect(sorted(toldBy(events))).toEqual(sorted(await booked(pipeline)));
});

it('no card number has come near ingestion: neither its tables, sealed or not, nor its log', async () => {
  const kept = await everythingKept(pipeline.space, 'ingestion');
  // What must be there is found, also what is sealed: a search that finds nothing has searched.
  expect(kept).toContain('0006');
  expect(kept).toContain('ada@shop.example');
  const logged = await readFile(join(logs, 'ingestion.log'), 'utf8');
  expect(logged).toContain('payment page');
  for (const text of [kept, logged]) {
    for (const number of [VISA, DECLINED_VISA]) {
      expect(text).not.toContain(number);
      expect(text).not.toContain(number.replaceAll(' ', ''));
    }
  }
});
