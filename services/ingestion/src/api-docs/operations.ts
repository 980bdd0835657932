import type { z } from 'zod';
import { pageRequest } from '../payment-page/page-request.js';
import { registrationRequest } from '../registration/registration-request.js';
import { orderRequest } from '../shop-order/order-request.js';
import { claimRequest } from '../submission/claim.js';
import {
  EVENT_CAPTURED,
  EVENT_DECLINED,
  ORDER_CANCELLED,
  ORDER_PLACED,
  PAYMENT_PAGE,
  REGISTRATION,
} from './examples.js';

/** One answer, in words and by example. `example` undefined: no body, or a problem from status 400 on. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly example?: unknown;
  /** Default `application/json`. */
  readonly mediaType?: string;
}

/** One thing that can be asked over HTTP. */
export interface Operation {
  readonly method: 'get' | 'post';
  /** As in OpenAPI: `/opayo/notifications/{vendor}`. */
  readonly path: string;
  readonly tag: 'Producers' | 'Opayo' | 'Operators';
  readonly summary: string;
  readonly description: string;
  /** Whether it takes a shop's key. */
  readonly needsKey?: boolean;
  readonly request?: { readonly schema: z.ZodType; readonly examples: Readonly<Record<string, unknown>> };
  /** Names and meanings of a form post's fields. */
  readonly form?: Readonly<Record<string, string>>;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly description: string;
  }[];
  readonly answers: readonly Answer[];
}

const INVALID: Answer = {
  status: 400,
  description: 'A field is wrong; `errors` names each, and never repeats a value',
};
const NO_KEY: Answer = { status: 401, description: "No shop's key" };
const OTHER_SHOP: Answer = { status: 403, description: "Another shop's name" };
const CONFLICT: Answer = { status: 409, description: 'Known with another content; nothing was changed' };
const TOO_LARGE: Answer = { status: 413, description: 'The body is larger than is read here' };
const NOT_JSON: Answer = { status: 415, description: 'Not JSON in UTF-8' };
const ASKED: readonly Answer[] = [INVALID, NO_KEY, OTHER_SHOP, CONFLICT, TOO_LARGE, NOT_JSON];

const EVENT_ID = '0f7f1a52-7d5c-8b1e-9a54-3d2c1b0a9f8e';

