import type { ShopOrder } from '#libs/contracts';
import { TOPICS } from '#libs/contracts';
import { deterministicUuid, hashOf, type Database, type Outbox, type Vault } from '#libs/delivery';
import type { OrderRequest } from './order-request.js';

/** `conflict`: this version of the order is known with another content; both are told by their hash (SHA-256), nothing was changed. */
export type OrderAnswer =
  | { readonly result: 'new' | 'repeat'; readonly eventId: string; readonly orderId: string }
  | { readonly result: 'conflict'; readonly orderId: string; readonly knownHash: string; readonly toldHash: string };

export interface OrderBookOptions {
  readonly database: Database;
  readonly vault: Vault;
  readonly outbox: Outbox;
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
    const { database, vault } = this.options;
    const orderId = `${request.shop}/${request.orderReference}`;
    const eventId = deterministicUuid('shop-order', orderId, request.version);
    const toldHash = hashOf(request);
    const submittedAt = this.options.now();
    return database.transaction(async (tx) => {
      // Versions of one order are appended one after the other, so that the topic has them in the order in which they were accepted.
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`shop-order ${orderId}`]);
      const known = await tx.query<{ body_hash: string }>(SELECT, [orderId, request.version]);
      const knownHash = known[0]?.body_hash;
      if (knownHash === toldHash) return { result: 'repeat', eventId, orderId };
      if (knownHash !== undefined) return { result: 'conflict', orderId, knownHash, toldHash };

      const order = { ...request, eventId, orderId, submittedAt: submittedAt.getTime() } satisfies ShopOrder;
      const sealed = vault.seal(order, `shop order ${eventId}`);
      await tx.query(INSERT, [orderId, request.version, eventId, request.kind, toldHash, sealed, submittedAt]);
      await this.publish(tx, order);
      return { result: 'new', eventId, orderId };
    });
  }

  private publish(
    tx: Parameters<Outbox['append']>[0],
    order: ShopOrder & { kind: OrderRequest['kind'] },
  ): Promise<void> {
    const traceparent = this.options.traceparent();
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

const SELECT = 'SELECT body_hash FROM shop_order WHERE order_id = $1 AND version = $2';

const INSERT = `
  INSERT INTO shop_order (order_id, version, event_id, kind, body_hash, body, submitted_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;
