import { TOPICS, type ErpOutcome, type ErpOutcomeHead } from '#libs/contracts';
import { deterministicUuid, type OutboxMessage } from '#libs/delivery';
import type { Effect } from '../effect/effect.js';

/** What an outcome says beside its head. */
export type OutcomeBody = WithoutHead<ErpOutcome>;

/** Of each kind apart, so that kind and body stay together. */
type WithoutHead<T> = T extends ErpOutcome ? Omit<T, keyof ErpOutcomeHead> : never;

const TYPES: Readonly<Record<ErpOutcome['kind'], string>> = {
  SALES_ORDER_CREATED: 'SalesOrderCreated',
  RECEIPT_POSTED: 'ReceiptPosted',
  CUSTOMER_ENSURED: 'CustomerEnsured',
  UNAPPLIED_RECEIPT_POSTED: 'UnappliedReceiptPosted',
  RECEIPT_APPLIED: 'ReceiptApplied',
  SALES_ORDER_HELD: 'SalesOrderHeld',
  SALES_ORDER_RELEASED: 'SalesOrderReleased',
  SALES_ORDER_CANCELLED: 'SalesOrderCancelled',
  REJECTED: 'EffectRejected',
  IN_DOUBT: 'EffectInDoubt',
  UNKNOWN: 'EffectUnknown',
};

/** The outcome of one attempt (`claimId`) for `erp.outcomes.v1`. Made again for the same attempt it has the same identity. */
export function outcomeMessage(
  effect: Effect,
  attempt: { claimId: string; endedAt: Date; sends: number },
  body: OutcomeBody,
  traceparent: string | undefined,
): OutboxMessage {
  const { effectId, orderId, revision, kind } = effect;
  const eventId = deterministicUuid('outcome', effectId, attempt.claimId, body.kind);
  const outcome = {
    eventId,
    effectId,
    orderId,
    revision,
    commandKind: kind,
    occurredAt: attempt.endedAt.getTime(),
    attempts: attempt.sends,
    ...body,
  } as ErpOutcome;
  return {
    topic: TOPICS.erpOutcomes.name,
    key: orderId,
    eventId,
    type: TYPES[body.kind],
    subject: orderId,
    occurredAt: attempt.endedAt,
    body: outcome,
    traceparent,
  };
}
