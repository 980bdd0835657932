import { sumMinor } from '#libs/money';
import { attentionOf, type AttentionNeeded } from './attention.js';
import { createdOf, effectsOf, receiptsOf } from './effects.js';
import { compareText, type OrderFact, type ReceiptFact, type ShopFact } from './fact.js';
import { paymentsOf, type Payment } from './payments.js';
import { salesOrderOf, type SalesOrder } from './sales-order.js';

/** Everything a status word, a snapshot and the counts are derived from. Amounts are minor units of `currency`. */
export interface OrderState {
  readonly orderId: string;
  /** The order as its latest version has it; undefined before the shop told us. */
  readonly shop: { readonly cancelled: boolean } | undefined;
  /** ISO 4217; the shop's, else that of the first payment with an amount; null before either. Amounts in another currency are not counted. */
  readonly currency: string | null;
  /** What the customer owes; null before the shop told us. */
  readonly totalMinor: number | null;
  /** Taken and not given back. */
  readonly capturedMinor: number;
  readonly invoicedMinor: number;
  readonly receiptedMinor: number;
  readonly payments: readonly Payment[];
  /** Whether SYSPRO confirmed that it has the order with the right value. */
  readonly created: boolean;
  /** When it did; milliseconds since the epoch. */
  readonly createdAt: number | undefined;
  readonly customerPoNumber: string | null;
  readonly salesOrder: SalesOrder;
  readonly receipts: readonly ReceiptFact[];
  readonly attention: AttentionNeeded | undefined;
}

/** Folds the facts of one order. The same set gives the same state, in whatever order and however often its facts came. */
export function foldOrder(orderId: string, known: readonly OrderFact[]): OrderState {
  const facts = distinct(known);
  const about = <A extends OrderFact['about']>(subject: A) =>
    facts.filter((fact): fact is Extract<OrderFact, { about: A }> => fact.about === subject);
  const payments = paymentsOf(about('payment'));
  const effects = effectsOf(about('effect'));
  const salesOrder = salesOrderOf(about('sales-order'));
  const created = createdOf(effects);
  const receipts = receiptsOf(effects);
  const shop = shopOf(about('shop-order'));
  const currency = shop?.currency ?? payments.find((payment) => payment.currency !== null)?.currency ?? null;
  const inCurrency = (money: { currency: string | null }) => money.currency === currency;
  return {
    orderId,
    shop: shop && { cancelled: shop.cancelled },
    currency,
    totalMinor: shop?.totalMinor ?? null,
    capturedMinor: sumMinor(payments.filter(inCurrency).map(({ heldMinor }) => heldMinor)),
    invoicedMinor: sumMinor(salesOrder.invoices.filter(inCurrency).map(({ valueMinor }) => valueMinor)),
    receiptedMinor: sumMinor(receipts.filter(inCurrency).map(({ amountMinor }) => amountMinor)),
    payments,
    created: created !== undefined,
    createdAt: created?.occurredAt,
    customerPoNumber: created?.customerPoNumber ?? null,
    salesOrder: { ...salesOrder, number: created?.salesOrder ?? salesOrder.number },
    receipts,
    attention: attentionOf(about('alert'), effects),
  };
}

function distinct(facts: readonly OrderFact[]): OrderFact[] {
  return [...new Map(facts.map((fact) => [`${fact.topic} ${fact.eventId}`, fact])).values()];
}

/** The highest version counts. A cancellation carries no content: what was owed is what the version before it said. */
function shopOf(facts: readonly ShopFact[]) {
  const versions = [...facts].sort(
    (left, right) => left.version - right.version || compareText(left.eventId, right.eventId),
  );
  const latest = versions.at(-1);
  if (!latest) return undefined;
  const content = versions.findLast(({ kind }) => kind !== 'CANCELLED');
  const { currency = null, totalMinor = null } = content ?? {};
  return { cancelled: latest.kind === 'CANCELLED', currency, totalMinor };
}
