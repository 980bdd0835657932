import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Books } from '../../books/books.js';
import { MemoryBookStore } from '../../books/memory-book-store.js';
import { SandboxClock } from '../../clock/sandbox-clock.js';
import { Faults } from '../../faults/faults.js';
import { OpayoFaults } from '../../faults/opayo-faults.js';
import { Notifier } from '../notification/notifier.js';
import { PaymentPages, type Shown } from '../page/payment-pages.js';
import { Vendors } from '../vendors.js';
import { writeFormReply } from './form-reply.js';
import { Form } from './form.js';
import { Gateway } from './gateway.js';

const pi = { integrationKey: 'k', integrationPassword: 'p' };

/** What a vendor answers notifications with, for specs; undefined: nothing that could be understood. */
export type VendorAnswer = (fields: URLSearchParams) => string | undefined;

/** Server with its pages and its vendor, for specs: everything real but the store. */
export class ServerBench {
  /** What the vendor was told, in order. */
  readonly heard: URLSearchParams[] = [];
  answers: VendorAnswer = () => 'Status=OK\r\nStatusDetail=\r\nRedirectURL=https://shop.example/thanks?order=1\r\n';

  private constructor(
    readonly books: Books,
    readonly clock: SandboxClock,
    readonly faults: Faults,
    readonly gateway: Gateway,
    readonly pages: PaymentPages,
    readonly notifier: Notifier,
    readonly vendorServer: Server,
  ) {
    vendorServer.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const fields = new URLSearchParams(Buffer.concat(chunks).toString('latin1'));
        this.heard.push(fields);
        const answer = this.answers(fields);
        response.writeHead(answer === undefined ? 503 : 200, { 'content-type': 'text/plain' }).end(answer ?? '');
      });
    });
  }

  static async open(): Promise<ServerBench> {
    const books = await Books.open(new MemoryBookStore());
    const clock = new SandboxClock(books);
    await clock.set(new Date('2026-11-23T08:26:00.000Z'), true);
    const vendors = new Vendors([
      { vendor: 'clarityshop', profile: 'lenient', pi },
      { vendor: 'strictshop', profile: 'strict', pi },
    ]);
    const vendorServer = createServer();
    await new Promise<void>((resolve) => vendorServer.listen(0, '127.0.0.1', resolve));
    const faults = new Faults(books);
    const notifier = new Notifier({
      books,
      clock,
      notificationUrl: () => 'http://127.0.0.1:9/',
      timeoutMs: 2000,
      monitorSpeed: 1,
      faults: new OpayoFaults({ faults, pause: async () => undefined }),
      onError: (cause) => {
        throw cause as Error;
      },
    });
    const gateway = new Gateway({ books, clock, vendors });
    const pages = new PaymentPages({ books, clock, notifier, vendors });
    return new ServerBench(books, clock, faults, gateway, pages, notifier, vendorServer);
  }

  async close(): Promise<void> {
    await this.notifier.stop();
    this.vendorServer.closeAllConnections();
    await new Promise((resolve) => this.vendorServer.close(resolve));
  }

  get notificationUrl(): string {
    return `http://127.0.0.1:${(this.vendorServer.address() as AddressInfo).port}/opayo/notifications`;
  }

  /** Posts a form; the reply's lines by name. */
  async post(address: string, fields: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    return this.postBody(address, new URLSearchParams(fields).toString());
  }

  async postBody(address: string, body: string): Promise<Record<string, string>> {
    const reply = await this.gateway.answer(address, Form.read(Buffer.from(body, 'latin1')), 'http://pages.example');
    const lines = writeFormReply(reply).toString('latin1').split('\r\n').slice(0, -1);
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  }

  register(fields: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
    return this.post('vspserver-register.vsp', { ...REGISTRATION, NotificationURL: this.notificationUrl, ...fields });
  }

  step(transactionId: string, step: string, fields: Readonly<Record<string, string>> = {}): Promise<Shown> {
    return this.pages.step(new URLSearchParams({ vpstxid: transactionId, step, ...fields }));
  }

  /** Enters a card and confirms. */
  async pay(transactionId: string, card: Readonly<Record<string, string>> = {}): Promise<Shown> {
    await this.pages.show(transactionId);
    await this.step(transactionId, 'card', { ...CARD, ...card });
    return this.step(transactionId, 'confirm');
  }
}

/** A registration that is in order. */
export const REGISTRATION = {
  VPSProtocol: '4.00',
  TxType: 'PAYMENT',
  Vendor: 'clarityshop',
  VendorTxCode: 'gifts-536365-1',
  Amount: '139.12',
  Currency: 'GBP',
  Description: 'Order 536365',
  ...Object.fromEntries(
    ['Billing', 'Delivery'].flatMap((who) => [
      [`${who}Surname`, 'Muller'],
      [`${who}Firstnames`, 'Zoe'],
      [`${who}Address1`, '88'],
      [`${who}City`, 'London'],
      [`${who}PostCode`, '412'],
      [`${who}Country`, 'GB'],
    ]),
  ),
} as const;

/** A card whose payment succeeds. */
export const CARD = { holder: 'SUCCESSFUL', number: '4929 0000 0000 6', expiry: '11/30', code: '123' };
