import type { OrderStatusWord } from '#libs/contracts';
import { STATUS_WORDS } from '../order/status-words.js';

/** One kind of news a shop can subscribe to. */
export interface EventType {
  readonly type: string;
  readonly meaning: string;
}

/** An order changed and its word stayed: an amount, an invoice, a payment. */
export const ORDER_UPDATED = 'order.updated';
/** Sent only when asked for, to every subscription. */
export const WEBHOOK_TEST = 'webhook.test';

/** The closed list, one for each status word and one for everything else. */
export const EVENT_TYPES: readonly EventType[] = [
  ...STATUS_WORDS.map(({ word, meaning }) => ({ type: typeOfWord(word), meaning })),
  { type: ORDER_UPDATED, meaning: 'Something else about the order changed: an amount, an invoice, a payment' },
];

/** What the coming of a snapshot is called: by its word when that is another than before. */
export function eventTypeOf(before: OrderStatusWord | null, now: OrderStatusWord): string {
  return before === now || now === 'UNKNOWN' ? ORDER_UPDATED : typeOfWord(now);
}

function typeOfWord(word: OrderStatusWord): string {
  return `order.${word.toLowerCase()}`;
}
