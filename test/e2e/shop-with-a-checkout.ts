import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anOrderContent } from '#libs/testing';
import { SHOP_KEY, VENDOR_ACCOUNT } from '../../deploy/local/src/pipeline.js';
import type { PipelineInSpace } from './pipeline-in-space.js';

/** Billing address and postcode are those the sandbox's cards match. */
const ADA = { surname: 'Byron', firstNames: 'Ada', address1: '88', city: 'London', postCode: '412', country: 'GB' };

/** What ingestion answers to `POST /payments`. */
export interface PaymentPage {
  readonly vendorTxCode: string;
  readonly transactionId: string;
  readonly paymentPageUrl: string;
}

/** The shop `gifts`: it sells six hearts for 15.30 GBP, and shows one page for every outcome of a payment. */
export class ShopWithACheckout {
  private constructor(private readonly server: Server) {}

  static async open(): Promise<ShopWithACheckout> {
    const server = createServer(({ url = '' }, response) => {
      const [, outcome = ''] = /^\/checkout\/(\w+)\?/.exec(url) ?? [];
      response.writeHead(outcome === '' ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(`<!DOCTYPE html><html lang="en"><title>Gifts</title><h1>${outcome}</h1></html>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ShopWithACheckout(server);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Ingestion's vendors, whose shoppers come back to this shop. */
  get vendors(): string {
    return JSON.stringify([
      { ...VENDOR_ACCOUNT, redirectUrl: `${this.url}/checkout/{outcome}?payment={vendorTxCode}` },
    ]);
  }

  /** Where a shopper lands after a payment. */
  landing(outcome: 'paid' | 'declined', { vendorTxCode }: PaymentPage): string {
    return `${this.url}/checkout/${outcome}?payment=${vendorTxCode}`;
  }

  /** Places the order; how it is paid is told by its page alone. */
  placeOrder(pipeline: PipelineInSpace, orderReference: string): Promise<unknown> {
    const order = anOrderContent({ payments: [] });
    const placed = {
      ...{ ...order, placedAt: new Date().toISOString() },
      customer: { ...order.customer, customerCode: null },
    };
    return this.post(pipeline, '/shop/orders', { shop: 'gifts', orderReference, placed });
  }

  /** Asks for a page on which the order can be paid. */
  pageFor(pipeline: PipelineInSpace, orderReference: string): Promise<PaymentPage> {
    return this.post<PaymentPage>(pipeline, '/payments', {
      ...{ shop: 'gifts', orderReference, amountMinor: 1530, currency: 'GBP', description: `Order ${orderReference}` },
      billing: ADA,
    });
  }

  private get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async post<T>(pipeline: PipelineInSpace, path: string, body: unknown): Promise<T> {
    const response = await fetch(`${pipeline.urlOf('ingestion')}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${SHOP_KEY}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}
