import type { OrderContent } from '#libs/contracts';
import { minorUnits, type MinorUnits } from '#libs/money';

/**
 * What of a payment is not tax: its share of the order's net, rounded half up. Acquirer's fees are not known before reconciliation, so net
 * means net of tax. An order of no value has no tax.
 */
export function netShare(amountMinor: MinorUnits, order: Pick<OrderContent, 'netMinor' | 'totalMinor'>): MinorUnits {
  if (order.totalMinor <= 0) return amountMinor;
  const [amount, net, total] = [BigInt(amountMinor), BigInt(order.netMinor), BigInt(order.totalMinor)];
  return minorUnits(Number((2n * amount * net + total) / (2n * total)));
}
