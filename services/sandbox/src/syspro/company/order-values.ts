import { sumMinor } from '#libs/money';
import type { SalesOrder, SalesOrderLine } from './records.js';

/** The values of an order, as its lines give them. Amounts are minor units of the order's currency. */
export type OrderValues = Pick<
  SalesOrder,
  'merchandiseMinor' | 'freightMinor' | 'miscChargeMinor' | 'taxMinor' | 'grossMinor'
>;

/** Adds the lines up; cancelled ones count for nothing. */
export function orderValues(lines: readonly SalesOrderLine[]): OrderValues {
  const live = lines.filter(({ cancelled }) => cancelled !== true);
  const net = (kind: SalesOrderLine['kind']): number =>
    sumMinor(live.filter((line) => line.kind === kind).map(({ netMinor }) => netMinor));
  const taxMinor = sumMinor(live.map((line) => line.taxMinor));
  return {
    merchandiseMinor: net('STOCK'),
    freightMinor: net('FREIGHT'),
    miscChargeMinor: net('MISC'),
    taxMinor,
    grossMinor: sumMinor([...live.map(({ netMinor }) => netMinor), taxMinor]),
  };
}
