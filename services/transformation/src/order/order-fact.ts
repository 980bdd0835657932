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
  // Of two orders that one transaction was given to, both claims are kept, and a person decides.
  if (source === 'payment' && event.allocated) return `${event.transactionId}:${event.kind}:${event.allocated.orderId}`;
  if (source === 'payment') return `${event.transactionId}:${event.kind}`;
  if (source === 'shopOrder') return `${event.orderId}:${event.version}`;
  return event.eventId;
}

/** What of a fact must be the same each time. How and when we heard of it may differ, and a payment may find its order later. */
export function contentOf({ source, event }: OrderFact): Readonly<Record<string, unknown>> {
  if (source === 'payment') {
    // A body that came to the contract later is null in what older releases wrote, and was missing when they read it.
    const { eventId: _eventId, orderId: _orderId, heardAt: _heardAt, heardBy: _heardBy, allocated, ...content } = event;
    // When, and by what, an order became known may be told differently by a repeat; which order it is, is the identity.
    if (allocated)
      return { transactionId: event.transactionId, vendorTxCode: event.vendorTxCode, allocated: allocated.orderId };
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

/** Somebody's word that the payment of this code belongs to an order: all facts kept under the code are the order's. */
export interface PaymentLink {
  readonly vendorTxCode: string;
  readonly orderId: string;
}

/** What a fact says about whose payments are: those the shop lists for its order, the one that ingestion found the order of. */
export function linksOf({ source, event }: OrderFact): PaymentLink[] {
  if (source === 'payment') {
    return event.allocated ? [{ vendorTxCode: event.vendorTxCode, orderId: event.allocated.orderId }] : [];
  }
  if (source !== 'shopOrder') return [];
  const { orderId } = event;
  return (event.placed ?? event.amended)?.payments.map(({ vendorTxCode }) => ({ vendorTxCode, orderId })) ?? [];
}
