import type { OrderState } from './order-state.js';
import { isCompleted, isPaid, isReceipted } from './status-words.js';

/** The steps of the way, each counted once reached; needing attention is no step but is counted beside them. */
export const STEPS = [
  'heard',
  'paid',
  'created',
  'shipped',
  'invoiced',
  'receipted',
  'completed',
  'needsAttention',
] as const;

export type Step = (typeof STEPS)[number];

/** The steps an order has reached. Unlike the status word they add up: a completed order has been paid too. */
export function stepsOf(order: OrderState): Step[] {
  const reached: Record<Step, boolean> = {
    heard: order.shop !== undefined || order.payments.length > 0,
    paid: isPaid(order),
    created: order.created,
    shipped: order.salesOrder.shipped === 'all',
    invoiced: order.salesOrder.invoices.length > 0,
    receipted: isReceipted(order),
    completed: isCompleted(order),
    needsAttention: order.attention !== undefined,
  };
  return STEPS.filter((step) => reached[step]);
}
