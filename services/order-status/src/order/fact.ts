import type { AlertSeverity, OutcomeCommandKind, PaymentEventKind } from '#libs/contracts';

/** What every fact has. Facts hold what a status and its timeline need and no personal data. */
interface FactHead {
  /** Logical name of the topic it came on. */
  readonly topic: string;
  /** Identity together with the topic: the same for every delivery. */
  readonly eventId: string;
  /** `shop/orderReference`; null for a payment that belongs to no order yet. */
  readonly orderId: string | null;
  /** When it happened, as its source says; UTC, milliseconds since the epoch. */
  readonly occurredAt: number;
  /** Trace of the work that made it, 32 hex digits. */
  readonly traceId: string | null;
}

/** The shop placed, changed or cancelled the order. Amount and currency are null of a cancellation. */
export interface ShopFact extends FactHead {
  readonly about: 'shop-order';
  readonly kind: 'PLACED' | 'AMENDED' | 'CANCELLED';
  readonly version: number;
  /** Minor units of `currency`. */
  readonly totalMinor: number | null;
  readonly currency: string | null;
}

/** Something happened to one Opayo transaction. */
export interface PaymentFact extends FactHead {
  readonly about: 'payment';
  /** ALLOCATED: the transaction belongs to `orderId`, also what was told of it without an order; it says nothing of the money. */
  readonly kind: Exclude<PaymentEventKind, 'UNKNOWN'>;
  readonly transactionId: string;
  readonly vendorTxCode: string;
  /** Minor units of `currency`; null where the kind has no amount. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** Opayo's or the bank's own words, for the timeline. */
  readonly detail: string | null;
}

interface EffectHead extends FactHead {
  readonly about: 'effect';
  readonly effectId: string;
  readonly revision: number;
  readonly commandKind: OutcomeCommandKind;
}

/** SYSPRO has the order. */
export interface CreatedFact extends EffectHead {
  readonly kind: 'SALES_ORDER_CREATED';
  readonly salesOrder: string;
  readonly customerPoNumber: string;
  readonly foundByReadBack: boolean;
}

/** Money pays an invoice: posted against it, or applied to it from the customer's account. */
export interface ReceiptFact extends EffectHead {
  readonly kind: 'RECEIPT_POSTED' | 'RECEIPT_APPLIED';
  readonly transactionId: string;
  readonly reference: string;
  readonly invoice: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly foundByReadBack: boolean;
}

/** SYSPRO has the money on the customer's account, against no invoice yet. */
export interface UnappliedReceiptFact extends EffectHead {
  readonly kind: 'UNAPPLIED_RECEIPT_POSTED';
  readonly transactionId: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** ON_CAPTURE, or EXCESS: more was taken than was invoiced. */
  readonly reason: string;
  readonly foundByReadBack: boolean;
}

/** The order is in suspense by our hand, or will be entered so; `alreadyHeld` by somebody else. */
export interface HeldFact extends EffectHead {
  readonly kind: 'SALES_ORDER_HELD';
  readonly salesOrder: string | null;
  readonly holdCode: string;
  readonly alreadyHeld: boolean;
}

/** Our hold ended. */
export interface ReleasedFact extends EffectHead {
  readonly kind: 'SALES_ORDER_RELEASED';
  readonly salesOrder: string;
  readonly holdCode: string;
}

/** What was left of the order is cancelled in SYSPRO. */
export interface CancelledFact extends EffectHead {
  readonly kind: 'SALES_ORDER_CANCELLED';
  readonly salesOrder: string | null;
  readonly reason: string;
}

/** SYSPRO, or we before it, refused. */
export interface RejectedFact extends EffectHead {
  readonly kind: 'REJECTED';
  readonly code: string;
  readonly text: string;
  readonly owner: string;
  readonly suggestedFix: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

/** The answer was lost; posting reads it back. */
export interface InDoubtFact extends EffectHead {
  readonly kind: 'IN_DOUBT';
  readonly code: string;
  readonly text: string;
}

/** The effect is there. */
export type DoneFact = CreatedFact | ReceiptFact | UnappliedReceiptFact | HeldFact | ReleasedFact | CancelledFact;

export type EffectFact = DoneFact | RejectedFact | InDoubtFact;

interface SalesOrderHead extends FactHead {
  readonly about: 'sales-order';
  readonly salesOrder: string;
}

/** What the poller saw of the sales order in SYSPRO. */
export type SalesOrderFact =
  | (SalesOrderHead & { readonly kind: 'STATUS_CHANGED'; readonly statusCode: string; readonly statusWord: string })
  | (SalesOrderHead & { readonly kind: 'SHIPPED'; readonly complete: boolean })
  | (SalesOrderHead & {
      readonly kind: 'INVOICED';
      readonly invoice: string;
      readonly invoiceDate: string;
      readonly valueMinor: number;
      readonly currency: string;
    })
  | (SalesOrderHead & {
      readonly kind: 'INVOICE_BALANCE_CHANGED';
      readonly invoice: string;
      readonly balanceMinor: number;
      readonly currency: string;
    });

/** Somebody should look at the order, or need not any more. */
export interface AlertFact extends FactHead {
  readonly about: 'alert';
  readonly kind: 'RAISED' | 'RESOLVED';
  /** The same for RAISED and RESOLVED of one cause; a cause that comes back has it again, with a later `raisedAt`. */
  readonly alertId: string;
  readonly code: string;
  readonly severity: AlertSeverity;
  readonly owner: string;
  readonly effectId: string | null;
  readonly text: string;
  readonly suggestedFix: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** UTC, milliseconds since the epoch. */
  readonly raisedAt: number;
}

/** One thing that is known about an order. An order is the fold of its facts, whatever the order they came in. */
export type OrderFact = ShopFact | PaymentFact | EffectFact | SalesOrderFact | AlertFact;

/**
 * Order of happening, and where two happened at once, always the same one: the fold of a set must not depend on how it was stored.
 */
export function inOrder<F extends OrderFact>(facts: readonly F[]): F[] {
  return [...facts].sort(
    (left, right) =>
      left.occurredAt - right.occurredAt ||
      compareText(left.topic, right.topic) ||
      compareText(left.eventId, right.eventId),
  );
}

/** By code unit, so that every process sorts alike; a locale's collation would not. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The values of each key, keys in the order they first came. */
export function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
