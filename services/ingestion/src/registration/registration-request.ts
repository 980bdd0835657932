import { z } from 'zod';
import { transactionIdOf } from '#libs/opayo';
import { Secret } from '#libs/service';
import { knownFields } from '../request-body/known-fields.js';
import { instant, orderReference, shopName, vendorTxCode } from '../shop-order/field-formats.js';

/** Body of `POST /opayo/registrations`. */
export const registrationRequest = knownFields({
  vendor: z.string().regex(/^[A-Za-z0-9]{1,15}$/, 'letters and digits, at most 15'),
  vendorTxCode: vendorTxCode(),
  transactionId: z.string().transform((text, context) => {
    const transactionId = transactionIdOf(text);
    if (transactionId === undefined) context.addIssue('a GUID, with or without braces');
    return transactionId ?? z.NEVER;
  }),
  securityKey: z
    .string()
    .regex(/^[\x21-\x7e]{1,50}$/, 'the SecurityKey of Opayo’s answer to the registration')
    .transform((key) => new Secret(key)),
  shop: shopName(),
  orderReference: orderReference()
    .nullish()
    .transform((value) => value ?? null),
  registeredAt: instant()
    .nullish()
    .transform((value) => (value === null || value === undefined ? null : new Date(value))),
});

export type RegistrationRequest = z.output<typeof registrationRequest>;
