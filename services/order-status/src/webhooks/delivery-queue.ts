import type { Database, Parking, Transaction } from '#libs/delivery';
import type { NextStep } from './after-attempt.js';
import type { AttemptRecord, Delivery } from './subscription.js';
import { deliveriesKey, failedItem, pausedItem } from './webhook-alerts.js';

export interface DeliveryQueueOptions {
  readonly database: Database;
  readonly parking: Pick<Parking, 'park' | 'release'>;
  /** How long a claim holds, milliseconds: longer than any attempt takes. */
  readonly claimMs: number;
  readonly now: () => Date;
}

/** A delivery this process may send now, nobody else can. */
export interface ClaimedDelivery {
  readonly deliveryId: string;
  readonly subscriptionId: string;
  readonly shop: string;
  readonly url: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly orderId: string;
  readonly sequence: number;
  readonly occurredAt: Date;
  readonly traceparent: string | null;
  /** This one included. */
  readonly attempts: number;
  readonly triedSince: Date;
  readonly claimedUntil: Date;
}

/** How the subscription of a delivery fares when an answer comes. */
export interface Receiver {
  readonly failingSince: Date | null;
  readonly consecutiveFailures: number;
}

interface ClaimedRow {
  delivery_id: string;
  subscription_id: string;
  shop: string;
  url: string;
  event_id: string;
  event_type: string;
  order_id: string;
  sequence: number;
  occurred_at: Date;
  traceparent: string | null;
  attempts: number;
  tried_since: Date;
  claimed_until: Date;
}

/** The deliveries that wait. Those of one order to one subscription go one after the other; a slow receiver delays its own only. */
export class DeliveryQueue {
  constructor(private readonly options: DeliveryQueueOptions) {}

  /**
   * Claims deliveries that are due, of each subscription at most as many as it may take more, and one at a time of a receiver that failed.
   *
   * @param underWay how many of each subscription this process is sending
   * @param most of all subscriptions together
   */
  async claim(
    underWay: ReadonlyMap<string, number>,
    perSubscription: number,
    most: number,
  ): Promise<ClaimedDelivery[]> {
    const { database, claimMs, now } = this.options;
    const claimedUntil = new Date(now().getTime() + claimMs);
    const rows = await database.query<ClaimedRow>(CLAIM, [
      now(),
      claimedUntil,
      JSON.stringify(Object.fromEntries(underWay)),
      perSubscription,
      most,
    ]);
    return rows.map(claimedOf);
  }

  /**
   * Writes down what became of an attempt. False when the claim had run out and another process took the delivery: then its word counts.
   *
   * @param decide given how the receiver fared until now
   */
  async settle(
    delivery: ClaimedDelivery,
    attempt: AttemptRecord,
    decide: (receiver: Receiver) => NextStep,
  ): Promise<NextStep | undefined> {
    return this.options.database.transaction(async (tx) => {
      const receiver = await this.#lock(tx, delivery);
      if (!receiver) return undefined;
      const next = decide(receiver);
      await this.#writeDelivery(tx, delivery, attempt, next);
      await this.#writeSubscription(tx, delivery, receiver, next);
      if (next.delivery === 'FAILED') {
        await this.options.parking.park(tx, failedItem(delivery, delivery, attempt.problem ?? ''));
      }
      if (next.delivery === 'WAIT') await this.options.parking.park(tx, pausedItem(delivery, next.pauseBecause));
      if (next.delivery === 'DELIVERED') await this.#closeAlertIfNoneFailed(tx, delivery);
      return next;
    });
  }

  /** Forgets what was settled, or has waited at a paused subscription, before `before`; at most so many at once. True when there may be more. */
  async forget(before: Date, most: number): Promise<boolean> {
    const gone = await this.options.database.query(FORGET, [before, most]);
    return gone.length === most;
  }

  async #lock(tx: Transaction, delivery: ClaimedDelivery): Promise<Receiver | undefined> {
    // The subscription first, as whoever changes or ends it does.
    const [subscription] = await tx.query<{ failing_since: Date | null; consecutive_failures: number }>(
      'SELECT failing_since, consecutive_failures FROM webhook_subscription WHERE subscription_id = $1 FOR NO KEY UPDATE',
      [delivery.subscriptionId],
    );
    const [mine] = await tx.query(
      `SELECT 1 FROM webhook_delivery WHERE delivery_id = $1 AND claimed_until = $2 AND state = 'WAITING' FOR UPDATE`,
      [delivery.deliveryId, delivery.claimedUntil],
    );
    if (!subscription || !mine) return undefined;
    return { failingSince: subscription.failing_since, consecutiveFailures: subscription.consecutive_failures };
  }

  async #writeDelivery(
    tx: Transaction,
    { deliveryId }: ClaimedDelivery,
    attempt: AttemptRecord,
    next: NextStep,
  ): Promise<void> {
    const state: Delivery['state'] =
      next.delivery === 'DELIVERED' || next.delivery === 'FAILED' ? next.delivery : 'WAITING';
    const now = this.options.now();
    await tx.query(WRITE_DELIVERY, [
      deliveryId,
      state,
      next.delivery === 'AGAIN' ? next.dueAt : now,
      JSON.stringify([attempt]),
      state === 'WAITING' ? null : now,
      next.delivery === 'WAIT',
    ]);
  }

  async #writeSubscription(
    tx: Transaction,
    { subscriptionId }: ClaimedDelivery,
    receiver: Receiver,
    next: NextStep,
  ): Promise<void> {
    const now = this.options.now();
    if (next.delivery === 'DELIVERED') {
      await tx.query(RECEIVER_WORKS, [subscriptionId, now]);
      return;
    }
    const restUntil = next.delivery === 'AGAIN' ? next.restUntil : null;
    await tx.query(RECEIVER_FAILS, [
      subscriptionId,
      receiver.failingSince ?? now,
      receiver.consecutiveFailures + (restUntil ? 1 : 0),
      restUntil,
      next.delivery === 'WAIT' ? next.pauseBecause : null,
      now,
    ]);
  }

  async #closeAlertIfNoneFailed(tx: Transaction, { subscriptionId }: ClaimedDelivery): Promise<void> {
    const [failed] = await tx.query(
      `SELECT 1 FROM webhook_delivery WHERE subscription_id = $1 AND state = 'FAILED' LIMIT 1`,
      [subscriptionId],
    );
    if (failed) return;
    await this.options.parking.release(tx, deliveriesKey(subscriptionId), 'order-status', 'Delivered after all');
  }
}

