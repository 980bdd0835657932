import { TOPICS, type OrderStatus } from '#libs/contracts';
import { deterministicUuid, type OutboxMessage } from '#libs/delivery';
import type { FoldedOrder } from '../order-store/order-rows.js';

/** The message that tells where an order stands. Its identity comes from order and sequence: made twice, it is one event. */
export function statusMessage(
  { sequence, snapshot }: FoldedOrder,
  updatedAt: Date,
  traceparent: string | undefined,
): OutboxMessage {
  const { orderId } = snapshot;
  const eventId = deterministicUuid('order-status', orderId, sequence);
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
