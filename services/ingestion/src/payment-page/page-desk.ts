import { hashOf, type Database, type Transaction } from '#libs/delivery';
import { InvariantViolation, isConnectError, OutcomeUnknownError, RetryableError } from '#libs/errors';
import type { ServerRegistrationReply, ServerRegistrationRequest } from '#libs/opayo';
import { Secret } from '#libs/service';
import type { Logger } from 'pino';
import type { Registration } from '../registration/registration.js';
import type { RegistrationStore } from '../registration/registration-store.js';
import type { WatchList } from '../transaction-watch/watch-list.js';
import type { Vendor } from '../vendor/vendors.js';
import {
  PAGE_LIFE_MS,
  vendorTxCodeOf,
  type PageAttempt,
  type PageKey,
  type PageRefusal,
  type PaymentPage,
} from './page-attempt.js';
import type { NewAttempt, PageStore } from './page-store.js';
import type { PageRequest } from './page-request.js';

/** What a shop hears. `later`: nothing is lost, the same again goes on; `conflict`: the key is known with another request. */
export type PageAnswer =
  | { readonly result: 'page'; readonly page: PaymentPage }
  | { readonly result: 'refused'; readonly refusal: PageRefusal }
  | { readonly result: 'later'; readonly why: 'away' | 'unheard' | 'in hand'; readonly retryAfterMs: number }
  | { readonly result: 'conflict' };

export interface PageDeskOptions {
  readonly database: Database;
  readonly store: PageStore;
  readonly registrations: RegistrationStore;
  readonly watchList: Pick<WatchList, 'expect'>;
  /** An attempt without an outcome after this long was given up by whoever made it, milliseconds; longer than the wait for Opayo. */
  readonly givenUpAfterMs: number;
  readonly log: Logger;
  readonly now: () => Date;
}

/** A page that is wanted. */
export interface PageWish {
  readonly idempotencyKey: string;
  readonly vendor: Vendor;
  readonly request: PageRequest;
  /** What Opayo is asked for an attempt of this code. */
  readonly formOf: (vendorTxCode: string) => ServerRegistrationRequest;
}

/** An attempt that is written down and to be sent now. */
interface InHand {
  readonly id: number;
  readonly vendorTxCode: string;
  readonly sentAt: Date;
}

const RETRY_SOON_MS = 1_000;
const RETRY_AWAY_MS = 5_000;

/**
 * Has Opayo make payment pages. Every attempt is a row before it is a call; the same key gets the first answer again, whatever it was. A page whose making was
 * not heard of is lost, because nobody has its address and Opayo cancels it after 15 minutes: the same key then gets another one under another VendorTxCode, and
 * the lost one stays on the watch list.
 */
export class PageDesk {
  private readonly inHand = new Map<string, Promise<PageAnswer>>();

  constructor(private readonly options: PageDeskOptions) {}

  /** Throws the database's errors; whatever Opayo does is an answer. */
  async open(wish: PageWish): Promise<PageAnswer> {
    const { request, idempotencyKey } = wish;
    const name = JSON.stringify([request.shop, idempotencyKey, hashOf(request)]);
    const running = this.inHand.get(name);
    if (running) return running;
    const made = this.make(wish).finally(() => this.inHand.delete(name));
    this.inHand.set(name, made);
    return made;
  }

  /** Resolves when nothing is being made any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.inHand.values());
  }

  private async make(wish: PageWish): Promise<PageAnswer> {
    const begun = await this.options.database.transaction((tx) => this.begin(tx, wish));
    return 'result' in begun ? begun : this.send(wish, begun);
  }

  /** Looks what became of the key so far; writes the next attempt down where one is due. */
  private async begin(tx: Transaction, wish: PageWish): Promise<InHand | PageAnswer> {
    const { store } = this.options;
    const key = keyOf(wish);
    await store.lock(tx, key);
    const last = await store.last(tx, key);
    if (!last) return this.attempt(tx, wish, 1);
    if (last.requestHash !== hashOf(wish.request)) return { result: 'conflict' };
    switch (last.state) {
      case 'OPEN':
        return { result: 'page', page: last.page as PaymentPage };
      case 'REFUSED':
        return { result: 'refused', refusal: last.refusal as PageRefusal };
      case 'NOT_SENT':
        return this.again(tx, last);
      case 'UNKNOWN':
        return this.attempt(tx, wish, last.attempt + 1);
      case 'SENT':
        return this.afterUnfinished(tx, wish, last);
    }
  }

  private async attempt(tx: Transaction, wish: PageWish, attempt: number): Promise<InHand> {
    const { request, vendor } = wish;
    const { amountMinor, currency, orderReference } = request;
    const key = keyOf(wish);
    const sentAt = this.options.now();
    const vendorTxCode = vendorTxCodeOf(key, orderReference, attempt);
    const row: NewAttempt = {
      ...{ ...key, attempt, requestHash: hashOf(request), vendor: vendor.name, vendorTxCode },
      ...{ orderId: orderIdOf(request), amountMinor, currency, sentAt },
    };
    return { id: await this.options.store.add(tx, row), vendorTxCode, sentAt };
  }

  private async again(tx: Transaction, { id, vendorTxCode }: PageAttempt): Promise<InHand> {
    const sentAt = this.options.now();
    await this.options.store.resend(tx, id, sentAt);
    return { id, vendorTxCode, sentAt };
  }

