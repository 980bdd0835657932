import type { Transaction } from '#libs/delivery';
import type { OrderFact, PaymentFact } from '../order/fact.js';

/** Whose the transactions are that were published before their order was known: transactionId → orderId, as ALLOCATED told. */
export type GivenOrders = ReadonlyMap<string, string>;

/** Brings payments that belong to no order yet together with the event that tells their order, whichever came first. */
export class AllocatedPayments {
  /**
   * The orders told so far of those of these facts that name none. Until the transaction ends nobody else takes in facts of the same
   * unallocated transactions: of a payment and its allocation that come at once, neither would see the other.
   */
  async told(tx: Transaction, facts: readonly OrderFact[]): Promise<GivenOrders> {
    const transactionIds = concerned(facts);
    if (transactionIds.length === 0) return new Map();
    await tx.query(LOCK, [transactionIds]);
    const rows = await tx.query<{ transactionId: string; orderId: string }>(TOLD, [transactionIds]);
    return new Map(rows.map(({ transactionId, orderId }) => [transactionId, orderId]));
  }

  /** Gives stored payments without an order to the one that was told, the facts given here included; the orders that gained some. */
  async give(tx: Transaction, facts: readonly OrderFact[]): Promise<string[]> {
    const transactionIds = concerned(facts);
    if (transactionIds.length === 0) return [];
    const rows = await tx.query<{ orderId: string }>(GIVE, [transactionIds]);
    return rows.map(({ orderId }) => orderId);
  }
}

/** Transactions without an order, and those that get one; sorted, so that two batches wait for each other instead of locking each other out. */
function concerned(facts: readonly OrderFact[]): string[] {
  const payments = facts.filter((fact): fact is PaymentFact => fact.about === 'payment');
  const open = payments.filter(({ orderId, kind }) => orderId === null || kind === 'ALLOCATED');
  return [...new Set(open.map(({ transactionId }) => transactionId))].sort();
}

const LOCK = `
  SELECT pg_advisory_xact_lock(hashtextextended('payment ' || transaction_id, 0))
  FROM (SELECT transaction_id FROM unnest($1::text[]) WITH ORDINALITY AS asked (transaction_id, position) ORDER BY position) AS payments`;

const TOLD = `
  SELECT DISTINCT ON (fact ->> 'transactionId') fact ->> 'transactionId' AS "transactionId", order_id AS "orderId"
  FROM order_fact WHERE fact ->> 'kind' = 'ALLOCATED' AND fact ->> 'transactionId' = ANY ($1::text[])
  ORDER BY fact ->> 'transactionId', occurred_at, event_id`;

const GIVE = `
  WITH told AS (${TOLD})
  UPDATE order_fact SET order_id = told."orderId" FROM told
  WHERE order_fact.order_id IS NULL AND order_fact.fact ->> 'transactionId' = told."transactionId"
  RETURNING told."orderId"`;
