import { z } from 'zod';
import { knownFields } from '../request-body/known-fields.js';
import {
  amountMinor,
  currency,
  decimalText,
  instant,
  optionalTextOf,
  orderReference,
  shopName,
  textOf,
  vendorTxCode,
} from './field-formats.js';
import { addUp } from './order-sums.js';

/** Far above what a shop sells in one basket, below the 9,999 lines SYSPRO can number; each line is posted, folded and shipped one by one. */
const MOST_LINES = 2000;

const address = knownFields({
  recipient: optionalTextOf(100),
  line1: textOf(100),
  line2: optionalTextOf(100),
  line3: optionalTextOf(100),
  city: textOf(60),
  region: optionalTextOf(60),
  postcode: optionalTextOf(20),
  countryCode: z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166 code of two upper-case letters'),
});

const customer = knownFields({
  customerCode: optionalTextOf(15),
  name: textOf(100),
  email: optionalTextOf(255),
  customerPurchaseOrder: optionalTextOf(30),
});

const line = knownFields({
  lineNumber: z.int().min(1, 'from 1').max(9999, 'to 9999'),
  kind: z.enum(['STOCK', 'FREIGHT', 'CHARGE'], 'STOCK, FREIGHT or CHARGE').default('STOCK'),
  stockCode: textOf(30),
  description: textOf(200),
  quantity: decimalText(9, 6).refine((text) => /[1-9]/.test(text), 'more than 0'),
  unitOfMeasure: textOf(10).default('EA'),
  netMinor: amountMinor(),
  taxMinor: amountMinor(),
  grossMinor: amountMinor(),
  taxCode: textOf(10),
  taxRatePercent: decimalText(3, 4),
});

const content = knownFields({
  placedAt: instant(),
  currency: currency(),
  pricesIncludeTax: z.boolean(),
  netMinor: amountMinor(),
  taxMinor: amountMinor(),
  totalMinor: amountMinor().refine((total) => total >= 0, 'not negative'),
  customer,
  deliveryAddress: address,
  billingAddress: address.nullish().transform((value) => value ?? null),
  lines: z
    .array(line)
    .min(1, 'at least one line')
    .max(MOST_LINES, `at most ${MOST_LINES} lines; send a larger order as several`),
  payments: z
    .array(knownFields({ vendorTxCode: vendorTxCode() }))
    .max(100, 'at most 100')
    .default([]),
}).superRefine((order, context) => {
  for (const { path, message } of addUp(order)) context.addIssue({ code: 'custom', path, message });
});

const head = {
  shop: shopName(),
  orderReference: orderReference(),
  version: z.int().min(1, 'from 1').default(1),
};

const ofEachKind = z.discriminatedUnion(
  'kind',
  [
    knownFields({ ...head, kind: z.literal('PLACED'), placed: content }),
    knownFields({ ...head, kind: z.literal('AMENDED'), amended: content }),
    knownFields({ ...head, kind: z.literal('CANCELLED'), cancelled: knownFields({ reason: textOf(200) }) }),
  ],
  'PLACED (with `placed`), AMENDED (with `amended`) or CANCELLED (with `cancelled`)',
);

/** Body of `POST /shop/orders`: the contract's ShopOrder without what ingestion itself adds. `kind` defaults to PLACED, `version` to 1. */
export const orderRequest = z.preprocess(withKind, ofEachKind);

export type OrderRequest = z.output<typeof orderRequest>;

function withKind(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return { kind: 'PLACED', ...body };
}
