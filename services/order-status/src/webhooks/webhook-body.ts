import type { OrderView } from '../show-orders/order-view.js';
import { WEBHOOK_TEST } from './event-types.js';

/** What a shop receives, in the shape the specification recommends. */
export interface WebhookBody {
  /** What happened. */
  readonly type: string;
  /** When it happened, UTC, ISO 8601; when it was sent stands in the header. */
  readonly timestamp: string;
  readonly data: {
    /** Also in the header `webhook-id`: the same for every repeat of this event. Act on each once. */
    readonly eventId: string;
    /** This event to this subscription, for redelivery. */
    readonly deliveryId: string;
    /** Sequence of the state that came when it happened. */
    readonly sequence: number;
    /** The order as it is at sending: its `sequence` may be higher. Null in a test. */
    readonly order: OrderView | null;
  };
}

/** The event as it is told, with its order as it is now. */
export function webhookBody(
  event: {
    readonly eventType: string;
    readonly occurredAt: Date;
    readonly eventId: string;
    readonly deliveryId: string;
    readonly sequence: number;
  },
  order: OrderView,
): WebhookBody {
  const { eventType: type, occurredAt, eventId, deliveryId, sequence } = event;
  return { type, timestamp: occurredAt.toISOString(), data: { eventId, deliveryId, sequence, order } };
}

/** Looks like any other and says nothing. */
export function testBody(eventId: string, deliveryId: string, now: Date): WebhookBody {
  return { type: WEBHOOK_TEST, timestamp: now.toISOString(), data: { eventId, deliveryId, sequence: 0, order: null } };
}
