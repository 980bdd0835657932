/** Injects `RecordFacts`. */
export const RECORD_FACTS = Symbol('RECORD_FACTS');
/** Injects what counts batches. */
export const FACTS_RECORDED = Symbol('FACTS_RECORDED');
/** Injects `OrderReader`. */
export const ORDER_READER = Symbol('ORDER_READER');
/** Injects `OrderStreams`. */
export const ORDER_STREAMS = Symbol('ORDER_STREAMS');
/** Injects `SubscriptionBook`. */
export const SUBSCRIPTION_BOOK = Symbol('SUBSCRIPTION_BOOK');
/** Injects `DeliveryReader`. */
export const DELIVERY_READER = Symbol('DELIVERY_READER');
/** Injects `WebhookDesk`. */
export const WEBHOOK_DESK = Symbol('WEBHOOK_DESK');
/** Injects `TargetAddresses`. */
export const TARGET_ADDRESSES = Symbol('TARGET_ADDRESSES');
