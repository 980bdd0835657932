import type { IHeaders } from 'kafkajs';

/**
 * What the headers say of an event, after the CloudEvents 1.0 binding for Kafka in binary mode. Everything may be missing where an
 * outside producer wrote. Identity is `source` + `id`.
 */
export interface CloudEventHeaders {
  readonly id?: string;
  readonly source?: string;
  readonly type?: string;
  readonly subject?: string;
  /** RFC 3339, UTC. */
  readonly time?: string;
}

/** An event's own part of the headers. */
export interface CloudEvent {
  readonly eventId: string;
  /** `/clarity-connect/<service>`. */
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly occurredAt: Date;
  /** W3C trace context of the work that made the event. */
  readonly traceparent?: string | undefined;
}

const ATTRIBUTES = {
  id: 'ce_id',
  source: 'ce_source',
  type: 'ce_type',
  subject: 'ce_subject',
  time: 'ce_time',
} as const;

/** Kafka headers of an event whose value is framed Avro. */
export function headersOf(event: CloudEvent): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: event.eventId,
    ce_source: event.source,
    ce_type: event.type,
    ce_time: event.occurredAt.toISOString(),
    ce_subject: event.subject,
    'content-type': 'application/avro',
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}

/** The CloudEvents attributes among a record's headers, as text. */
export function cloudEventOf(headers: IHeaders | undefined): CloudEventHeaders {
  const found: Record<string, string> = {};
  for (const [attribute, header] of Object.entries(ATTRIBUTES)) {
    const text = headerText(headers, header);
    if (text !== undefined) found[attribute] = text;
  }
  return found;
}

/** One header as text; of several of the same name the first, undefined for none. */
export function headerText(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined ? undefined : first.toString();
}
