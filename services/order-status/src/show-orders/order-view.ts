import type { AttentionNeeded } from '../order/attention.js';
import type { OrderFact } from '../order/fact.js';
import type { Snapshot } from '../order/snapshot.js';
import { timelineOf, type TimelineEntry } from '../order/timeline.js';
import type { StoredOrder } from './order-reader.js';

/** An order in a list: the snapshot as published. */
export interface OrderView extends Snapshot {
  readonly sequence: number;
  /** UTC, ISO 8601. */
  readonly updatedAt: string;
}

/** One order with everything there is to tell. */
export interface OrderStory extends OrderView {
  /** What the status word means. */
  readonly meaning: string;
  /** References of the receipts in SYSPRO. */
  readonly receipts: readonly string[];
  /** Traces the order's facts were made in, oldest first: where to look in logs and traces. */
  readonly traceIds: readonly string[];
  readonly timeline: readonly TimelineEntry[];
}

/** An order a person has to look at. */
export interface AttentionView extends Omit<AttentionNeeded, 'since'> {
  readonly orderId: string;
  /** UTC, ISO 8601. */
  readonly since: string;
}

export function orderView({ snapshot, sequence, updatedAt }: StoredOrder): OrderView {
  return { ...snapshot, sequence, updatedAt: updatedAt.toISOString() };
}

export function storyView(order: StoredOrder, facts: readonly OrderFact[], meaning: string): OrderStory {
  const timeline = timelineOf(facts);
  const present = (values: readonly (string | undefined)[]) => [
    ...new Set(values.filter((value) => value !== undefined)),
  ];
  return {
    ...orderView(order),
    meaning,
    receipts: present(timeline.map(({ keys }) => keys.reference)),
    traceIds: present(timeline.map(({ keys }) => keys.traceId)),
    timeline,
  };
}

export function attentionView({ orderId, attention }: StoredOrder): AttentionView[] {
  if (attention === null) return [];
  const { since, ...why } = attention;
  return [{ orderId, ...why, since: new Date(since).toISOString() }];
}
