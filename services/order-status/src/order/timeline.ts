import { formatMinor, isCurrency } from '#libs/money';
import {
  inOrder,
  type EffectFact,
  type HeldFact,
  type OrderFact,
  type PaymentFact,
  type SalesOrderFact,
  type ShopFact,
} from './fact.js';

/** Under which keys one entry is found in both systems and in our logs; only those that apply. */
export interface TimelineKeys {
  readonly vendorTxCode?: string;
  readonly transactionId?: string;
  readonly salesOrder?: string;
  readonly customerPoNumber?: string;
  readonly invoice?: string;
  readonly reference?: string;
  readonly effectId?: string;
  readonly traceId?: string;
}

/** One thing that happened, in words. */
export interface TimelineEntry {
  /** When, as its source says: UTC, ISO 8601. */
  readonly at: string;
  readonly what: string;
  /** Topic and kind of the fact it was read from. */
  readonly topic: string;
  readonly kind: string;
  readonly eventId: string;
  readonly keys: TimelineKeys;
}

/** The story of an order, oldest first. */
export function timelineOf(facts: readonly OrderFact[]): TimelineEntry[] {
  return inOrder(facts).map((fact) => ({
    at: new Date(fact.occurredAt).toISOString(),
    what: wordsFor(fact),
    topic: fact.topic,
    kind: fact.kind,
    eventId: fact.eventId,
    keys: { ...keysOf(fact), ...(fact.traceId !== null && { traceId: fact.traceId }) },
  }));
}

function wordsFor(fact: OrderFact): string {
  switch (fact.about) {
    case 'shop-order':
      return shopWords(fact);
    case 'payment':
      return paymentWords(fact);
    case 'effect':
      return effectWords(fact);
    case 'sales-order':
      return salesOrderWords(fact);
    case 'alert':
      return fact.kind === 'RAISED'
        ? `Needs ${fact.owner}: ${fact.text}`
        : `No longer needs ${fact.owner}: ${fact.text}`;
  }
}

function shopWords({ kind, version, totalMinor, currency }: ShopFact): string {
  if (kind === 'PLACED') return `The shop placed the order over ${money(totalMinor, currency)}`;
  if (kind === 'AMENDED') return `The shop changed the order (version ${version}), now ${money(totalMinor, currency)}`;
  return 'The shop cancelled the order';
}

function paymentWords({ kind, amountMinor, currency, detail }: PaymentFact): string {
  const amount = money(amountMinor, currency);
  const told = detail === null || detail === '' ? '' : `: ${detail}`;
  const words: Record<PaymentFact['kind'], string> = {
    CAPTURED: `Opayo took ${amount}`,
    AUTHORISED: `Opayo reserved ${amount}, not taken yet`,
    AUTHENTICATED: `The card holder was authenticated for ${amount}; nothing is reserved or taken`,
    PENDING: `The payment is pending${told}`,
    DECLINED: `The payment was declined${told}`,
    RELEASED_WITHOUT_CAPTURE: `The reservation ended without money being taken${told}`,
    VOIDED: `The payment of ${amount} was voided`,
    REFUNDED: `${amount} was refunded`,
    SETTLEMENT_FAILED: `The bank did not settle ${amount}${told}`,
    ALLOCATED: `The payment was found to be this order's${told}`,
    UNRECOGNISED: `Opayo said something that is not in our tables${told}`,
  };
  return words[kind];
}

function effectWords(fact: EffectFact): string {
  const aim = AIMS[fact.commandKind];
  switch (fact.kind) {
    case 'SALES_ORDER_CREATED':
      return `SYSPRO has the order as ${fact.salesOrder}, purchase order ${fact.customerPoNumber}${readBack(fact)}`;
    case 'RECEIPT_POSTED':
      return `${money(fact.amountMinor, fact.currency)} posted to invoice ${fact.invoice} as receipt ${fact.reference}${readBack(fact)}`;
    case 'UNAPPLIED_RECEIPT_POSTED':
      return `${money(fact.amountMinor, fact.currency)} put on the customer's account as receipt ${fact.reference}${
        fact.reason === 'EXCESS' ? ': more was taken than was invoiced, a refund is due' : ''
      }${readBack(fact)}`;
    case 'RECEIPT_APPLIED':
      return `${money(fact.amountMinor, fact.currency)} from the customer's account pays invoice ${fact.invoice}${readBack(fact)}`;
    case 'SALES_ORDER_HELD':
      return heldWords(fact);
    case 'SALES_ORDER_RELEASED':
      return `Sales order ${fact.salesOrder} is released, ${fact.holdCode} ended`;
    case 'SALES_ORDER_CANCELLED':
      return fact.salesOrder === null
        ? `The order was not in SYSPRO and will not be entered (${fact.reason})`
        : `What was left of sales order ${fact.salesOrder} is cancelled (${fact.reason})`;
    case 'REJECTED':
      return `SYSPRO did not ${aim} (${fact.code}): ${fact.text}`;
    case 'IN_DOUBT':
      return `The answer was lost when SYSPRO was asked to ${aim} (${fact.code}); it is being read back`;
  }
}

