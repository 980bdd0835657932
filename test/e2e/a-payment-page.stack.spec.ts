import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type PaymentEvent } from '#libs/contracts';
import { waitFor } from '#libs/testing';
import { PipelineInSpace } from './pipeline-in-space.js';

const SHOP_KEY = 'sandbox-shop-key-not-a-secret';
const CARD = { holder: 'SUCCESSFUL', number: '4929 0000 0000 6', expiry: '12/30', code: '123' };
const ADA = { surname: 'Byron', firstNames: 'Ada', address1: '88', city: 'London', postCode: '412', country: 'GB' };

interface PaymentPage {
  readonly vendorTxCode: string;
  readonly transactionId: string;
  readonly paymentPageUrl: string;
}

let pipeline: PipelineInSpace;
beforeAll(async () => {
  pipeline = await PipelineInSpace.open('a-payment-page');
});
afterAll(async () => {
  await pipeline?.close();
});

describe('a shopper pays on the page a shop asked for', () => {
  let page: PaymentPage;

  it('the shop gets the address of a page of Opayo’s', async () => {
    const response = await fetch(`${pipeline.urlOf('ingestion')}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${SHOP_KEY}`, 'idempotency-key': 'first' },
      body: JSON.stringify({
        ...{ shop: 'gifts', orderReference: '900001', amountMinor: 13912, currency: 'GBP' },
        ...{ description: 'Order 900001', billing: ADA },
      }),
    });
    page = (await response.json()) as PaymentPage;
    expect({ status: response.status, page }).toMatchObject({
      status: 201,
      page: { paymentPageUrl: expect.stringContaining(pipeline.urlOf('sandbox')) },
    });
  });

  it('gives the card to Opayo and comes back to the shop as paid', async () => {
    await step('card', CARD);
    const answer = await step('confirm', {});
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `https://gifts.example/checkout/paid?payment=${page.vendorTxCode}`,
    ]);
  });

  it('is told once as a capture of the order, with the amount, the time and the acquirer of Opayo’s own report', async () => {
    const facts = await waitFor('the capture', async () => {
      const found = (await pipeline.recordsOn<PaymentEvent>(TOPICS.paymentEvents)).filter(
        ({ key }) => key === 'gifts/900001',
      );
      return found.length > 0 && found.map(({ value }) => value);
    });
    expect(facts).toEqual([
      expect.objectContaining({
        ...{
          kind: 'CAPTURED',
          transactionId: page.transactionId,
          vendorTxCode: page.vendorTxCode,
          vendor: 'clarityshop',
        },
        captured: expect.objectContaining({
          ...{ amountMinor: 13912, currency: 'GBP', capturedAtSource: 'REPORTING', lastFourDigits: '0006' },
          merchantNumber: expect.any(String),
        }),
      }),
    ]);
  });

  const step = (name: string, fields: Record<string, string>): Promise<Response> =>
    fetch(page.paymentPageUrl.split('?')[0] ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ vpstxid: page.transactionId, step: name, ...fields }),
    });
});
