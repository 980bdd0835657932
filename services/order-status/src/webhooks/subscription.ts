/** Where a shop is told of changes, without its secret. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly shop: string;
  readonly url: string;
  /** Empty: all. */
  readonly eventTypes: readonly string[];
  readonly description: string;
  readonly state: 'ACTIVE' | 'PAUSED';
  /** Why nothing is sent; null while active. */
  readonly pausedReason: string | null;
  /** First failure since the last delivery; null while it works. */
  readonly failingSince: Date | null;
  readonly deliveredAt: Date | null;
  /** Until when the secret before the last rotation signs as well; null when there is none. */
  readonly oldSecretUntil: Date | null;
  readonly createdAt: Date;
}

/** What a shop says of it. */
export interface SubscriptionWish {
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly description: string;
}

/** One event on its way to one subscription. */
export interface Delivery {
  readonly deliveryId: string;
  readonly subscriptionId: string;
  /** Identity of the event: the same for all subscriptions, attempts and redeliveries, and on `order.status.v1`. */
  readonly eventId: string;
  readonly eventType: string;
  readonly orderId: string;
  /** Of the snapshot whose coming is told. */
  readonly sequence: number;
  readonly occurredAt: Date;
  readonly state: 'WAITING' | 'DELIVERED' | 'FAILED';
  /** So far. */
  readonly attempts: number;
  /** When it is tried next; null unless it waits. */
  readonly dueAt: Date | null;
  readonly settledAt: Date | null;
  /** The latest, oldest first. */
  readonly history: readonly AttemptRecord[];
}

/** What became of one attempt. */
export interface AttemptRecord {
  /** UTC, ISO 8601. */
  readonly at: string;
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** Why it does not count as delivered; null when it does. */
  readonly problem: string | null;
  readonly durationMs: number;
}
