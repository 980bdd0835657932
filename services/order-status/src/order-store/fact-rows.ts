import { hashOf, type Transaction } from '#libs/delivery';
import type { OrderFact } from '../order/fact.js';

/** Grows when facts are read otherwise from the same records, so that a replay under a newer version is not taken for a contradiction. */
const READING = 'v1';

/** What became of the facts of a batch. */
export interface Recorded {
  /** Not known before. */
  readonly fresh: readonly OrderFact[];
  /** Another fact under an identity that is taken: the first one stands. */
  readonly contradicting: readonly OrderFact[];
}

/** The facts of the orders, as stored. */
export class FactRows {
  constructor(private readonly now: () => Date) {}

  /** Stores facts; one already known, with the same content, is left alone. */
  async record(tx: Transaction, facts: readonly OrderFact[]): Promise<Recorded> {
    const distinct = [...new Map(facts.map((fact) => [identityOf(fact), fact])).values()];
    const inserted = await tx.query<{ topic: string; event_id: string }>(INSERT, this.#columns(distinct));
    const fresh = new Set(inserted.map(({ topic, event_id: eventId }) => identityOf({ topic, eventId })));
    const repeated = facts.filter((fact, position) => !fresh.has(identityOf(fact)) || facts.indexOf(fact) !== position);
    return {
      fresh: distinct.filter((fact) => fresh.has(identityOf(fact))),
      contradicting: await this.#contradicting(tx, repeated),
    };
  }

  /** Everything known about each of the orders. */
  async of(tx: Transaction, orderIds: readonly string[]): Promise<Map<string, OrderFact[]>> {
    const rows = await tx.query<{ order_id: string; fact: OrderFact }>(
      'SELECT order_id, fact FROM order_fact WHERE order_id = ANY($1::text[])',
      [orderIds],
    );
    const facts = new Map<string, OrderFact[]>(orderIds.map((orderId) => [orderId, []]));
    for (const row of rows) facts.get(row.order_id)?.push(row.fact);
    return facts;
  }

  async #contradicting(tx: Transaction, repeated: readonly OrderFact[]): Promise<OrderFact[]> {
    if (repeated.length === 0) return [];
    const rows = await tx.query<{ topic: string; event_id: string; fact_hash: string }>(HASHES, [
      repeated.map(({ topic }) => topic),
      repeated.map(({ eventId }) => eventId),
    ]);
    const known = new Map(rows.map((row) => [identityOf({ topic: row.topic, eventId: row.event_id }), row.fact_hash]));
    return repeated.filter((fact) => {
      const hash = known.get(identityOf(fact));
      return hash !== undefined && hash.startsWith(`${READING}:`) && hash !== hashOfFact(fact);
    });
  }

  #columns(facts: readonly OrderFact[]): unknown[] {
    return [
      facts.map(({ topic }) => topic),
      facts.map(({ eventId }) => eventId),
      facts.map(({ orderId }) => orderId),
      facts.map(hashOfFact),
      facts.map(({ occurredAt }) => new Date(occurredAt).toISOString()),
      facts.map((fact) => JSON.stringify(fact)),
      this.now().toISOString(),
    ];
  }
}

function identityOf({ topic, eventId }: { topic: string; eventId: string }): string {
  return `${topic} ${eventId}`;
}

/** Of what was said, not of the trace it came in: a repeat may travel in another one. */
function hashOfFact({ traceId: _traceId, ...said }: OrderFact): string {
  return `${READING}:${hashOf(said)}`;
}

const INSERT = `
  INSERT INTO order_fact (topic, event_id, order_id, fact_hash, occurred_at, fact, recorded_at)
  SELECT topic, event_id, order_id, fact_hash, occurred_at, fact, $7::timestamptz
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
    AS new (topic, event_id, order_id, fact_hash, occurred_at, fact)
  ORDER BY topic, event_id
  ON CONFLICT (topic, event_id) DO NOTHING
  RETURNING topic, event_id`;

const HASHES = `
  SELECT topic, event_id, fact_hash FROM order_fact
  WHERE (topic, event_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`;
