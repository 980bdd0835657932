import type { ShopOrder } from '#libs/contracts';
import { TOPICS } from '#libs/contracts';
import { deterministicUuid, hashOf, type Database, type Outbox, type Transaction, type Vault } from '#libs/delivery';
import type { ListedPayments } from '../payment-fact/listed-payments.js';
import type { OrderRequest } from './order-request.js';

/** `conflict`: this version of the order is known with another content; both are told by their hash (SHA-256), nothing was changed. */
export type OrderAnswer =
  | { readonly result: 'new' | 'repeat'; readonly eventId: string; readonly orderId: string }
  | { readonly result: 'conflict'; readonly orderId: string; readonly knownHash: string; readonly toldHash: string };

/** A validated order; `traceparent` where it came with one of its own. */
export interface ToldOrder {
  readonly request: OrderRequest;
  readonly traceparent?: string | undefined;
}

export interface OrderBookOptions {
  readonly database: Database;
  readonly vault: Vault;
  readonly outbox: Outbox;
  /** Told of the payments each version lists. */
  readonly payments: Pick<ListedPayments, 'list'>;
  readonly traceparent: () => string | undefined;
  readonly now: () => Date;
}

const EVENT_TYPES: Readonly<Record<OrderRequest['kind'], string>> = {
  PLACED: 'OrderPlaced',
  AMENDED: 'OrderAmended',
  CANCELLED: 'OrderCancelled',
};

/** Takes down what shops say about their orders, and says it on `shop.orders.v1` (key: orderId). */
export class OrderBook {
  constructor(private readonly options: OrderBookOptions) {}

  /** Stores the version and publishes it, in one transaction. Idempotent: the same version with the same content gives the same eventId. */
  async accept(request: OrderRequest): Promise<OrderAnswer> {
    const [answer] = await this.options.database.transaction((tx) => this.acceptAll(tx, [{ request }]));
    return answer as OrderAnswer;
  }

  /** As `accept`, several in the caller's transaction: one answer each, in their order. */
  async acceptAll(tx: Transaction, told: readonly ToldOrder[]): Promise<OrderAnswer[]> {
    // Versions of one order are appended one after the other, so that the topic has them in the order in which they were accepted. Locked in
    // one order, so that two batches never wait for each other.
    await tx.query(LOCK, [[...new Set(told.map(({ request }) => orderIdOf(request)))].sort()]);
    const answers: OrderAnswer[] = [];
    for (const each of told) answers.push(await this.take(tx, each));
    return answers;
  }

  private async take(tx: Transaction, { request, traceparent }: ToldOrder): Promise<OrderAnswer> {
    const orderId = orderIdOf(request);
    const eventId = deterministicUuid('shop-order', orderId, request.version);
    const toldHash = hashOf(request);
    const [known] = await tx.query<{ body_hash: string }>(SELECT, [orderId, request.version]);
    if (known?.body_hash === toldHash) return { result: 'repeat', eventId, orderId };
    if (known) return { result: 'conflict', orderId, knownHash: known.body_hash, toldHash };

    const submittedAt = this.options.now();
    const order = { ...request, eventId, orderId, submittedAt: submittedAt.getTime() } satisfies ShopOrder;
    const sealed = this.options.vault.seal(order, `shop order ${eventId}`);
    await tx.query(INSERT, [orderId, request.version, eventId, request.kind, toldHash, sealed, submittedAt]);
    await this.options.payments.list(tx, orderId, paymentsOf(request));
    await this.publish(tx, order, traceparent ?? this.options.traceparent());
    return { result: 'new', eventId, orderId };
  }

  private publish(
    tx: Transaction,
    order: ShopOrder & { kind: OrderRequest['kind'] },
    traceparent: string | undefined,
  ): Promise<void> {
    return this.options.outbox.append(tx, [
      {
        topic: TOPICS.shopOrders.name,
        key: order.orderId,
        eventId: order.eventId,
        type: EVENT_TYPES[order.kind],
        subject: order.orderId,
        occurredAt: new Date(order.submittedAt),
        body: order,
        ...(traceparent === undefined ? {} : { traceparent }),
      },
    ]);
  }
}

function orderIdOf({ shop, orderReference }: Pick<OrderRequest, 'shop' | 'orderReference'>): string {
  return `${shop}/${orderReference}`;
}

function paymentsOf(request: OrderRequest): readonly { readonly vendorTxCode: string }[] {
  if (request.kind === 'PLACED') return request.placed.payments;
  return request.kind === 'AMENDED' ? request.amended.payments : [];
}

const LOCK = `
  SELECT pg_advisory_xact_lock(hashtextextended('shop-order ' || order_id, 0))
  FROM (SELECT order_id FROM unnest($1::text[]) WITH ORDINALITY AS asked (order_id, position) ORDER BY position) AS orders`;

const SELECT = 'SELECT body_hash FROM shop_order WHERE order_id = $1 AND version = $2';

const INSERT = `
  INSERT INTO shop_order (order_id, version, event_id, kind, body_hash, body, submitted_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;
