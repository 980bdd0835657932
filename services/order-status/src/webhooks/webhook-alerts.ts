import type { ItemToPark } from '#libs/delivery';
import type { Delivery, Subscription } from './subscription.js';

/** Key under which a paused subscription waits for somebody. */
export function subscriptionKey(subscriptionId: string): string {
  return `webhook:${subscriptionId}`;
}

/** Key under which the deliveries of a subscription that were given up wait for somebody. */
export function deliveriesKey(subscriptionId: string): string {
  return `webhook:${subscriptionId}:deliveries`;
}

/** Nothing is sent to the subscription any more until it is set to ACTIVE. */
export function pausedItem({ subscriptionId, shop, url }: AlertedSubscription, reason: string): ItemToPark {
  return {
    key: subscriptionKey(subscriptionId),
    code: 'WEBHOOK_SUBSCRIPTION_PAUSED',
    text: `Webhooks of shop ${shop} to ${originOf(url)} are paused: ${reason}`,
    owner: 'shop',
    suggestedFix: `Mend the receiver, then PATCH /webhooks/${subscriptionId} {"state":"ACTIVE"}: what waited is sent. Meanwhile GET /orders/changes has everything`,
    severity: 'WARNING',
    body: {},
  };
}

/** A delivery was given up while others were taken: the receiver does not want this one. One alert for all of a subscription. */
export function failedItem(
  { subscriptionId, shop, url }: AlertedSubscription,
  { deliveryId, eventType, orderId }: Pick<Delivery, 'deliveryId' | 'eventType' | 'orderId'>,
  reason: string,
): ItemToPark {
  return {
    key: deliveriesKey(subscriptionId),
    code: 'WEBHOOK_DELIVERY_FAILED',
    text: `Shop ${shop} was not told of ${eventType} of order ${orderId} (delivery ${deliveryId}) at ${originOf(url)}: ${reason}`,
    owner: 'shop',
    suggestedFix: `Mend the receiver, then POST /webhooks/${subscriptionId}/redeliver: all that were given up are sent again, each with its order as it is then`,
    severity: 'WARNING',
    body: {},
  };
}

type AlertedSubscription = Pick<Subscription, 'subscriptionId' | 'shop' | 'url'>;

/** Without path and query, which may hold the shop's own secrets. */
function originOf(url: string): string {
  return URL.parse(url)?.origin ?? 'its address';
}
