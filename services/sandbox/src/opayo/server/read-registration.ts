import { createHash } from 'node:crypto';
import { isCurrency } from '#libs/money';
import type { Address, Customer, TransactionType } from '../ledger/transaction.js';
import {
  addressRules,
  COMMON_RULES,
  DESCRIPTION_RULE,
  firstBroken,
  NOTIFICATION_RULES,
  OPTIONAL_RULES,
} from './field-rules.js';
import { readAmount } from './form-amount.js';
import { invalid, type FormRefusal } from './form-refusal.js';
import type { Form } from './form.js';
import type { Protocol, ServerRegistration, ServerTxType } from './server-registration.js';

/** A registration whose fields are all in order. */
export interface AskedRegistration {
  readonly vendor: string;
  readonly vendorTxCode: string;
  readonly transactionType: TransactionType;
  /** Zero for a token. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
  readonly customer: Customer | null;
  readonly billing: Address | null;
  readonly server: Omit<ServerRegistration, 'transactionId' | 'madeToken' | 'redirectUrl'>;
}

/** The ledger's word for each type that Server registers. */
const TYPES: Readonly<Record<ServerTxType, TransactionType>> = {
  PAYMENT: 'Payment',
  DEFERRED: 'Deferred',
  AUTHENTICATE: 'Authenticate',
  TOKEN: 'Token',
};

type Read =
  { readonly ok: true; readonly asked: AskedRegistration } | { readonly ok: false; readonly refusal: FormRefusal };

/** Checks a registration field by field, in the order of the protocol; the first that is wrong is the answer (opayo.md 2.1). */
export function readRegistration(form: Form): Read {
  const refuse = (refusal: FormRefusal): Read => ({ ok: false, refusal });
  const common = firstBroken(form, COMMON_RULES);
  if (common) return refuse(common);
  const txType = typeOf(form);
  if (!txType) return refuse(invalid('3014', 'The TxType or PaymentType is invalid.'));
  const currency = form.get('Currency') ?? '';
  if (!isCurrency(currency)) return refuse(invalid('3003', 'The Currency is invalid.'));
  if (txType === 'TOKEN') return readToken(form, currency);
  const amount = readAmount(form, currency);
  if (!amount.ok) return refuse(amount.refusal);
  const others = firstBroken(form, [
    DESCRIPTION_RULE,
    ...NOTIFICATION_RULES,
    ...addressRules(form.get('VPSProtocol') ?? '', (who) => form.get(`${who}Country`)),
    ...OPTIONAL_RULES,
  ]);
  if (others) return refuse(others);
  const { amountMinor } = amount;
  return { ok: true, asked: askedFrom(form, { txType, currency, amountMinor, payer: payerIn(form) }) };
}

function readToken(form: Form, currency: string): Read {
  const refusal = firstBroken(form, NOTIFICATION_RULES);
  if (refusal) return { ok: false, refusal };
  const payer = { customer: null, billing: null };
  return { ok: true, asked: askedFrom(form, { txType: 'TOKEN', currency, amountMinor: 0, payer }) };
}

function typeOf(form: Form): ServerTxType | undefined {
  const word = form.get('TxType')?.toUpperCase() ?? '';
  return word in TYPES ? (word as ServerTxType) : undefined;
}

interface Payer {
  readonly customer: Customer | null;
  readonly billing: Address | null;
}

function askedFrom(
  form: Form,
  {
    txType,
    currency,
    amountMinor,
    payer,
  }: { txType: ServerTxType; currency: string; amountMinor: number; payer: Payer },
): AskedRegistration {
  const value = (name: string): string => form.get(name) ?? '';
  return {
    vendor: value('Vendor').toLowerCase(),
    vendorTxCode: value('VendorTxCode'),
    transactionType: TYPES[txType],
    amountMinor,
    currency,
    description: value('Description'),
    ...payer,
    server: {
      protocol: value('VPSProtocol') as Protocol,
      txType,
      notificationUrl: value('NotificationURL'),
      profile: value('Profile').toUpperCase() === 'LOW' ? 'LOW' : 'NORMAL',
      apply3DSecure: form.get('Apply3DSecure') ?? '0',
      applyAvsCv2: form.get('ApplyAVSCV2') ?? '0',
      giftAid: form.get('AllowGiftAid') === '1',
      createToken: form.get('CreateToken') === '1',
      token: form.get('Token') ?? null,
      storeToken: form.get('StoreToken') === '1',
      fingerprint: createHash('sha256').update(JSON.stringify(form.entries())).digest('hex'),
    },
  };
}

function payerIn(form: Form): Payer {
  const value = (name: string): string => form.get(`Billing${name}`) ?? '';
  return {
    customer: { firstNames: value('Firstnames'), surname: value('Surname'), email: form.get('CustomerEMail') ?? null },
    billing: {
      address1: value('Address1'),
      address2: form.get('BillingAddress2') ?? null,
      city: value('City'),
      postCode: form.get('BillingPostCode') ?? null,
      country: value('Country'),
      state: form.get('BillingState') ?? null,
    },
  };
}
