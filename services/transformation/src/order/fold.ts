import type { ErpOrderChange, ErpOutcome, OrderContent, ShopOrder } from '#libs/contracts';
import type { OrderFact } from './order-fact.js';
import type { CreatedSalesOrder, KnownInvoice, KnownOutcome, OrderState } from './order-state.js';
import { foldPayments } from './fold-payments.js';

/**
 * An order as its facts tell it. Pure, and the same for every order of arrival and any number of repeats: what competes is decided by the
 * facts' own versions and times, never by which came first.
 */
export function fold(facts: readonly OrderFact[]): OrderState {
  const payments = facts.flatMap((fact) => (fact.source === 'payment' ? [fact.event] : []));
  const shopOrders = facts.flatMap((fact) => (fact.source === 'shopOrder' ? [fact.event] : []));
  const outcomes = facts.flatMap((fact) => (fact.source === 'outcome' ? [fact.event] : []));
  const changes = facts.flatMap((fact) => (fact.source === 'orderChange' ? [fact.event] : []));
  return {
    ...foldShopOrders(shopOrders),
    ...foldPayments(payments),
    ...foldOutcomes(outcomes),
    invoices: foldInvoices(changes),
    erpStatus: foldStatus(changes),
  };
}

function foldShopOrders(
  orders: readonly ShopOrder[],
): Pick<OrderState, 'content' | 'shop' | 'orderReference' | 'version' | 'cancelled'> {
  const byVersion = [...orders].sort((left, right) => right.version - left.version);
  const [newest] = byVersion;
  const withContent = byVersion.find((order) => contentOf(order) !== null);
  return {
    content: withContent ? contentOf(withContent) : null,
    shop: newest?.shop ?? null,
    orderReference: newest?.orderReference ?? null,
    version: newest?.version ?? 0,
    cancelled: newest?.kind === 'CANCELLED',
  };
}

/** A cancellation has no content of its own. */
function contentOf(order: ShopOrder): OrderContent | null {
  return order.placed ?? order.amended ?? null;
}

function foldOutcomes(
  outcomes: readonly ErpOutcome[],
): Pick<OrderState, 'salesOrder' | 'cancelledInSyspro' | 'confirmedReceipts' | 'creditNumbers' | 'outcomes'> {
  const inOrder = [...outcomes].sort(
    (left, right) =>
      left.revision - right.revision || left.occurredAt - right.occurredAt || compareText(left.eventId, right.eventId),
  );
  const confirmedReceipts = new Map<string, number>();
  const creditNumbers = new Map<string, string>();
  const newest = new Map<string, KnownOutcome>();
  let salesOrder: CreatedSalesOrder | null = null;
  for (const outcome of inOrder) {
    const { effectId, kind, revision, occurredAt } = outcome;
    newest.set(effectId, { kind, revision, occurredAt, code: outcome.rejected?.code ?? null });
    if (outcome.receiptPosted || outcome.receiptApplied) confirmedReceipts.set(effectId, occurredAt);
    const creditNumber = outcome.unappliedReceiptPosted?.creditNumber ?? null;
    if (creditNumber !== null) creditNumbers.set(effectId, creditNumber);
    if (outcome.salesOrderCreated) {
      const { salesOrder: number, customerCode, customerPoNumber } = outcome.salesOrderCreated;
      salesOrder = { salesOrder: number, customerCode, customerPoNumber };
    }
  }
  const cancelledInSyspro = outcomes.some((outcome) => Boolean(outcome.salesOrderCancelled));
  return { salesOrder, cancelledInSyspro, confirmedReceipts, creditNumbers, outcomes: newest };
}

function foldInvoices(changes: readonly ErpOrderChange[]): KnownInvoice[] {
  const balances = newestBalances(changes);
  const invoices = new Map<string, KnownInvoice>();
  for (const change of inObservedOrder(changes)) {
    if (!change.invoiced) continue;
    const { invoice, invoiceDate, valueMinor, balanceMinor, currency } = change.invoiced;
    const { company, salesOrder, customerCode, observedAt } = change;
    const newest = balances.get(invoice) ?? { balanceMinor, observedAt };
    invoices.set(invoice, { invoice, invoiceDate, valueMinor, currency, company, salesOrder, customerCode, ...newest });
  }
  return [...invoices.values()].sort(
    (left, right) => compareText(left.invoiceDate, right.invoiceDate) || compareText(left.invoice, right.invoice),
  );
}

function newestBalances(
  changes: readonly ErpOrderChange[],
): Map<string, Pick<KnownInvoice, 'balanceMinor' | 'observedAt'>> {
  const balances = new Map<string, Pick<KnownInvoice, 'balanceMinor' | 'observedAt'>>();
  for (const change of inObservedOrder(changes)) {
    const seen = change.invoiced ?? change.invoiceBalanceChanged;
    if (seen) balances.set(seen.invoice, { balanceMinor: seen.balanceMinor, observedAt: change.observedAt });
  }
  return balances;
}

function foldStatus(changes: readonly ErpOrderChange[]): string | null {
  return inObservedOrder(changes).findLast((change) => change.statusChanged)?.statusChanged?.statusCode ?? null;
}

/** The poller's own order; two looks of one instant are told apart by their eventId, so that every arrival gives the same. */
function inObservedOrder(changes: readonly ErpOrderChange[]): ErpOrderChange[] {
  return [...changes].sort(
    (left, right) => left.observedAt - right.observedAt || compareText(left.eventId, right.eventId),
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
