import { Books } from '../../books/books.js';
import { MemoryBookStore } from '../../books/memory-book-store.js';
import { SandboxClock } from '../../clock/sandbox-clock.js';
import { byVendorTxCode, type OpayoTransaction } from '../ledger/transaction.js';
import { Vendors } from '../vendors.js';
import type { PiAnswer } from './pi-answer.js';
import { Pi } from './pi.js';

/** Vendor, profile and credentials of the bench: `clarityshop` and `sandbox` are lenient, `sandboxEC` strict. */
export const BENCH_VENDORS = new Vendors(
  (['clarityshop', 'sandbox', 'sandboxEC'] as const).map((vendor) => ({
    vendor,
    profile: vendor === 'sandboxEC' ? 'strict' : 'lenient',
    pi: { integrationKey: `${vendor}-key`, integrationPassword: `${vendor}-password` },
  })),
);

export type Body = Record<string, unknown>;

export const VISA = '4929000000006';
export const DECLINED_VISA = '4929602110085639';

/** For specs: a Pi of its own on 23 November 2026, at noon, where vendors may call it. */
export class PiBench {
  private code = 0;

  private constructor(
    readonly pi: Pi,
    readonly books: Books,
    readonly clock: SandboxClock,
    readonly store: MemoryBookStore,
  ) {}

  static async open(): Promise<PiBench> {
    const store = new MemoryBookStore();
    const books = await Books.open(store);
    const clock = new SandboxClock(books);
    await clock.set(new Date('2026-11-23T12:00:00Z'), true);
    return new PiBench(new Pi({ books, clock, vendors: BENCH_VENDORS }), books, clock, store);
  }

  /** A call of a vendor; `body` as an object or as the text that goes over the wire. */
  call(method: string, path: string, body: Body | string = '', { vendor = 'clarityshop' } = {}): Promise<PiAnswer> {
    return this.callAs(basic(vendor), method, path, body);
  }

  callAs(authorisation: string | undefined, method: string, path: string, body: Body | string = ''): Promise<PiAnswer> {
    return this.pi.answer({
      method,
      path: path.split('/'),
      authorisation,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      origin: 'http://127.0.0.1:4050',
    });
  }

  async session(vendor?: string): Promise<string> {
    const vendorName = vendor ?? 'clarityshop';
    const { body } = await this.call('POST', 'merchant-session-keys', { vendorName }, { vendor: vendorName });
    return String(body?.['merchantSessionKey']);
  }

  identify(merchantSessionKey: string, cardDetails: Body = {}): Promise<PiAnswer> {
    const details = { cardholderName: 'SUCCESSFUL', cardNumber: VISA, expiryDate: '1130', securityCode: '123' };
    return this.callAs(`Bearer ${merchantSessionKey}`, 'POST', 'card-identifiers', {
      cardDetails: { ...details, ...cardDetails },
    });
  }

  /** `paymentMethod.card` of a card that was just identified. */
  async card(cardDetails: Body = {}, { vendor = 'clarityshop' } = {}): Promise<Body> {
    const merchantSessionKey = await this.session(vendor);
    const { body } = await this.identify(merchantSessionKey, cardDetails);
    return { merchantSessionKey, cardIdentifier: body?.['cardIdentifier'] };
  }

  /** The body of a Payment over one pound that has nothing wrong. */
  async payment(changes: Body = {}, { card = {}, vendor = 'clarityshop' } = {}): Promise<Body> {
    this.code += 1;
    return {
      transactionType: 'Payment',
      paymentMethod: { card: await this.card(card, { vendor }) },
      vendorTxCode: `gifts-536365-${this.code}`,
      amount: 100,
      currency: 'GBP',
      description: 'Order 536365',
      customerFirstName: 'Sam',
      customerLastName: 'Jones',
      billingAddress: { address1: '88', city: 'London', postalCode: '412', country: 'GB' },
      ...changes,
    };
  }

  /** A transaction made by a payment like that; its id. */
  async paid(changes: Body = {}, options: { card?: Body; vendor?: string } = {}): Promise<string> {
    const { body } = await this.call('POST', 'transactions', await this.payment(changes, options), options);
    return String(body?.['transactionId']);
  }

  inBook(vendorTxCode: unknown, vendor = 'clarityshop'): OpayoTransaction | undefined {
    return byVendorTxCode(this.books, vendor, String(vendorTxCode));
  }
}

/** Basic credentials of a vendor of the bench. */
export function basic(vendor: string): string {
  return `Basic ${Buffer.from(`${vendor}-key:${vendor}-password`).toString('base64')}`;
}

/** `[code, property]` of each error of a 422, sorted. */
export function errorsOf(answer: PiAnswer): unknown[] {
  const errors = (answer.body?.['errors'] ?? []) as { code: number; property: string }[];
  return errors.map(({ code, property }) => [code, property]).sort();
}
