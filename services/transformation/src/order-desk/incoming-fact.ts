import { meaningOf } from '../order/payment-words.js';
import type { OrderFact } from '../order/order-fact.js';

/** A fact as it was read: which, and where from. */
export interface IncomingFact {
  readonly fact: OrderFact;
  /** Logical topic name. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly traceparent: string | undefined;
}

/** Whether this release knows what the fact says. What is newer is set aside until a release that does has it read again. */
export function isKnownKind({ source, event }: OrderFact): boolean {
  return source === 'payment' ? meaningOf(event.kind).does !== 'newer' : event.kind !== 'UNKNOWN';
}