/** What was asked of SYSPRO, as it goes on after `to`. */
const AIMS: Readonly<Record<EffectFact['commandKind'], string>> = {
  CREATE_SALES_ORDER: 'create the sales order',
  POST_RECEIPT: 'post the receipt',
  POST_UNAPPLIED_RECEIPT: "put the money on the customer's account",
  APPLY_RECEIPT: 'pay the invoice from the account',
  HOLD_SALES_ORDER: 'hold the sales order',
  RELEASE_SALES_ORDER: 'release the sales order',
  CANCEL_SALES_ORDER: 'cancel the sales order',
  ENSURE_CUSTOMER: 'enter the customer',
  UNKNOWN: 'do what it was asked',
};

function heldWords({ salesOrder, holdCode, alreadyHeld }: HeldFact): string {
  if (salesOrder === null) return `The order is not in SYSPRO yet and will be entered on hold (${holdCode})`;
  return alreadyHeld
    ? `Sales order ${salesOrder} was on hold already, not by us (${holdCode})`
    : `Sales order ${salesOrder} is on hold (${holdCode})`;
}

function readBack({ foundByReadBack }: { readonly foundByReadBack: boolean }): string {
  return foundByReadBack ? '; the answer was lost and it was found by its reference' : '';
}

function salesOrderWords(fact: SalesOrderFact): string {
  switch (fact.kind) {
    case 'STATUS_CHANGED':
      return `The sales order went to status ${fact.statusCode} (${fact.statusWord})`;
    case 'SHIPPED':
      return fact.complete ? 'The goods have left' : 'Part of the goods has left';
    case 'INVOICED':
      return `Invoice ${fact.invoice} of ${fact.invoiceDate} over ${money(fact.valueMinor, fact.currency)}`;
    case 'INVOICE_BALANCE_CHANGED':
      return `${money(fact.balanceMinor, fact.currency)} is still owed on invoice ${fact.invoice}`;
  }
}

function keysOf(fact: OrderFact): TimelineKeys {
  switch (fact.about) {
    case 'shop-order':
      return {};
    case 'payment':
      return { vendorTxCode: fact.vendorTxCode, transactionId: fact.transactionId };
    case 'effect':
      return { effectId: fact.effectId, ...effectKeys(fact) };
    case 'sales-order':
      return { salesOrder: fact.salesOrder, ...('invoice' in fact && { invoice: fact.invoice }) };
    case 'alert':
      return fact.effectId === null ? {} : { effectId: fact.effectId };
  }
}

function effectKeys(fact: EffectFact): TimelineKeys {
  if (fact.kind === 'SALES_ORDER_CREATED') {
    return { salesOrder: fact.salesOrder, customerPoNumber: fact.customerPoNumber };
  }
  if (fact.kind === 'RECEIPT_POSTED' || fact.kind === 'RECEIPT_APPLIED') {
    return { transactionId: fact.transactionId, invoice: fact.invoice, reference: fact.reference };
  }
  if (fact.kind === 'UNAPPLIED_RECEIPT_POSTED') {
    return { transactionId: fact.transactionId, reference: fact.reference };
  }
  return 'salesOrder' in fact && fact.salesOrder !== null ? { salesOrder: fact.salesOrder } : {};
}

/** For people: `120.00 GBP`. A currency nobody knows is shown as it came rather than hiding the whole story. */
function money(amountMinor: number | null, currency: string | null): string {
  if (amountMinor === null || currency === null) return 'an unknown amount';
  return isCurrency(currency)
    ? `${formatMinor(amountMinor, currency)} ${currency}`
    : `${amountMinor} minor units of ${currency}`;
}
