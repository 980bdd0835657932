import { Decimal, minorUnits, sumMinor } from '#libs/money';
import type { SalesOrderLine } from '../company/records.js';

/** What leaves the warehouse at once. */
export interface Shipment {
  /** Worth of what is shipped now, tax included; minor units of the order's currency. */
  readonly valueMinor: number;
  /** What of each kind of line is in it, without tax. */
  readonly nets: readonly { readonly kind: SalesOrderLine['kind']; readonly netMinor: number }[];
  readonly taxMinor: number;
  /** The lines as they stand afterwards. */
  readonly lines: readonly SalesOrderLine[];
  /** Whether something stays on back order. */
  readonly leavesBackOrder: boolean;
}

const TWO = Decimal.of(2);

/** Ships everything that has not been shipped. What an earlier shipment was rounded by is made good here: the two add up exactly. */
export function shipRest(lines: readonly SalesOrderLine[]): Shipment {
  return shipmentOf(lines, (line) => line.quantity);
}

/**
 * Ships about half: of each stock line the greater half, in whole units, and all charges. Where nothing would stay behind, the last of
 * several stock lines does; an order of one unit is shipped whole. Invented: why a warehouse splits is its own affair.
 */
export function shipFirstHalf(lines: readonly SalesOrderLine[]): Shipment {
  const halves = shipmentOf(lines, (line) => half(line.quantity));
  if (halves.leavesBackOrder) return halves;
  const stock = lines.filter(({ kind, cancelled }) => kind === 'STOCK' && cancelled !== true);
  const last = stock.length > 1 ? stock.at(-1) : undefined;
  return shipmentOf(lines, (line) => (line === last ? '0' : line.quantity));
}

function half(quantity: string): string {
  return Decimal.parse(quantity).dividedBy(TWO, 0).toString();
}

function shipmentOf(lines: readonly SalesOrderLine[], upTo: (line: SalesOrderLine) => string): Shipment {
  const after = lines.map((line) => {
    if (line.cancelled === true) return line;
    return { ...line, shippedQuantity: line.kind === 'STOCK' ? upTo(line) : line.quantity };
  });
  const nets = after.map((line, index) => {
    const before = lines[index] ?? line;
    return { kind: line.kind, netMinor: shippedOf(line, line.netMinor) - shippedOf(before, before.netMinor) };
  });
  const taxMinor = sumMinor(
    after.map((line, index) => {
      const before = lines[index] ?? line;
      return shippedOf(line, line.taxMinor) - shippedOf(before, before.taxMinor);
    }),
  );
  return {
    valueMinor: sumMinor(nets.map(({ netMinor }) => netMinor)) + taxMinor,
    nets,
    taxMinor,
    lines: after,
    leavesBackOrder: after.some((line) => !isComplete(line)),
  };
}

function isComplete({ kind, quantity, shippedQuantity, cancelled }: SalesOrderLine): boolean {
  if (kind !== 'STOCK' || cancelled === true) return true;
  return Decimal.parse(shippedQuantity ?? '0').compare(Decimal.parse(quantity)) === 0;
}

/** How much of an amount of the line is for what has been shipped of it. */
function shippedOf(line: SalesOrderLine, minor: number): number {
  if (line.shippedQuantity === undefined || line.cancelled === true) return 0;
  return isComplete(line) ? minor : share(minor, line);
}

function share(minor: number, { quantity, shippedQuantity = '0' }: SalesOrderLine): number {
  const part = Decimal.of(minor).times(Decimal.parse(shippedQuantity));
  return minorUnits(part.dividedBy(Decimal.parse(quantity), 0).unscaled);
}
