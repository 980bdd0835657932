import type { CloudEventHeaders } from './cloud-events.js';

/** One record as a handler gets it: decoded with our own schema, its kind and body checked. */
export interface ConsumedRecord<T> {
  /** Logical name, without the run's prefix. */
  readonly topic: string;
  readonly partition: number;
  /** Decimal text: offsets are 64 bits wide. */
  readonly offset: string;
  /** UTF-8 text; empty where the producer set none. */
  readonly key: string;
  /** Of a compacted topic also `null`: the key was deleted (declare `ConsumedRecord<OrderStatus | null>` there). */
  readonly value: T;
  /** The event's identity: the same for every delivery of it. `ce_id`, else the record's own `eventId`, else topic, partition and offset. */
  readonly eventId: string;
  readonly headers: CloudEventHeaders;
  /** W3C trace context of the work that made the event. */
  readonly traceparent?: string;
  /** When this process read it. */
  readonly receivedAt: Date;
}
