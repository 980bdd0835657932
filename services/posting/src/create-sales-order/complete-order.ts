import type { CreateSalesOrder } from '#libs/contracts';
import { RejectedError } from '#libs/errors';
import { formatMinor, minorUnits, parseMinor, type MinorUnits } from '#libs/money';
import { rejectedBecause, type SalesOrderDetail, type SalesOrderRow } from '#libs/syspro';
import type { Evidence } from '../effect/effect.js';
import type { Attempt } from '../lane/effect-handler.js';
import { salesOrderDocument } from './sales-order-document.js';

/** An order that has all its lines and the value the shop charged. */
export interface OrderCompletion {
  readonly grossMinor: MinorUnits;
  readonly expectedGrossMinor: MinorUnits;
  readonly currency: string;
  /** Value of the rounding line that was added now; null: none. */
  readonly roundingMinor: MinorUnits | null;
}

/** It is not ours, or not as it should be. */
export interface OrderObstacle {
  readonly rejection: RejectedError;
  readonly evidence: Evidence;
}

/** Only here nobody else works on the order. */
const SUSPENSE = 'S';

/** Behind every line of an order: CustomerPoLine goes to 9999. */
const ROUNDING_LINE = 9_999;

/**
 * Adds what an order in SYSPRO still lacks, the lines its first request could not hold and a rounding line within the command's
 * tolerance, and proves its value. Where it may not add (`adds` false), it says UNFINISHED instead.
 */
export async function completeOrder(
  order: CreateSalesOrder,
  row: SalesOrderRow,
  attempt: Attempt,
  { adds, found }: { adds: boolean; found: boolean },
): Promise<OrderCompletion | OrderObstacle | 'UNFINISHED'> {
  let detail = await attempt.syspro.readSalesOrder(row.salesOrder);
  const missing = missingParts(order, detail, attempt);
  try {
    if (missing.length > 0) {
      if (!adds) return 'UNFINISHED';
      for (const lines of missing) await append(order, row, attempt, lines);
      detail = await attempt.syspro.readSalesOrder(row.salesOrder);
    }
    const difference = order.expectedGrossMinor - valueOf(detail, order);
    const tolerance = order.roundingToleranceMinor ?? 0;
    let roundingMinor: MinorUnits | null = null;
    const isPence = difference !== 0 && Math.abs(difference) <= tolerance;
    if (isPence && hasAllLines(order, detail) && detail.status === SUSPENSE) {
      if (!adds) return 'UNFINISHED';
      roundingMinor = minorUnits(difference);
      await append(order, row, attempt, [roundingLine(roundingMinor, order.currency)]);
      detail = await attempt.syspro.readSalesOrder(row.salesOrder);
    }
    return proven(order, row, detail, { found, roundingMinor });
  } catch (error) {
    // The order stays in suspense with the lines it has; corrected, it is found and gone on with.
    if (error instanceof RejectedError) return { rejection: error, evidence: { lines: detail.merchandiseLines } };
    throw error;
  }
}

function proven(
  order: CreateSalesOrder,
  { salesOrder }: SalesOrderRow,
  detail: SalesOrderDetail,
  { found, roundingMinor }: { found: boolean; roundingMinor: MinorUnits | null },
): OrderCompletion | OrderObstacle {
  const { expectedGrossMinor, currency } = order;
  const grossMinor = valueOf(detail, order);
  const completion = { grossMinor, expectedGrossMinor, currency, roundingMinor };
  if (grossMinor !== expectedGrossMinor) {
    const [theirs, ours] = [grossMinor, expectedGrossMinor].map((minor) => formatMinor(minor, currency));
    const text = `SYSPRO values sales order ${salesOrder} at ${theirs} ${currency}, the shop at ${ours} ${currency}`;
    return { rejection: rejectedBecause('VALUE_DIFFERS', text), evidence: { ...completion } };
  }
  if (found && !hasAllLines(order, detail)) {
    const text = `Sales order ${salesOrder} has ${detail.merchandiseLines} stock lines, ours ${stockLinesOf(order)}`;
    return { rejection: rejectedBecause('DUPLICATE_ORDER', text), evidence: { ...completion } };
  }
  return completion;
}

/** The parts of an order too large for one request that SYSPRO does not have yet; none when what it has is not the start of ours. */
function missingParts(
  order: CreateSalesOrder,
  { merchandiseLines, status }: SalesOrderDetail,
  { syspro }: Attempt,
): ReturnType<typeof syspro.partsOfImport> {
  if (merchandiseLines >= stockLinesOf(order) || status !== SUSPENSE) return [];
  const parts = syspro.partsOfImport(salesOrderDocument(order));
  let stockLines = 0;
  for (const [index, part] of parts.entries()) {
    stockLines += part.filter((line) => line.kind === 'STOCK').length;
    if (stockLines === merchandiseLines) return parts.slice(index + 1);
  }
  return [];
}

function append(
  { customerCode: customer, customerPoNumber }: CreateSalesOrder,
  { salesOrder }: SalesOrderRow,
  { syspro }: Attempt,
  lines: ReturnType<typeof syspro.partsOfImport>[number],
): Promise<void> {
  return syspro.appendSalesOrderLines({ salesOrder, customer, customerPoNumber, lines });
}

function roundingLine(roundingMinor: MinorUnits, currency: string) {
  const value = formatMinor(roundingMinor, currency);
  return { kind: 'CHARGE', customerPoLine: ROUNDING_LINE, value, description: 'Rounding', taxCode: '' } as const;
}

function valueOf({ grossValue }: SalesOrderDetail, { currency }: CreateSalesOrder): MinorUnits {
  return parseMinor(grossValue, currency);
}

function hasAllLines(order: CreateSalesOrder, { merchandiseLines }: SalesOrderDetail): boolean {
  return merchandiseLines === stockLinesOf(order);
}

function stockLinesOf({ lines }: CreateSalesOrder): number {
  return lines.filter(({ kind }) => kind === 'STOCK').length;
}
