import type { Alert, ErpOrderChange, ErpOutcome, PaymentEvent, ShopOrder } from '#libs/contracts';
import { TOPICS } from '#libs/contracts';
import type { AlertFact, EffectFact, OrderFact, PaymentFact, SalesOrderFact, ShopFact } from './fact.js';

/** Where a record came from; goes into the fact as it is. */
export interface Origin {
  readonly eventId: string;
  readonly traceId: string | null;
}

/**
 * What a record says of an order: a fact; `newer` when its kind is one this version does not know, which must not be lost; `none` when it is
 * about no order at all.
 */
export type Reading =
  | { readonly is: 'fact'; readonly fact: OrderFact }
  | { readonly is: 'newer'; readonly orderId: string | null }
  | { readonly is: 'none' };

const fact = (read: OrderFact): Reading => ({ is: 'fact', fact: read });
const newer = (orderId: string | null): Reading => ({ is: 'newer', orderId });

/** Keeps of an order what the shop may see of its state: version, total, currency. Names, addresses, lines and words stay behind. */
export function readShopOrder(record: ShopOrder, origin: Origin): Reading {
  const { kind, orderId, version } = record;
  if (kind === 'UNKNOWN') return newer(orderId);
  const content = kind === 'PLACED' ? record.placed : kind === 'AMENDED' ? record.amended : undefined;
  const read: ShopFact = {
    about: 'shop-order',
    topic: TOPICS.shopOrders.name,
    ...origin,
    ...{ kind, orderId, version },
    occurredAt: record.submittedAt,
    totalMinor: content?.totalMinor ?? null,
    currency: content?.currency ?? null,
  };
  return fact(read);
}

export function readPaymentEvent(record: PaymentEvent, origin: Origin): Reading {
  const { kind, transactionId, vendorTxCode, occurredAt } = record;
  const orderId = record.kind === 'ALLOCATED' ? record.allocated.orderId : record.orderId;
  if (kind === 'UNKNOWN') return newer(orderId);
  const read: PaymentFact = {
    about: 'payment',
    topic: TOPICS.paymentEvents.name,
    ...origin,
    ...{ kind, orderId, occurredAt, transactionId, vendorTxCode },
    ...paymentBody(record),
  };
  return fact(read);
}

function paymentBody(record: PaymentEvent): Pick<PaymentFact, 'amountMinor' | 'currency' | 'detail'> {
  const money = (
    { amountMinor, currency }: { amountMinor: number; currency: string },
    detail: string | null = null,
  ) => ({
    amountMinor,
    currency,
    detail,
  });
  const words = (detail: string) => ({ amountMinor: null, currency: null, detail });
  switch (record.kind) {
    case 'CAPTURED':
      return money(record.captured);
    case 'AUTHORISED':
      return money(record.authorised);
    case 'AUTHENTICATED':
      return money(record.authenticated);
    case 'VOIDED':
      return money(record.voided);
    case 'REFUNDED':
      return money(record.refunded);
    case 'SETTLEMENT_FAILED':
      return money(record.settlementFailed, `state ${record.settlementFailed.state}`);
    case 'PENDING':
      return words(record.pending.detail);
    case 'DECLINED':
      return words([record.declined.code, record.declined.text].filter(Boolean).join(' '));
    case 'RELEASED_WITHOUT_CAPTURE':
      return words(record.releasedWithoutCapture.reason);
    case 'UNRECOGNISED':
      return words(record.unrecognised.detail);
    case 'ALLOCATED':
      return words(record.allocated.allocatedBy);
    case 'UNKNOWN':
      return words('');
  }
}

