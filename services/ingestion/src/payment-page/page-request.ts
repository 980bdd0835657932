import { z } from 'zod';
import { amountMinor, currency, orderReference, shopName, textOf } from '../shop-order/field-formats.js';
import { knownFields } from '../request-body/known-fields.js';

/** Absent, null and blank are all left out; how long it may be is Opayo's rule and checked with all of them. */
const optional = () =>
  z
    .string()
    .nullish()
    .transform((text) => (text === null || text === undefined || text.trim() === '' ? undefined : text));

const country = () => z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166 code of two upper-case letters');

const address = knownFields({
  ...{ surname: textOf(100), firstNames: textOf(100), address1: textOf(200), address2: optional(), city: textOf(100) },
  ...{ postCode: optional(), country: country(), state: optional(), phone: optional() },
});

/**
 * Body of `POST /payments`. There is no field for a card: the shopper gives it to Opayo's page. Lengths are Opayo's (`registrationProblems` of
 * libs/opayo), counted in what ISO-8859-1 makes of a text; those here only keep nonsense out.
 */
export const pageRequest = knownFields({
  shop: shopName(),
  orderReference: orderReference(),
  /** Which try to pay this order; without an Idempotency-Key it makes one. */
  attempt: z.int().min(1, 'from 1').max(999, 'to 999').default(1),
  /** Needed where this service serves several vendors. */
  vendor: optional(),
  txType: z.enum(['PAYMENT', 'DEFERRED', 'AUTHENTICATE'], 'PAYMENT, DEFERRED or AUTHENTICATE').default('PAYMENT'),
  amountMinor: amountMinor().refine((amount) => amount >= 1, 'at least 1 minor unit'),
  currency: currency(),
  description: textOf(200),
  billing: address,
  delivery: address.nullish().transform((value) => value ?? undefined),
  customerEmail: optional(),
});

export type PageRequest = z.output<typeof pageRequest>;
