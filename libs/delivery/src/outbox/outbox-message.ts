/** One message on its way to a topic, as the service meant it: encoding and headers are the publisher's. */
export interface OutboxMessage {
  /** Logical topic name of `topics.ts`, without a run's prefix. */
  readonly topic: string;
  /** Business key: messages of one topic and key are published in the order they were appended. */
  readonly key: string;
  /** Identity of the event (`ce_id`): deterministic where the event can be made twice. Appended twice, it is published as one. */
  readonly eventId: string;
  /** `ce_type`: what happened, e.g. `PaymentCaptured`. */
  readonly type: string;
  /** `ce_subject`: what it happened to, e.g. the orderId. */
  readonly subject: string;
  /** UTC instant it happened (`ce_time`). */
  readonly occurredAt: Date;
  /** The record, JSON-safe; null deletes the key from a compacted topic. */
  readonly body: unknown;
  /** W3C trace context the event belongs to. */
  readonly traceparent?: string | undefined;
}
