import { TOPICS, type OrderStatus } from '#libs/contracts';
import { deterministicUuid, type OutboxMessage } from '#libs/delivery';
import type { FoldedOrder } from '../order-store/order-rows.js';

/** The identity of the event that a snapshot came, wherever it is told: made twice, it is one event. */
export function statusEventId(orderId: string, sequence: number): string {
  return deterministicUuid('order-status', orderId, sequence);
}

/** The message that tells where an order stands. */
export function statusMessage(
  { sequence, snapshot }: FoldedOrder,
  updatedAt: Date,
  traceparent: string | undefined,
): OutboxMessage {
  const { orderId } = snapshot;
  const eventId = statusEventId(orderId, sequence);
  const body: OrderStatus = { ...snapshot, eventId, sequence, updatedAt: updatedAt.getTime() };
  return {
    topic: TOPICS.orderStatus.name,
    key: orderId,
    eventId,
    type: 'OrderStatusChanged',
    subject: orderId,
    occurredAt: updatedAt,
    body,
    traceparent,
  };
}
