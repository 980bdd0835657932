import type { BookReader } from '../../books/collection.js';
import { byVendorTxCode, type Address, type Customer } from '../ledger/transaction.js';
import type { VendorAccount } from '../vendors.js';
import { CHECK_SETTINGS, type CheckSetting } from './assess.js';
import { liveCard, type CardIdentifier } from './card-identifier.js';
import {
  checkCredentialType,
  checkShippingDetails,
  readAmount,
  readBillingAddress,
  readCurrency,
  readCustomer,
  readSettlementReference,
  readVendorTxCode,
} from './common-fields.js';
import type { Fields } from './fields.js';
import { liveSession } from './merchant-session.js';
import { readNotificationUrl } from './strong-customer-authentication.js';

/** A Payment, Deferred or Authenticate as it was asked for. */
export interface AskedRegistration {
  readonly vendorTxCode: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
  readonly settlementReferenceText: string | null;
  readonly customer: Customer;
  readonly billing: Address;
  readonly identified: CardIdentifier;
  readonly save: boolean;
  readonly apply3DSecure: CheckSetting;
  readonly applyAvsCvcCheck: CheckSetting;
  readonly shopperPresent: boolean;
  readonly notificationUrl: string | null;
}

/** What reading needs to know beside the request. */
export interface ReadingContext {
  readonly books: BookReader;
  readonly account: VendorAccount;
  readonly now: Date;
}

const ENTRY_METHODS = ['Ecommerce', 'MailOrder', 'TelephoneOrder', 'ContinuousAuthority'] as const;

/** Reads a Payment, Deferred or Authenticate (opayo.md 1.3); undefined when the fields' errors say what is wrong. Unknown fields are passed over. */
export function readRegistration(
  request: Fields,
  { zeroAllowed }: { zeroAllowed: boolean },
  context: ReadingContext,
): AskedRegistration | undefined {
  const vendorTxCode = readNewVendorTxCode(request, context);
  const currency = readCurrency(request);
  const amountMinor = readAmount(request, { currency, min: zeroAllowed ? 0 : 1 });
  const description = request.text('description', { max: 100 });
  const customer = readCustomer(request);
  const billing = readBillingAddress(request);
  const payment = readCard(request, context);
  const entryMethod = request.word('entryMethod', ENTRY_METHODS, { optional: true }) ?? 'Ecommerce';
  const apply3DSecure = request.word('apply3DSecure', CHECK_SETTINGS, { optional: true }) ?? 'UseMSPSetting';
  const applyAvsCvcCheck = request.word('applyAvsCvcCheck', CHECK_SETTINGS, { optional: true }) ?? 'UseMSPSetting';
  const settlementReferenceText = readSettlementReference(request) ?? null;
  const notificationUrl = readNotificationUrl(request) ?? null;
  request.flag('giftAid');
  request.text('referrerId', { max: 40, optional: true });
  checkShippingDetails(request);
  checkCredentialType(request, { repeat: false });
  // The errors say it all; the rest only tells the compiler.
  if (request.errors.length > 0 || !customer || !billing || !payment) return undefined;
  if (vendorTxCode === undefined || amountMinor === undefined || currency === undefined || description === undefined) {
    return undefined;
  }
  return {
    ...{ vendorTxCode, amountMinor, currency, description, settlementReferenceText, customer, billing },
    ...payment,
    ...{ apply3DSecure, applyAvsCvcCheck, notificationUrl },
    shopperPresent: entryMethod === 'Ecommerce',
  };
}

/** A code this vendor has not used: 4042 otherwise. */
export function readNewVendorTxCode(request: Fields, { books, account }: ReadingContext): string | undefined {
  const vendorTxCode = readVendorTxCode(request);
  if (vendorTxCode === undefined || !byVendorTxCode(books, account.vendor, vendorTxCode)) return vendorTxCode;
  return request.wrong(4042, 'vendorTxCode');
}

const WALLETS = { applePay: 6401, applepay: 6401, googlePay: 6401, paypal: 1030 } as const;

function readCard(request: Fields, context: ReadingContext): { identified: CardIdentifier; save: boolean } | undefined {
  const method = request.object('paymentMethod');
  if (!method) return undefined;
  for (const [wallet, code] of Object.entries(WALLETS)) if (method.has(wallet)) method.wrong(code, wallet);
  if (Object.keys(WALLETS).some((wallet) => method.has(wallet)) && !method.has('card')) return undefined;
  const card = method.object('card');
  if (!card) return undefined;
  const merchantSessionKey = card.text('merchantSessionKey', { max: 36 });
  const cardIdentifier = card.text('cardIdentifier', { max: 36 });
  const [reusable, save] = [card.flag('reusable'), card.flag('save')];
  if (merchantSessionKey === undefined || cardIdentifier === undefined) return undefined;
  return readIdentified(card, { merchantSessionKey, cardIdentifier, reusable, save }, context);
}

interface AskedCard {
  readonly merchantSessionKey: string;
  readonly cardIdentifier: string;
  readonly reusable: boolean;
  readonly save: boolean;
}

function readIdentified(card: Fields, asked: AskedCard, { books, account, now }: ReadingContext) {
  const session = liveSession(books, asked.merchantSessionKey, now);
  if (session?.vendor !== account.vendor) return card.wrong(1011, 'merchantSessionKey');
  const identified = liveCard(books, account.vendor, asked.cardIdentifier, now);
  // A saved card goes with any session of its vendor, a fresh one with that which made it.
  const saved = identified?.expiresAt === null;
  const fits = saved ? asked.reusable : identified?.merchantSessionKey === session.merchantSessionKey;
  if (!identified || !fits) return card.wrong(1011, 'cardIdentifier');
  if (saved && asked.save) return card.wrong(1020, 'cardIdentifier');
  return { identified, save: asked.save };
}
