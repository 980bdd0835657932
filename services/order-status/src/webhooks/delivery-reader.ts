import type { Database, Transaction } from '#libs/delivery';
import type { AttemptRecord, Delivery } from './subscription.js';
import { webhooksDueChannel } from './subscription-book.js';

interface DeliveryRow {
  delivery_id: string;
  subscription_id: string;
  event_id: string;
  event_type: string;
  order_id: string;
  sequence: number;
  occurred_at: Date;
  state: Delivery['state'];
  attempts: number;
  due_at: Date;
  settled_at: Date | null;
  history: AttemptRecord[];
}

export interface DeliveriesQuestion {
  readonly subscriptionId: string;
  readonly state?: Delivery['state'] | undefined;
  readonly orderId?: string | undefined;
  /** Latest first; before this delivery. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** What was sent to a subscription, for the shop that looks after its receiver, and the way to have it sent again. */
export class DeliveryReader {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** At most `limit`, what happened latest first. */
  async list({ subscriptionId, state, orderId, after, limit }: DeliveriesQuestion): Promise<Delivery[]> {
    const rows = await this.database.query<DeliveryRow>(LIST, [
      subscriptionId,
      state ?? null,
      orderId ?? null,
      after ?? null,
      limit,
    ]);
    return rows.map(deliveryOf);
  }

  async find(subscriptionId: string, deliveryId: string): Promise<Delivery | undefined> {
    const [row] = await this.database.query<DeliveryRow>(
      'SELECT * FROM webhook_delivery WHERE subscription_id = $1 AND delivery_id = $2',
      [subscriptionId, deliveryId],
    );
    return row && deliveryOf(row);
  }

  /** How many of a subscription's deliveries stand in each state. */
  async countsOf(subscriptionId: string): Promise<Record<Delivery['state'], number>> {
    const rows = await this.database.query<{ state: Delivery['state']; deliveries: number }>(
      'SELECT state, count(*) AS deliveries FROM webhook_delivery WHERE subscription_id = $1 GROUP BY state',
      [subscriptionId],
    );
    const counts = { WAITING: 0, DELIVERED: 0, FAILED: 0 };
    for (const { state, deliveries } of rows) counts[state] = deliveries;
    return counts;
  }

  /** Has one sent again, whatever became of it; one that waits is sent now. False when there is none. */
  redeliver(subscriptionId: string, deliveryId: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const again = await tx.query(`${AGAIN} AND delivery_id = $3 RETURNING delivery_id`, [
        subscriptionId,
        this.now(),
        deliveryId,
      ]);
      await this.#wake(tx);
      return again.length > 0;
    });
  }

  /** Has all sent again that were given up; how many. */
  redeliverFailed(subscriptionId: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      const again = await tx.query(`${AGAIN} AND state = 'FAILED' RETURNING delivery_id`, [subscriptionId, this.now()]);
      await this.#wake(tx);
      return again.length;
    });
  }

  async #wake(tx: Transaction): Promise<void> {
    await tx.query(`SELECT pg_notify($1, '')`, [webhooksDueChannel(this.database.schema)]);
  }
}

function deliveryOf(row: DeliveryRow): Delivery {
  return {
    deliveryId: row.delivery_id,
    subscriptionId: row.subscription_id,
    eventId: row.event_id,
    eventType: row.event_type,
    orderId: row.order_id,
    sequence: row.sequence,
    occurredAt: row.occurred_at,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.state === 'WAITING' ? row.due_at : null,
    settledAt: row.settled_at,
    history: row.history,
  };
}

const LIST = `
  SELECT d.* FROM webhook_delivery AS d
  LEFT JOIN webhook_delivery AS page ON page.delivery_id = $4 AND page.subscription_id = $1
  WHERE d.subscription_id = $1 AND ($2::text IS NULL OR d.state = $2) AND ($3::text IS NULL OR d.order_id = $3)
    AND ($4::text IS NULL OR (d.occurred_at, d.delivery_id) < (page.occurred_at, page.delivery_id))
  ORDER BY d.occurred_at DESC, d.delivery_id DESC LIMIT $5`;

const AGAIN = `
  UPDATE webhook_delivery SET state = 'WAITING', due_at = $2, tried_since = NULL, attempts = 0, settled_at = NULL
  WHERE subscription_id = $1`;
