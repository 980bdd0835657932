import type { PaymentEvent, ShopOrder } from '#libs/contracts';
import type { FieldProblem } from '#libs/service';

/** A record as the JSON body the same producer would have posted; `problem` where what it says twice does not agree. */
export interface SubmittedBody {
  readonly body: Record<string, unknown>;
  /** Where a field of the body stands in the record, if elsewhere. */
  readonly placeOf?: Readonly<Record<string, string>>;
  readonly problem?: FieldProblem;
}

/**
 * A record of `shop.orders.submitted.v1` as the body of `POST /shop/orders`. Its eventId and submittedAt are the producer's and not taken over: an order's identity
 * is its orderId and version.
 */
export function orderBodyOf(order: ShopOrder): SubmittedBody {
  const { eventId: _eventId, submittedAt: _submittedAt, orderId, shop, orderReference, version, kind } = order;
  const content = Object.entries({ placed: order.placed, amended: order.amended, cancelled: order.cancelled });
  const body = {
    ...{ shop, orderReference, version, kind },
    ...Object.fromEntries(content.filter(([, value]) => value !== null && value !== undefined)),
  };
  if (orderId === '' || orderId === `${shop}/${orderReference}`) return { body };
  return { body, problem: { field: 'orderId', message: "must be 'shop/orderReference', or empty" } };
}

/**
 * A record of `opayo.payment-events.submitted.v1` as the body of `POST /opayo/events`. What a producer cannot know better than Opayo (when it was taken, cards, banks) is left out.
 */
export function claimBodyOf(event: PaymentEvent): SubmittedBody {
  const { eventId, vendor, orderId, occurredAt } = event;
  const { vendorTxCode, transactionId, parentTransactionId, kind, opayoStatus, opayoTxType } = event;
  const { amount, place } = amountOf(event);
  const placeOf = {
    amountMinor: `${place}.amountMinor`,
    currency: `${place}.currency`,
    shop: 'orderId',
    orderReference: 'orderId',
  };
  const body = {
    ...{ vendorTxCode, transactionId, parentTransactionId, kind, opayoStatus, opayoTxType },
    ...(eventId === '' ? {} : { eventId }),
    ...(vendor === '' ? {} : { vendor }),
    ...(occurredAt === 0 ? {} : { occurredAt }),
    ...(amount === undefined ? {} : { amountMinor: amount.amountMinor, currency: amount.currency }),
  };
  if (orderId === null || orderId === '') return { body, placeOf };
  const [, shop, orderReference] = /^([^/]+)\/([^/]+)$/.exec(orderId) ?? [];
  if (shop !== undefined) return { body: { ...body, shop, orderReference }, placeOf };
  return { body, problem: { field: 'orderId', message: "must be 'shop/orderReference', or null" } };
}

interface AmountBody {
  readonly amountMinor: number;
  readonly currency: string;
}

/** The amount a record tells and the name of the body that tells it. Zero without a currency: the producer does not know it, and Avro has no way to leave it out. */
function amountOf(event: PaymentEvent): { readonly amount: AmountBody | undefined; readonly place: string } {
  const { captured, authorised, authenticated, voided, refunded, settlementFailed } = event;
  const bodies: Record<string, AmountBody | null | undefined> = {
    ...{ captured, authorised, authenticated, voided, refunded, settlementFailed },
  };
  const [place = '', told] = Object.entries(bodies).find(([, body]) => body) ?? [];
  const isUnknown = !told || (told.amountMinor === 0 && told.currency === '');
  return { amount: isUnknown ? undefined : told, place };
}
