import type { OrderStatusWord } from '#libs/contracts';
import type { OrderState } from './order-state.js';

/** One row of the closed list of words. */
export interface StatusRow {
  readonly word: Exclude<OrderStatusWord, 'UNKNOWN'>;
  /** For the shop. */
  readonly meaning: string;
  /** What the shop may tell its customer, whatever is going on behind it. */
  readonly customerText: string;
  /** The facts that lead there, for people. */
  readonly facts: string;
  readonly holds: (order: OrderState) => boolean;
}

/** SYSPRO's codes while somebody works on the order: in process, back orders, in warehouse. */
const AT_WORK: ReadonlySet<string> = new Set(['0', '2', '3', '4', 'F']);

/**
 * The whole list. The first row that holds is the order's status, so the rows stand from what matters most to what was first.
 * The README shows the same table.
 */
export const STATUS_WORDS: readonly StatusRow[] = [
  {
    word: 'NEEDS_ATTENTION',
    meaning: 'A person has to look before it goes on',
    customerText: 'We are looking after your order and will be in touch if we need anything.',
    facts: 'effect REJECTED, or an alert RAISED (warning or critical), not resolved since',
    holds: ({ attention }) => attention !== undefined,
  },
  {
    word: 'REFUND_DUE',
    meaning: 'We hold money that belongs to the customer',
    customerText: 'We owe you money for this order and will return it.',
    facts: 'cancelled and money CAPTURED is held, or SYSPRO completed the order and invoiced less than was captured',
    holds: (order) =>
      (isCancelled(order) && order.capturedMinor > 0) ||
      (order.salesOrder.statusCode === '9' &&
        order.salesOrder.invoices.length > 0 &&
        order.capturedMinor > order.invoicedMinor),
  },
  {
    word: 'CANCELLED',
    meaning: 'The order was withdrawn',
    customerText: 'Your order was cancelled.',
    facts: 'shop order CANCELLED, or STATUS_CHANGED to * or \\',
    holds: (order) => isCancelled(order),
  },
  {
    word: 'ON_HOLD',
    meaning: 'SYSPRO holds the order back',
    customerText: 'Your order is on hold. We are looking after it.',
    facts: 'SALES_ORDER_CREATED, then STATUS_CHANGED to S',
    // Seen in S before that, it was us: an order is imported in S, compared, and released.
    holds: ({ createdAt, salesOrder: { statusCode, statusSeenAt } }) =>
      statusCode === 'S' && createdAt !== undefined && statusSeenAt !== undefined && statusSeenAt > createdAt,
  },
  {
    word: 'COMPLETED',
    meaning: 'Shipped, invoiced and paid in SYSPRO: nothing is left to do',
    customerText: 'Your order is complete.',
    facts: 'RECEIPT_POSTED for everything INVOICED, and STATUS_CHANGED to 9 or the whole order invoiced',
    holds: isCompleted,
  },
  {
    word: 'RECEIPTED',
    meaning: 'Everything invoiced so far is paid in SYSPRO; more is to come',
    customerText: 'What has been invoiced of your order so far is paid.',
    facts: 'RECEIPT_POSTED for everything INVOICED so far',
    holds: isReceipted,
  },
  {
    word: 'INVOICED',
    meaning: 'SYSPRO has invoiced; the money is not posted against it yet',
    customerText: 'Your order has been invoiced.',
    facts: 'INVOICED',
    holds: ({ salesOrder }) => salesOrder.invoices.length > 0,
  },
  {
    word: 'SHIPPED',
    meaning: 'The goods have left',
    customerText: 'Your order has been sent.',
    facts: 'SHIPPED complete, or STATUS_CHANGED to 8 or 9',
    holds: ({ salesOrder }) => salesOrder.shipped === 'all',
  },
  {
    word: 'PART_SHIPPED',
    meaning: 'Part of the goods has left',
    customerText: 'Part of your order has been sent.',
    facts: 'SHIPPED, not complete',
    holds: ({ salesOrder }) => salesOrder.shipped === 'part',
  },
  {
    word: 'IN_PROGRESS',
    meaning: 'SYSPRO is working on the order',
    customerText: 'We are preparing your order.',
    facts: 'STATUS_CHANGED to 0, 2, 3, 4 or F',
    holds: ({ salesOrder }) => AT_WORK.has(salesOrder.statusCode ?? ''),
  },
  {
    word: 'ORDER_CREATED',
    meaning: 'SYSPRO has the order',
    customerText: 'We have your order and will prepare it.',
    facts: 'SALES_ORDER_CREATED',
    holds: ({ created }) => created,
  },
  {
    word: 'PAID',
    meaning: 'What is owed has been taken',
    customerText: 'We have received your payment.',
    facts: 'CAPTURED for at least the total; any, while the order itself is unknown',
    holds: isPaid,
  },
  {
    word: 'AUTHORISED',
    meaning: 'The money is reserved and not taken yet',
    customerText: 'Your payment is reserved and not taken yet.',
    facts: 'AUTHORISED, neither captured nor released since',
    holds: ({ payments }) => payments.some(({ status }) => status === 'AUTHORISED'),
  },
  {
    word: 'AWAITING_PAYMENT',
    meaning: 'The order is known, or a payment was tried; the money is not there',
    customerText: 'We are waiting for your payment.',
    facts: 'shop order PLACED or AMENDED, or a payment PENDING, AUTHENTICATED, DECLINED or taken back',
    holds: ({ shop, payments }) => shop !== undefined || payments.length > 0,
  },
];

/** The order's word; UNKNOWN while nothing is known that a shop could use. */
export function statusOf(order: OrderState): OrderStatusWord {
  return STATUS_WORDS.find(({ holds }) => holds(order))?.word ?? 'UNKNOWN';
}

/** What a word means, for people. */
export function meaningOf(word: OrderStatusWord): string {
  return STATUS_WORDS.find((row) => row.word === word)?.meaning ?? 'Nothing is known yet';
}

/** What the shop may tell its customer about a word; null while nothing is known. */
export function customerTextOf(word: OrderStatusWord): string | null {
  return STATUS_WORDS.find((row) => row.word === word)?.customerText ?? null;
}

/** What the customer owes has been taken; while the order is unknown, anything taken. An order without a total to pay is paid. */
export function isPaid({ totalMinor, capturedMinor }: OrderState): boolean {
  return totalMinor === null ? capturedMinor > 0 : capturedMinor >= totalMinor;
}

/** There is an invoice, and all that is invoiced has been posted as received. */
export function isReceipted({ salesOrder, receiptedMinor, invoicedMinor }: OrderState): boolean {
  return salesOrder.invoices.length > 0 && receiptedMinor >= invoicedMinor;
}

/** Receipted, and no further invoice is to come. */
export function isCompleted(order: OrderState): boolean {
  const nothingToCome =
    order.salesOrder.statusCode === '9' || (order.totalMinor !== null && order.invoicedMinor >= order.totalMinor);
  return isReceipted(order) && nothingToCome;
}

function isCancelled({ shop, salesOrder }: OrderState): boolean {
  return shop?.cancelled === true || salesOrder.statusCode === '*' || salesOrder.statusCode === '\\';
}