/** Everything ingestion answers over HTTP. */
export const OPERATIONS: readonly Operation[] = [
  {
    ...{ method: 'post', path: '/shop/orders', tag: 'Producers', needsKey: true },
    summary: 'An order was placed, amended or cancelled',
    description:
      'At most 2,000 lines and 2 MiB. Each line: net + tax = gross; the lines make the totals; an order that does not add up is refused with both figures. The same version again gets the same eventId and is published once; a change needs a higher version. Published on `shop.orders.v1`.',
    request: { schema: orderRequest, examples: { placed: ORDER_PLACED, cancelled: ORDER_CANCELLED } },
    answers: [
      {
        status: 202,
        description: 'Stored; it is published afterwards',
        example: { eventId: EVENT_ID, orderId: 'gifts/536365' },
      },
      ...ASKED,
    ],
  },
  {
    ...{ method: 'post', path: '/opayo/events', tag: 'Producers', needsKey: true },
    summary: 'Something happened to a transaction at Opayo',
    description:
      "At most 16 KiB. What is told is a claim: Opayo's own books are asked, and only what they say is published, on `opayo.payment-events.v1`. A claim that disagrees with them, and one they do not confirm for a while, raises an alert. Idempotent by eventId, else by content.",
    request: { schema: claimRequest, examples: { captured: EVENT_CAPTURED, declined: EVENT_DECLINED } },
    answers: [
      { status: 202, description: 'Stored; Opayo is asked afterwards', example: { eventId: EVENT_CAPTURED.eventId } },
      ...ASKED,
    ],
  },
  {
    ...{ method: 'post', path: '/payments', tag: 'Producers', needsKey: true },
    summary: 'A payment page at Opayo for an order',
    description:
      'Registers a Server transaction at Opayo and answers with the address of its page, to which the shop sends its shopper: card data never comes near the shop or us. The same again under the same key gets the same page.',
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        description:
          "The shop's own key, 1 to 255 visible ASCII characters; without one, the order and its attempt are the key",
      },
    ],
    request: { schema: pageRequest, examples: { payment: PAYMENT_PAGE } },
    answers: [
      {
        status: 201,
        description: 'The page is there: send the shopper to `paymentPageUrl` before `expiresAt`',
        example: {
          vendorTxCode: 'gifts-536365-1',
          transactionId: EVENT_CAPTURED.transactionId,
          paymentPageUrl: 'https://sandbox.opayo.eu.elavon.com/gateway/service/cardselection?vpstxid=…',
          expiresAt: '2026-11-23T10:13:10.000Z',
        },
      },
      ...ASKED,
      { status: 422, description: 'Opayo refuses the payment' },
      {
        status: 503,
        description: 'Opayo is away or was not heard: the same again, under the same key, after Retry-After seconds',
      },
    ],
  },
  {
    ...{ method: 'post', path: '/opayo/registrations', tag: 'Producers', needsKey: true },
    summary: 'A payment was registered with Opayo by the shop itself',
    description: "Tells the SecurityKey with which Opayo signs its notification, and the payment's order.",
    request: { schema: registrationRequest, examples: { registration: REGISTRATION } },
    answers: [
      {
        status: 201,
        description: 'Stored',
        example: {
          vendorTxCode: 'gifts-536365-1',
          transactionId: EVENT_CAPTURED.transactionId,
          orderId: 'gifts/536365',
        },
      },
      { status: 200, description: 'The same was told before' },
      ...[INVALID, NO_KEY, OTHER_SHOP, CONFLICT],
    ],
  },
  ...(['/opayo/notifications', '/opayo/notifications/{vendor}'] as const).map((path): Operation => ({
    ...{ method: 'post', path, tag: 'Opayo' },
    summary: path.endsWith('}') ? "Opayo's notification, of a vendor's own address" : "Opayo's notification",
    description:
      'A form post of protocol 2.23, 3.00 or 4.00, ISO-8859-1, signed with the SecurityKey of its registration. For Opayo only. Fields not listed are read and kept too.',
    ...(path.endsWith('}') && { parameters: [{ name: 'vendor', in: 'path', description: 'Vendor name at Opayo' }] }),
    form: {
      VPSProtocol: 'Version of the protocol',
      TxType: 'PAYMENT, DEFERRED, AUTHENTICATE or TOKEN',
      VendorTxCode: "The merchant's code of the transaction",
      VPSTxId: "Opayo's id of it, in braces",
      Status: 'OK, PENDING, NOTAUTHED, ABORT, REJECTED, AUTHENTICATED, REGISTERED or ERROR',
      StatusDetail: 'Four digits and a text',
      VPSSignature: 'MD5 over the other fields, the vendor name and the SecurityKey',
    },
    answers: [
      {
        status: 200,
        description: 'Stored, or refused as INVALID: lines that end with CRLF',
        mediaType: 'text/plain',
        example:
          'Status=OK\r\nStatusDetail=\r\nRedirectURL=https://shop.example/checkout/paid?payment=gifts-536365-1\r\n',
      },
      ...(path.endsWith('}')
        ? [{ status: 404, description: 'Not answered: no such vendor is configured. Opayo repeats it' }]
        : []),
      { status: 413, description: 'Not answered: larger than 64 KiB' },
      { status: 503, description: 'Not answered: it could not be stored. Opayo repeats it' },
    ],
  })),
  {
    ...{ method: 'get', path: '/opayo/gaps', tag: 'Operators' },
    summary: 'What only one of Opayo and us knows of',
    description:
      'Transactions that were expected and are not in Opayo’s books, and those in its books that nobody expected; since when, with the amount and what to do next.',
    parameters: [
      { name: 'limit', in: 'query', description: 'At most so many of each list, 1 to 500; default 100' },
      { name: 'list', in: 'query', description: 'Only `expectedNotSeen` or `seenNotExpected`' },
      { name: 'after', in: 'query', description: 'The `next` of an earlier answer; needs `list`' },
    ],
    answers: [{ status: 200, description: 'Totals per currency, and the oldest of each list' }, INVALID],
  },
  {
    ...{ method: 'get', path: '/submissions/refused', tag: 'Operators' },
    summary: 'Records of the submitted topics that were refused',
    description: 'The latest 100: where it was, and what its producer has to mend. No content.',
    answers: [
      {
        status: 200,
        description: 'The latest first',
        example: {
          refused: [
            {
              ...{
                topic: 'shop.orders.submitted.v1',
                partition: 3,
                offset: 1042,
                eventId: EVENT_ID,
                shop: 'gifts',
                code: 'INVALID',
              },
              ...{
                field: 'placed.totalMinor',
                reason: 'is 35.99 GBP, but the lines make 36.00 GBP',
                refusedAt: '2026-11-23T10:00:00.000Z',
              },
            },
          ],
        },
      },
    ],
  },
  {
    ...{ method: 'get', path: '/parked', tag: 'Operators' },
    summary: 'What waits for a person',
    description: 'Each with its code, owner and next step; no personal data.',
    answers: [{ status: 200, description: 'The longest waiting first', example: { parked: [] } }],
  },
  {
    ...{ method: 'get', path: '/health/live', tag: 'Operators' },
    summary: 'Whether a restart would help',
    description: 'Fails only for what a restart mends.',
    answers: [
      { status: 200, description: 'Live' },
      { status: 503, description: 'Restart it' },
    ],
  },
  {
    ...{ method: 'get', path: '/health/ready', tag: 'Operators' },
    summary: 'Whether it can answer',
    description: 'Postgres alone decides; everything else is shown.',
    answers: [
      { status: 200, description: 'Ready' },
      { status: 503, description: 'Not ready' },
    ],
  },
  {
    ...{ method: 'get', path: '/metrics', tag: 'Operators' },
    summary: 'Metrics',
    description: 'Prometheus text.',
    answers: [{ status: 200, description: 'Now', mediaType: 'text/plain' }],
  },
];