  /** Another replica has it in hand, or whoever had it has died with it. */
  private async afterUnfinished(tx: Transaction, wish: PageWish, last: PageAttempt): Promise<InHand | PageAnswer> {
    const { store, givenUpAfterMs, now } = this.options;
    if (now().getTime() - last.sentAt.getTime() < givenUpAfterMs) {
      return { result: 'later', why: 'in hand', retryAfterMs: RETRY_SOON_MS };
    }
    await store.ended(tx, last.id, 'UNKNOWN');
    await this.watchLost(tx, wish, last.vendorTxCode);
    return this.attempt(tx, wish, last.attempt + 1);
  }

  private async send(wish: PageWish, attempt: InHand): Promise<PageAnswer> {
    const { vendorTxCode } = attempt;
    const fields = { vendorTxCode, vendor: wish.vendor.name, orderId: orderIdOf(wish.request) };
    let reply: ServerRegistrationReply;
    try {
      reply = await wish.vendor.server.register(wish.formOf(vendorTxCode));
    } catch (error) {
      if (!isConnectError(error)) throw error;
      this.options.log.warn({ ...fields, err: error, code: error.code }, 'There is no payment page yet');
      return this.failed(wish, attempt, error);
    }
    // Not in there: what Postgres fails with says nothing about whether Opayo was reached.
    const answer = await this.heard(wish, attempt, reply);
    this.options.log.info({ ...fields, result: answer.result }, 'Opayo answered for a payment page');
    return answer;
  }

  private async heard(wish: PageWish, attempt: InHand, reply: ServerRegistrationReply): Promise<PageAnswer> {
    const { database, store } = this.options;
    if (reply.ok) return database.transaction((tx) => this.opened(tx, wish, attempt, reply));
    // Opayo's own trouble, and nothing registered: it may pass.
    if (reply.status === 'ERROR') return this.notSent(attempt, RETRY_AWAY_MS);
    const { status, code, text } = reply;
    const refusal = { status, code, text };
    await database.transaction((tx) => store.ended(tx, attempt.id, 'REFUSED', refusal));
    return { result: 'refused', refusal };
  }

  private async opened(
    tx: Transaction,
    wish: PageWish,
    { id, vendorTxCode, sentAt }: InHand,
    reply: ServerRegistrationReply & { ok: true },
  ): Promise<PageAnswer> {
    const { store, registrations, now } = this.options;
    const { transactionId, securityKey, nextUrl: paymentPageUrl } = reply;
    const expiresAt = new Date(sentAt.getTime() + PAGE_LIFE_MS).toISOString();
    const page = { vendorTxCode, transactionId, paymentPageUrl, expiresAt };
    // Given up by another replica, which may have made another page by now: nobody is to have both.
    if (!(await store.opened(tx, { id, page })))
      return { result: 'later', why: 'unheard', retryAfterMs: RETRY_SOON_MS };
    const { shop, orderReference } = wish.request;
    const registration: Registration = {
      ...{ vendor: wish.vendor.name, vendorTxCode, transactionId, shop, orderReference },
      securityKey: new Secret(securityKey.reveal()),
      registeredAt: sentAt,
    };
    // The first word about a code stands. Under somebody else's the notification would be judged by their key, and Opayo told to cancel what was paid.
    if (!(await registrations.add(tx, registration, now()))) throw codeTaken(registration);
    await this.watch(tx, wish, vendorTxCode, transactionId);
    return { result: 'page', page };
  }

  private async failed(wish: PageWish, attempt: InHand, error: Error): Promise<PageAnswer> {
    const { database, store } = this.options;
    if (error instanceof RetryableError) return this.notSent(attempt, error.retryAfterMs ?? RETRY_AWAY_MS);
    if (!(error instanceof OutcomeUnknownError)) {
      await database.transaction((tx) => store.ended(tx, attempt.id, 'NOT_SENT'));
      throw error;
    }
    await database.transaction(async (tx) => {
      await store.ended(tx, attempt.id, 'UNKNOWN');
      await this.watchLost(tx, wish, attempt.vendorTxCode);
    });
    return { result: 'later', why: 'unheard', retryAfterMs: RETRY_SOON_MS };
  }

  private async notSent({ id }: InHand, retryAfterMs: number): Promise<PageAnswer> {
    const { database, store } = this.options;
    await database.transaction((tx) => store.ended(tx, id, 'NOT_SENT'));
    return { result: 'later', why: 'away', retryAfterMs };
  }

  private watchLost(tx: Transaction, wish: PageWish, vendorTxCode: string): Promise<void> {
    return this.watch(tx, wish, vendorTxCode, null);
  }

  private watch(tx: Transaction, wish: PageWish, vendorTxCode: string, transactionId: string | null): Promise<void> {
    const { request, vendor } = wish;
    const { amountMinor, currency } = request;
    const expected = {
      vendor: vendor.name,
      vendorTxCode,
      transactionId,
      orderId: orderIdOf(request),
      amountMinor,
      currency,
    };
    return this.options.watchList.expect(tx, [{ ...expected, why: 'REGISTERED' }]);
  }
}

/** Rolls the page back: it is given up like one whose answer was lost, and the next one has another code. */
function codeTaken({ vendorTxCode, vendor }: Registration): InvariantViolation {
  return new InvariantViolation('The VendorTxCode of a payment page had been registered by somebody else', {
    code: 'VENDOR_TX_CODE_TAKEN',
    facts: { vendorTxCode, vendor },
  });
}

function keyOf({ request, idempotencyKey }: PageWish): PageKey {
  return { shop: request.shop, idempotencyKey };
}

function orderIdOf({ shop, orderReference }: Pick<PageRequest, 'shop' | 'orderReference'>): string {
  return `${shop}/${orderReference}`;
}
