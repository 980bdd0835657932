import type { Captured, ErpOrderChange, ErpOutcome, PaymentEvent, ShopOrder } from '#libs/contracts';

/** Something that happened to an order, as one of the four topics told it. */
export type OrderFact =
  | { readonly source: 'payment'; readonly event: PaymentEvent }
  | { readonly source: 'shopOrder'; readonly event: ShopOrder }
  | { readonly source: 'outcome'; readonly event: ErpOutcome }
  | { readonly source: 'orderChange'; readonly event: ErpOrderChange };

export type FactSource = OrderFact['source'];

/**
 * Which fact it is, however often and by whatever way we hear of it: a transaction and what became of it, a version of an order, else the
 * event itself. The same identity with another content is a break, not a repeat.
 */
export function identityOf({ source, event }: OrderFact): string {
  if (source === 'payment') return `${event.transactionId}:${event.kind}`;
  if (source === 'shopOrder') return `${event.orderId}:${event.version}`;
  return event.eventId;
}

/** What of a fact must be the same each time. How and when we heard of it may differ, and a payment may find its order later. */
export function contentOf({ source, event }: OrderFact): Readonly<Record<string, unknown>> {
  if (source === 'payment') {
    const { eventId: _eventId, orderId: _orderId, heardAt: _heardAt, heardBy: _heardBy, ...content } = event;
    return { ...content, captured: event.captured ? capturedContent(event.captured) : event.captured };
  }
  if (source === 'shopOrder') {
    const { eventId: _eventId, submittedAt: _submittedAt, ...content } = event;
    return content;
  }
  return { ...event };
}

/** A capture of an older release, read again by this one, is the same: what came to the contract later counts where it says something. */
function capturedContent(captured: Captured): object {
  const { authProcessor, merchantNumber, ...content } = captured;
  return { ...content, ...(authProcessor ? { authProcessor } : {}), ...(merchantNumber ? { merchantNumber } : {}) };
}

/** Key under which the fact is kept: its order, or the vendorTxCode of a payment that has not found one. The two never look alike: an orderId holds a `/`. */
export function keyOf({ source, event }: OrderFact): string {
  return source === 'payment' ? (event.orderId ?? event.vendorTxCode) : event.orderId;
}

/** VendorTxCodes the shop lists for an order; payments kept under them belong to it. */
export function listedPayments({ source, event }: OrderFact): string[] {
  if (source !== 'shopOrder') return [];
  return (event.placed ?? event.amended)?.payments.map((payment) => payment.vendorTxCode) ?? [];
}