function claimedOf(row: ClaimedRow): ClaimedDelivery {
  return {
    deliveryId: row.delivery_id,
    subscriptionId: row.subscription_id,
    shop: row.shop,
    url: row.url,
    eventId: row.event_id,
    eventType: row.event_type,
    orderId: row.order_id,
    sequence: row.sequence,
    occurredAt: row.occurred_at,
    traceparent: row.traceparent,
    attempts: row.attempts,
    triedSince: row.tried_since,
    claimedUntil: row.claimed_until,
  };
}

// Subscription by subscription, so that a long queue of one is not walked through for the sake of another.
const CLAIM = `
  WITH picked AS (
    SELECT d.delivery_id, s.shop, s.url
    FROM webhook_subscription AS s
    CROSS JOIN LATERAL (
      SELECT w.delivery_id FROM webhook_delivery AS w
      WHERE w.subscription_id = s.subscription_id AND w.state = 'WAITING' AND w.due_at <= $1
        AND (w.claimed_until IS NULL OR w.claimed_until <= $1)
        AND NOT EXISTS (
          SELECT 1 FROM webhook_delivery AS earlier
          WHERE earlier.subscription_id = w.subscription_id AND earlier.order_id = w.order_id AND earlier.sequence < w.sequence
            AND earlier.state = 'WAITING'
        )
      ORDER BY w.due_at, w.order_id
      LIMIT greatest(0, CASE WHEN s.consecutive_failures > 0 THEN 1 ELSE $4::integer END - coalesce(($3::jsonb ->> s.subscription_id)::integer, 0))
      FOR UPDATE SKIP LOCKED
    ) AS d
    WHERE s.state = 'ACTIVE' AND (s.resting_until IS NULL OR s.resting_until <= $1)
    LIMIT $5
  )
  UPDATE webhook_delivery AS w SET claimed_until = $2, attempts = w.attempts + 1, tried_since = coalesce(w.tried_since, $1)
  FROM picked WHERE w.delivery_id = picked.delivery_id
  RETURNING w.delivery_id, w.subscription_id, picked.shop, picked.url, w.event_id, w.event_type, w.order_id, w.sequence, w.occurred_at,
    w.traceparent, w.attempts, w.tried_since, w.claimed_until`;

/** So many attempts of a delivery are kept to be looked at. */
const HISTORY = 20;

const WRITE_DELIVERY = `
  UPDATE webhook_delivery SET
    state = $2, due_at = $3, claimed_until = NULL, settled_at = $5,
    history = (SELECT coalesce(jsonb_agg(entry ORDER BY nr), '[]') FROM (
      SELECT entry, nr FROM jsonb_array_elements(history || $4::jsonb) WITH ORDINALITY AS each (entry, nr) ORDER BY nr DESC LIMIT ${HISTORY}
    ) AS latest),
    tried_since = CASE WHEN $6 THEN NULL ELSE tried_since END, attempts = CASE WHEN $6 THEN 0 ELSE attempts END
  WHERE delivery_id = $1`;

const RECEIVER_WORKS = `
  UPDATE webhook_subscription SET delivered_at = $2, failing_since = NULL, consecutive_failures = 0, resting_until = NULL
  WHERE subscription_id = $1`;

const RECEIVER_FAILS = `
  UPDATE webhook_subscription SET
    failing_since = $2, consecutive_failures = $3, resting_until = greatest(resting_until, $4),
    state = CASE WHEN $5::text IS NULL THEN state ELSE 'PAUSED' END, paused_reason = coalesce($5, paused_reason), updated_at = $6
  WHERE subscription_id = $1`;

const FORGET = `
  DELETE FROM webhook_delivery WHERE delivery_id IN (
    SELECT d.delivery_id FROM webhook_delivery AS d JOIN webhook_subscription AS s USING (subscription_id)
    WHERE d.settled_at < $1 OR (d.state = 'WAITING' AND s.state = 'PAUSED' AND d.occurred_at < $1)
    LIMIT $2
  ) RETURNING delivery_id`;
