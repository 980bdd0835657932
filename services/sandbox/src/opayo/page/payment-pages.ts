import type { Books } from '../../books/books.js';
import type { BookDraft } from '../../books/collection.js';
import type { SandboxClock } from '../../clock/sandbox-clock.js';
import { isOnPage, STATE } from '../ledger/states.js';
import type { Notifier } from '../notification/notifier.js';
import { ACS_PASSWORD } from '../pi/challenge.js';
import { ownToken } from '../server/tokens.js';
import type { Vendors } from '../vendors.js';
import { readCardForm, readCodeForm } from './card-form.js';
import {
  answerChallenge,
  arrive,
  cancelByShopper,
  changeCard,
  confirm,
  enterCard,
  pageOf,
  type OnPage,
} from './checkout.js';
import { cardPage, challengePage, confirmationPage, endPage } from './payment-page.js';

/** What the shopper's browser gets: a page, or another address. */
export type Shown = { readonly html: string; readonly status: number } | { readonly redirectTo: string };

export interface PaymentPagesOptions {
  readonly books: Books;
  readonly clock: SandboxClock;
  readonly notifier: Notifier;
  readonly vendors: Vendors;
}

/** The pages behind a NextURL: card, confirmation, 3-D Secure; then the vendor is told, and its RedirectURL followed (opayo.md 2, 3.7). */
export class PaymentPages {
  constructor(private readonly options: PaymentPagesOptions) {}

  /** The page a transaction is on. */
  async show(transactionId: string): Promise<Shown> {
    const { books, clock } = this.options;
    const page = await books.change((draft) => {
      const found = pageOf(draft, transactionId);
      if (found) arrive(draft, found, clock.now());
      return pageOf(draft, transactionId);
    });
    return page ? this.shown(page) : NOT_FOUND;
  }

  /** One step of the shopper's: `card`, `change`, `confirm`, `challenge` or `cancel`. A step the transaction is past changes nothing. */
  async step(fields: URLSearchParams): Promise<Shown> {
    const transactionId = fields.get('vpstxid') ?? '';
    const found = pageOf(this.options.books, transactionId);
    if (!found) return NOT_FOUND;
    const { transactionId: id } = found.transaction;
    switch (fields.get('step')) {
      case 'card':
        return this.card(found, fields);
      case 'confirm':
        return this.take(id, (draft, page, at) => confirm(draft, page, this.profileOf(page), at));
      case 'challenge': {
        const passed = fields.get('password') === ACS_PASSWORD;
        return this.take(id, (draft, page, at) => answerChallenge(draft, page, passed, at));
      }
      case 'change':
        return this.take(id, changeCard);
      case 'cancel':
        return this.take(id, cancelByShopper);
      default:
        return this.shown(found);
    }
  }

  private async card(found: OnPage, fields: URLSearchParams): Promise<Shown> {
    const { transaction } = found;
    const saved = this.savedCard(found);
    const read = saved ? readCodeForm(fields, saved) : readCardForm(fields, this.options.clock.now());
    if (!read.ok) {
      const typed = { holder: fields.get('holder') ?? '', expiry: fields.get('expiry') ?? '' };
      return { html: cardPage({ transaction, saved, problems: read.problems, typed }), status: 422 };
    }
    return this.take(transaction.transactionId, (draft, page, at) => {
      enterCard(draft, page, read, at);
      const entered = pageOf(draft, transaction.transactionId);
      if (entered?.registration.profile === 'LOW') confirm(draft, entered, this.profileOf(entered), at);
    });
  }

  /** Does a step on the transaction as it is now; once it is decided, the vendor is told. */
  private async take(id: string, work: (draft: BookDraft, page: OnPage, at: Date) => void): Promise<Shown> {
    const { books, clock, notifier } = this.options;
    const page = await books.change((draft) => {
      const now = pageOf(draft, id);
      if (now) work(draft, now, clock.now());
      return pageOf(draft, id);
    });
    if (page?.transaction.state === STATE.VENDOR_NOTIFIED) await notifier.notify(id);
    return this.show(id);
  }

  private shown({ transaction, registration }: OnPage): Shown {
    const { state, card } = transaction;
    if (state === STATE.AT_3D_SECURE) return ok(challengePage(transaction, card));
    if (state === STATE.ON_CONFIRMATION_PAGE && card) return ok(confirmationPage(transaction, card));
    if (isOnPage(state)) return ok(cardPage({ transaction, saved: this.savedCard({ transaction, registration }) }));
    const { redirectUrl } = registration;
    if (redirectUrl !== null && isWebAddress(redirectUrl)) return { redirectTo: redirectUrl };
    return ok(endPage(...endOf(state)));
  }

  private savedCard({ transaction, registration }: OnPage) {
    const { token } = registration;
    return token === null ? undefined : ownToken(this.options.books, transaction.vendor, token)?.card;
  }

  private profileOf({ transaction }: OnPage) {
    return this.options.vendors.named(transaction.vendor)?.profile ?? 'lenient';
  }
}

const NOT_FOUND: Shown = {
  html: endPage('Not found', 'Opayo knows no such payment. Please go back to the shop.'),
  status: 404,
};

function ok(html: string): Shown {
  return { html, status: 200 };
}

function endOf(state: number): [title: string, text: string] {
  if (state === STATE.VENDOR_NOTIFIED) {
    return [
      'Waiting for the shop',
      'The shop has not confirmed your payment yet. You will hear from it; please do not pay again.',
    ];
  }
  if (state === STATE.CANCELLED_IDLE)
    return ['Timed out', 'Nothing was paid. Please go back to the shop and try again.'];
  return [
    'Finished',
    'The shop did not say where to go from here. If it did not confirm your payment, nothing was taken.',
  ];
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
