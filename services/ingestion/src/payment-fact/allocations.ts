import type { AllocationSource, PaymentEvent } from '#libs/contracts';
import { deterministicUuid, Inbox, type Outbox, type Transaction } from '#libs/delivery';
import { AllocationTable, type PublishedTransaction } from './allocation-table.js';
import type { OrderFinder } from './order-finder.js';
import { paymentEventMessage, transactionAlert } from './payment-event-message.js';

export interface AllocationsOptions {
  readonly finder: Pick<OrderFinder, 'find'>;
  readonly outbox: Outbox;
  /** Trace of what is being done; default: none. */
  readonly traceparent?: (() => string | undefined) | undefined;
  readonly now: () => Date;
}

/** A transaction and whoever's word there is about its order, used where nothing surer names one. */
export interface Payment extends PublishedTransaction {
  readonly orderId: string | null;
}

/** Source of the alerts about payments that two orders claim. */
const DISPUTES = 'ingestion.disputed-payments';

/**
 * Whose the transactions are. One has one order for good: the one it was first published under or given to. When facts of it went out
 * before that was known, the event ALLOCATED says it, once, under their key (the vendorTxCode), so that it is read after them; later facts have the order
 * themselves. What came of a transaction (refunds, repeats) is given along with it.
 */
export class Allocations {
  private readonly table = new AllocationTable();
  private readonly inbox = new Inbox();

  constructor(private readonly options: AllocationsOptions) {}

  /** To be called before anything else of a transaction that tells whose payments are, or publishes facts of them. */
  lock(
    tx: Transaction,
    about: { readonly vendorTxCodes: readonly string[]; readonly transactionIds?: readonly (string | null)[] },
  ): Promise<void> {
    const transactionIds = (about.transactionIds ?? []).filter((id) => id !== null);
    return this.table.lock(tx, about.vendorTxCodes, transactionIds);
  }

  /**
   * The order of a transaction of which a fact is about to be published, or was heard again; null while it has none. Tells readers when that became known
   * after other facts had gone out.
   */
  async orderOf(tx: Transaction, payment: Payment, wordOf: AllocationSource = 'CLAIM'): Promise<string | null> {
    const { published, orderId: known, isOpen } = await this.table.stateOf(tx, payment.transactionId);
    // What is told about another payment under this id allocates nothing.
    if (published && !isSame(published, payment)) return known;
    if (known !== null && !isOpen) return known;
    const found = await this.options.finder.find(tx, payment);
    const orderId = known ?? found?.orderId ?? payment.orderId;
    if (orderId === null) return null;
    const allocatedBy = found?.orderId === orderId ? found.by : payment.orderId === orderId ? wordOf : 'UNKNOWN';
    if (published && isOpen) await this.tell(tx, published, orderId, allocatedBy);
    await this.giveChildren(tx, payment.transactionId, orderId);
    return orderId;
  }

  /** A shop has registered this payment for an order. `lock` was called. */
  async registered(tx: Transaction, payment: Payment): Promise<void> {
    const orderId = await this.orderOf(tx, payment, 'REGISTRATION');
    await this.alertWhenAnothers(tx, payment, payment.orderId, orderId);
  }

  /** An order lists payments by these codes, of whatever vendor. `lock` was called. */
  async listed(tx: Transaction, claimant: string, vendorTxCodes: readonly string[]): Promise<void> {
    const payments = await this.table.withCodes(tx, vendorTxCodes);
    await this.lock(tx, { vendorTxCodes: [], transactionIds: payments.map(({ transactionId }) => transactionId) });
    for (const payment of payments) {
      const orderId = await this.orderOf(tx, { ...payment, orderId: null });
      await this.alertWhenAnothers(tx, payment, claimant, orderId);
    }
  }

  private async giveChildren(tx: Transaction, transactionId: string, orderId: string): Promise<void> {
    for (const child of await this.table.openChildren(tx, transactionId)) {
      await this.lock(tx, { vendorTxCodes: [], transactionIds: [child.transactionId] });
      await this.orderOf(tx, { ...child, orderId }, 'PARENT');
    }
  }

  private async tell(
    tx: Transaction,
    published: PublishedTransaction,
    orderId: string,
    allocatedBy: AllocationSource,
  ): Promise<void> {
    const { outbox, traceparent, now } = this.options;
    const allocatedAt = now();
    const event = allocatedEvent(published, orderId, allocatedBy, allocatedAt);
    const { transactionId } = published;
    const isNew = await this.table.add(tx, {
      ...{ transactionId, orderId, allocatedBy, allocatedAt },
      eventId: event.eventId,
    });
    if (isNew) await outbox.append(tx, [paymentEventMessage(event, traceparent?.())]);
  }

  /** The first order stands; somebody has to know that a second one waits for the same money. Once per transaction and order. */
  private async alertWhenAnothers(
    tx: Transaction,
    { transactionId, vendorTxCode }: PublishedTransaction,
    claimant: string | null,
    orderId: string | null,
  ): Promise<void> {
    if (claimant === null || orderId === null || claimant === orderId) return;
    const identity = JSON.stringify([transactionId, claimant]);
    const [answer] = await this.inbox.accept(tx, [{ source: DISPUTES, identity, bodyHash: '' }]);
    if (answer !== 'new') return;
    const alert = transactionAlert({
      ...{ code: 'PAYMENT_OF_TWO_ORDERS', transactionId, subject: claimant, orderId: claimant },
      what: `The shop says that payment ${vendorTxCode} is of this order; it belongs to ${orderId} and stays there`,
      whatToDo:
        'Ask the shop whose payment it is. It is counted for the first order only: divide or move it in SYSPRO by hand.',
      raisedAt: this.options.now(),
    });
    await this.options.outbox.append(tx, [alert]);
  }
}

function isSame(published: PublishedTransaction, { vendor, vendorTxCode }: PublishedTransaction): boolean {
  return published.vendorTxCode === vendorTxCode && published.vendor.toLowerCase() === vendor.toLowerCase();
}

/** Not Opayo's word, so there is none of its words in it; it has no order in its head, because it stands among those that had none. */
function allocatedEvent(
  { vendor, vendorTxCode, transactionId, parentTransactionId }: PublishedTransaction,
  orderId: string,
  allocatedBy: AllocationSource,
  at: Date,
): PaymentEvent {
  return {
    eventId: deterministicUuid('payment-event', `${transactionId}:ALLOCATED`),
    orderId: null,
    vendor: vendor.toLowerCase(),
    ...{ vendorTxCode, transactionId, parentTransactionId },
    ...{ occurredAt: at.getTime(), heardAt: at.getTime(), heardBy: 'SUBMITTED', opayoStatus: '', opayoTxType: '' },
    kind: 'ALLOCATED',
    allocated: { orderId, allocatedBy },
  };
}
