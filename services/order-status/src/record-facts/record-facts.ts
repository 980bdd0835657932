import type { OrderStatusWord } from '#libs/contracts';
import type { Database, ItemToPark, Outbox, Parking, Transaction } from '#libs/delivery';
import type { OrderFact } from '../order/fact.js';
import { foldOrder } from '../order/order-state.js';
import { AllocatedPayments, type GivenOrders } from '../order-store/allocated-payments.js';
import type { FactRows } from '../order-store/fact-rows.js';
import {
  lockOrders,
  nextOf,
  notifyOfChanges,
  writeOrders,
  type FoldedOrder,
  type LockedOrder,
} from '../order-store/order-rows.js';
import { makeDue } from '../webhooks/due-deliveries.js';
import { statusEventId, statusMessage } from './status-message.js';

/** A fact and the trace its record came in. */
export interface HeardFact {
  readonly fact: OrderFact;
  readonly traceparent: string | undefined;
}

/** A record of a kind newer than this version, kept for the version that knows it. */
export interface NewerRecord {
  readonly topic: string;
  readonly eventId: string;
  readonly orderId: string | null;
  readonly value: unknown;
}

/** What one batch came to. */
export interface BatchResult {
  readonly recorded: number;
  readonly repeated: number;
  readonly parked: number;
  /** Orders whose snapshot changed and is published. */
  readonly told: readonly OrderStatusTold[];
}

/** One snapshot on its way. */
export interface OrderStatusTold {
  readonly orderId: string;
  readonly status: OrderStatusWord;
  readonly sequence: number;
  /** Of the message, and so of the work that changed the order last. */
  readonly traceparent: string | undefined;
}

/** An order whose snapshot changed, and the trace its news travels in. */
interface ToldOrder {
  readonly order: FoldedOrder;
  readonly traceparent: string | undefined;
}

export interface RecordFactsParts {
  readonly database: Database;
  readonly facts: FactRows;
  readonly outbox: Outbox;
  readonly parking: Parking;
  readonly now: () => Date;
  /** Notes in the trace of a fact's record that it changed its order; returns the trace context to publish under. */
  readonly mark: (
    name: string,
    about: { traceparent: string | undefined; attributes: Attributes },
  ) => string | undefined;
}

type Attributes = Record<string, string | number>;

/**
 * Takes in what was heard, all of it in one transaction: stores the facts, folds the orders they are about, and publishes the snapshots
 * that changed. Facts known already change nothing, so a replay publishes nothing. An order whose fold throws is parked and the others go on.
 */
export class RecordFacts {
  readonly #allocated = new AllocatedPayments();

  constructor(private readonly parts: RecordFactsParts) {}