export function readOutcome(record: ErpOutcome, origin: Origin): Reading {
  const { orderId, effectId, revision, commandKind, occurredAt } = record;
  // A customer's key is no order's; what it keeps from going on is told by the order's own alert.
  if (commandKind === 'ENSURE_CUSTOMER') return { is: 'none' };
  const head = {
    about: 'effect' as const,
    topic: TOPICS.erpOutcomes.name,
    ...origin,
    ...{ orderId, occurredAt, effectId, revision, commandKind },
  };
  const effect = (read: EffectFact): Reading => fact(read);
  switch (record.kind) {
    case 'UNKNOWN':
      return newer(orderId);
    case 'SALES_ORDER_CREATED': {
      const { salesOrder, customerPoNumber, foundByReadBack } = record.salesOrderCreated;
      return effect({ ...head, kind: record.kind, salesOrder, customerPoNumber, foundByReadBack });
    }
    case 'RECEIPT_POSTED':
    case 'RECEIPT_APPLIED': {
      const body = record.kind === 'RECEIPT_POSTED' ? record.receiptPosted : record.receiptApplied;
      const { transactionId, reference, invoice, amountMinor, currency, foundByReadBack } = body;
      return effect({
        ...head,
        kind: record.kind,
        ...{ transactionId, reference, invoice, amountMinor, currency, foundByReadBack },
      });
    }
    case 'REJECTED': {
      const { code, text, owner, suggestedFix, amountMinor, currency } = record.rejected;
      return effect({ ...head, kind: record.kind, code, text, owner, suggestedFix, amountMinor, currency });
    }
    case 'IN_DOUBT':
      return effect({ ...head, kind: record.kind, code: record.inDoubt.code, text: record.inDoubt.text });
    case 'UNAPPLIED_RECEIPT_POSTED': {
      const { transactionId, reference, amountMinor, currency, reason, foundByReadBack } =
        record.unappliedReceiptPosted;
      return effect({
        ...head,
        kind: record.kind,
        ...{ transactionId, reference, amountMinor, currency, reason, foundByReadBack },
      });
    }
    case 'SALES_ORDER_HELD': {
      const { salesOrder, holdCode, alreadyHeld } = record.salesOrderHeld;
      return effect({ ...head, kind: record.kind, salesOrder, holdCode, alreadyHeld });
    }
    case 'SALES_ORDER_RELEASED': {
      const { salesOrder, holdCode } = record.salesOrderReleased;
      return effect({ ...head, kind: record.kind, salesOrder, holdCode });
    }
    case 'SALES_ORDER_CANCELLED': {
      const { salesOrder, reason } = record.salesOrderCancelled;
      return effect({ ...head, kind: record.kind, salesOrder, reason });
    }
    case 'CUSTOMER_ENSURED':
      return { is: 'none' };
  }
}

export function readOrderChange(record: ErpOrderChange, origin: Origin): Reading {
  const { orderId, salesOrder, observedAt } = record;
  const head = {
    about: 'sales-order' as const,
    topic: TOPICS.erpOrderChanges.name,
    ...origin,
    ...{ orderId, salesOrder, occurredAt: observedAt },
  };
  const change = (read: SalesOrderFact): Reading => fact(read);
  switch (record.kind) {
    case 'UNKNOWN':
      return newer(orderId);
    case 'STATUS_CHANGED': {
      const { statusCode, statusWord } = record.statusChanged;
      return change({ ...head, kind: record.kind, statusCode, statusWord });
    }
    case 'SHIPPED':
      return change({ ...head, kind: record.kind, complete: record.shipped.complete });
    case 'INVOICED': {
      const { invoice, invoiceDate, valueMinor, currency } = record.invoiced;
      return change({ ...head, kind: record.kind, invoice, invoiceDate, valueMinor, currency });
    }
    case 'INVOICE_BALANCE_CHANGED': {
      const { invoice, balanceMinor, currency } = record.invoiceBalanceChanged;
      return change({ ...head, kind: record.kind, invoice, balanceMinor, currency });
    }
  }
}

/** Alerts about no order are somebody else's; a state newer than this version cannot be told from RAISED, so it is kept for a person. */
export function readAlert(record: Alert, origin: Origin): Reading {
  const { orderId, state, alertId, code, severity, owner, effectId, amountMinor, currency, raisedAt } = record;
  if (orderId === null) return { is: 'none' };
  if (state === 'UNKNOWN') return newer(orderId);
  const read: AlertFact = {
    about: 'alert',
    topic: TOPICS.alerts.name,
    ...origin,
    ...{ kind: state, orderId },
    occurredAt: state === 'RESOLVED' ? (record.resolvedAt ?? raisedAt) : raisedAt,
    ...{ alertId, code, severity, owner, effectId, amountMinor, currency, raisedAt },
    text: record.what,
    suggestedFix: record.whatToDo,
  };
  return fact(read);
}
