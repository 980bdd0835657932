import { z } from 'zod';
import type { FactKind } from '#libs/opayo';
import { transactionIdOf } from '#libs/opayo';
import { knownFields } from '../request-body/known-fields.js';
import {
  amountMinor,
  currency,
  instant,
  optionalTextOf,
  orderReference,
  shopName,
  vendorTxCode,
} from '../shop-order/field-formats.js';

/** The facts that can be claimed: what Opayo's books can confirm. A word nobody knows cannot. */
const CLAIMABLE = [
  ...['CAPTURED', 'AUTHORISED', 'AUTHENTICATED', 'PENDING', 'DECLINED'],
  ...['RELEASED_WITHOUT_CAPTURE', 'VOIDED', 'REFUNDED', 'SETTLEMENT_FAILED'],
] as const satisfies readonly Exclude<FactKind, 'UNRECOGNISED'>[];

const guid = () =>
  z
    .string()
    .refine((text) => transactionIdOf(text) !== undefined, "Opayo's VPSTxId: a GUID, with or without braces")
    .transform((text) => transactionIdOf(text) as string);

const absentAsNull = <T>(value: T | null | undefined): T | null => value ?? null;

/**
 * Body of `POST /opayo/events`, and what a record on `opayo.payment-events.submitted.v1` is read as: what a producer says happened to a
 * transaction. A claim and no fact: what is published is what Opayo's own books say when they are asked.
 */
export const claimRequest = knownFields({
  eventId: z.uuid('a UUID').toLowerCase().nullish().transform(absentAsNull),
  vendor: z
    .string()
    .regex(/^[A-Za-z0-9]{1,15}$/, 'letters and digits, at most 15')
    .nullish()
    .transform(absentAsNull),
  vendorTxCode: vendorTxCode(),
  transactionId: guid(),
  parentTransactionId: guid().nullish().transform(absentAsNull),
  kind: z.enum(CLAIMABLE, `one of ${CLAIMABLE.join(', ')}`),
  amountMinor: amountMinor()
    .refine((amount) => amount > 0, 'more than 0: the kind says which way the money goes')
    .nullish()
    .transform(absentAsNull),
  currency: currency().nullish().transform(absentAsNull),
  shop: shopName().nullish().transform(absentAsNull),
  orderReference: orderReference().nullish().transform(absentAsNull),
  occurredAt: instant().nullish().transform(absentAsNull),
  opayoStatus: optionalTextOf(50),
  opayoTxType: optionalTextOf(50),
}).superRefine((claim, context) => {
  const wrong = (field: string, message: string): void => {
    context.addIssue({ code: 'custom', path: [field], message });
  };
  if (claim.amountMinor !== null && claim.currency === null) wrong('currency', 'an amount needs its currency');
  if (claim.amountMinor === null && claim.currency !== null) wrong('amountMinor', 'a currency needs its amount');
  if (claim.orderReference !== null && claim.shop === null) wrong('shop', 'an order reference needs its shop');
});

export type Claim = z.output<typeof claimRequest>;

/** `shop/orderReference`; null where the producer told no order. */
export function orderIdOfClaim({ shop, orderReference }: Pick<Claim, 'shop' | 'orderReference'>): string | null {
  return shop === null || orderReference === null ? null : `${shop}/${orderReference}`;
}