  /** Raises what the database raises: nothing was stored, or, COMMIT_OUTCOME_UNKNOWN, perhaps; both are mended by the same batch again. */
  async record(heard: readonly HeardFact[], newer: readonly NewerRecord[] = []): Promise<BatchResult> {
    if (heard.length + newer.length === 0) return { recorded: 0, repeated: 0, parked: 0, told: [] };
    return this.parts.database.transaction((tx) => this.#recordIn(tx, heard, newer));
  }

  async #recordIn(tx: Transaction, heard: readonly HeardFact[], newer: readonly NewerRecord[]): Promise<BatchResult> {
    const now = this.parts.now();
    const facts = heard.map(({ fact }) => fact);
    const given = await this.#allocated.told(tx, facts);
    const locked = await lockOrders(tx, ordersAbout(facts, given), now);
    const { fresh, contradicting } = await this.parts.facts.record(tx, facts);
    const gained = await this.#allocated.give(tx, fresh);
    const touched = new Set([...ordersAbout(fresh, given), ...gained]);
    const { folded, broken } = await this.#fold(
      tx,
      locked.filter(({ orderId }) => touched.has(orderId)),
    );
    await writeOrders(tx, folded, now);
    const told = this.#tell(folded, heard, given);
    await this.#publish(tx, told, now);
    const toPark = [...contradicting.map(contradiction), ...broken, ...newer.map(newerThanUs)];
    for (const item of toPark) await this.parts.parking.park(tx, item);
    return {
      recorded: fresh.length,
      repeated: heard.length - fresh.length - contradicting.length,
      parked: toPark.length,
      told: told.map(({ order: { sequence, snapshot }, traceparent }) => ({
        ...{ orderId: snapshot.orderId, status: snapshot.status, sequence, traceparent },
      })),
    };
  }

  /** To the topic, to those who watch an order, and to those who are called. */
  async #publish(tx: Transaction, told: readonly ToldOrder[], now: Date): Promise<void> {
    const { outbox, database } = this.parts;
    const messages = told.map(({ order, traceparent }) => statusMessage(order, now, traceparent));
    await outbox.append(tx, messages);
    await notifyOfChanges(
      tx,
      database.schema,
      told.map(({ order }) => order.snapshot.orderId),
    );
    await makeDue(
      tx,
      database.schema,
      told.map(({ order: { sequence, statusBefore, snapshot }, traceparent }) => ({
        ...{ orderId: snapshot.orderId, shop: snapshot.shop, sequence, statusBefore, status: snapshot.status },
        ...{ eventId: statusEventId(snapshot.orderId, sequence), occurredAt: now, traceparent },
      })),
    );
  }

  /** Each changed order under the trace of the last of its facts in the batch. */
  #tell(folded: readonly FoldedOrder[], heard: readonly HeardFact[], given: GivenOrders): ToldOrder[] {
    const traces = new Map(heard.map(({ fact, traceparent }) => [orderOf(fact, given), traceparent]));
    return folded
      .filter(({ changed }) => changed)
      .map((order) => {
        const { orderId, status } = order.snapshot;
        const attributes = { orderId, status, sequence: order.sequence };
        return {
          order,
          traceparent: this.parts.mark('order status changed', { traceparent: traces.get(orderId), attributes }),
        };
      });
  }

  async #fold(
    tx: Transaction,
    orders: readonly LockedOrder[],
  ): Promise<{ folded: FoldedOrder[]; broken: ItemToPark[] }> {
    const folded: FoldedOrder[] = [];
    const broken: ItemToPark[] = [];
    const facts = await this.parts.facts.of(
      tx,
      orders.map(({ orderId }) => orderId),
    );
    for (const order of orders) {
      try {
        folded.push(nextOf(order, foldOrder(order.orderId, facts.get(order.orderId) ?? [])));
      } catch (error) {
        broken.push(foldFailed(order.orderId, error));
      }
    }
    return { folded, broken };
  }
}

/** Orders the facts are about, in the order their locks are taken. */
function ordersAbout(facts: readonly OrderFact[], given: GivenOrders): string[] {
  return [...new Set(facts.flatMap((fact) => orderOf(fact, given) ?? []))].sort();
}

/** The order a fact names, or the one its payment was given to before. */
function orderOf(fact: OrderFact, given: GivenOrders): string | null {
  if (fact.orderId !== null || fact.about !== 'payment') return fact.orderId;
  return given.get(fact.transactionId) ?? null;
}

function contradiction(fact: OrderFact): ItemToPark {
  return {
    key: `${fact.topic}/${fact.eventId}`,
    ...(fact.orderId !== null && { orderId: fact.orderId }),
    code: 'FACT_CONTRADICTED',
    text: `Event ${fact.eventId} of ${fact.topic} came a second time with another content; the first stands`,
    owner: 'integration',
    suggestedFix: 'Find out from the writer of the topic which of the two is true',
    severity: 'WARNING',
    body: fact,
  };
}

function newerThanUs({ topic, eventId, orderId, value }: NewerRecord): ItemToPark {
  return {
    key: `${topic}/${eventId}`,
    ...(orderId !== null && { orderId }),
    code: 'NEWER_THAN_ORDER_STATUS',
    text: `Event ${eventId} of ${topic} is of a kind this version of order-status does not know`,
    owner: 'operations',
    suggestedFix: 'Deploy the version of order-status that knows it, then release this item',
    severity: 'WARNING',
    body: value,
  };
}

function foldFailed(orderId: string, error: unknown): ItemToPark {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    key: orderId,
    orderId,
    code: 'ORDER_STATUS_FOLD_FAILED',
    text: `The status of the order could not be worked out (${text}); its last one stands`,
    owner: 'integration',
    suggestedFix: 'Mend the fold; the next fact of the order brings its status up to date',
    severity: 'CRITICAL',
    body: { orderId },
  };
}
