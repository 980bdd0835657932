import type { Transaction } from '#libs/delivery';
import type { OrderStatusWord } from '#libs/contracts';
import { eventTypeOf } from './event-types.js';
import { webhooksDueChannel } from './subscription-book.js';

/** A snapshot that came, as far as subscriptions go by it. */
export interface ChangeToTell {
  readonly orderId: string;
  readonly shop: string;
  readonly sequence: number;
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly statusBefore: OrderStatusWord | null;
  readonly status: OrderStatusWord;
  readonly traceparent: string | undefined;
}

/**
 * Makes a delivery due for each subscription that wants to hear of a change, in the transaction that makes the change: told if and only if it
 * happened. The row of the order is locked, so the deliveries of an order become visible in the order of its sequences.
 */
export async function makeDue(tx: Transaction, schema: string, changes: readonly ChangeToTell[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    order_id: change.orderId,
    shop: change.shop,
    sequence: change.sequence,
    event_id: change.eventId,
    event_type: eventTypeOf(change.statusBefore, change.status),
    occurred_at: change.occurredAt.toISOString(),
    traceparent: change.traceparent ?? null,
  }));
  await tx.query(MAKE_DUE, [JSON.stringify(rows), webhooksDueChannel(schema)]);
}

const MAKE_DUE = `
  WITH due AS (
    INSERT INTO webhook_delivery (delivery_id, subscription_id, event_id, event_type, order_id, sequence, occurred_at, due_at, traceparent)
    SELECT gen_random_uuid()::text, s.subscription_id, c.event_id, c.event_type, c.order_id, c.sequence, c.occurred_at, c.occurred_at, c.traceparent
    FROM jsonb_to_recordset($1::jsonb) AS c (
      order_id text, shop text, sequence bigint, event_id text, event_type text, occurred_at timestamptz, traceparent text
    )
    JOIN webhook_subscription AS s ON s.shop = c.shop AND (s.event_types = '{}' OR c.event_type = ANY(s.event_types))
    ON CONFLICT (subscription_id, order_id, sequence) DO NOTHING
    RETURNING 1
  )
  SELECT pg_notify($2, '') FROM (SELECT count(*) AS made FROM due) AS counted WHERE made > 0`;
