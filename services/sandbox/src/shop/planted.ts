import { lineKindOf } from './shop-order.js';
import type { FileDocument } from './orders-file.js';

/** What is planted among the orders; each at most once. */
export type PlantedKind =
  | 'PAYMENT_BEFORE_ORDER'
  | 'PAID_AFTER_DECLINE'
  | 'DUPLICATE_NOTIFICATION'
  | 'STOCK_CODE_MISSING'
  | 'CUSTOMER_MISSING'
  | 'PERIOD_CLOSED'
  | 'ANSWER_LOST';

interface Story {
  readonly kind: PlantedKind;
  readonly what: string;
  /** Code under which the order has to be parked; null when it has to go through. */
  readonly expectedCode: string | null;
}

/** In the order in which they are given places in the file. */
export const STORIES: readonly Story[] = [
  { kind: 'PAYMENT_BEFORE_ORDER', what: 'a payment before its order', expectedCode: null },
  { kind: 'STOCK_CODE_MISSING', what: 'a stock code that SYSPRO does not have', expectedCode: 'STOCK_CODE_NOT_FOUND' },
  { kind: 'PAID_AFTER_DECLINE', what: 'an order paid after a decline', expectedCode: null },
  { kind: 'PERIOD_CLOSED', what: 'a receipt refused for a closed period', expectedCode: 'PERIOD_CLOSED' },
  { kind: 'DUPLICATE_NOTIFICATION', what: 'a notification sent twice', expectedCode: null },
  {
    kind: 'CUSTOMER_MISSING',
    what: 'a customer code that SYSPRO does not have',
    expectedCode: 'CUSTOMER_CODE_INVALID',
  },
  { kind: 'ANSWER_LOST', what: "SYSPRO's answer to SORTOI lost after the effect", expectedCode: null },
];

/** A sale with a story. */
export interface Planted extends Story {
  readonly reference: string;
  /** The stock code or customer code that SYSPRO shall not have, where the story is about one. */
  readonly missing: string | null;
  readonly expectedMinor: number;
}

const MOST_LINES = 20;

/**
 * Gives each story a sale: spread evenly over the file, each the first suitable one from its place on that has no story yet. Suitable are
 * sales of registered customers with few lines; of a missing code, ones where no other sale has it. A small file holds fewer stories.
 */
export function plant(sales: readonly FileDocument[]): Planted[] {
  const uses = usesOf(sales);
  const candidates = sales.filter(({ customerId, lines }) => customerId !== '' && lines.length <= MOST_LINES);
  const taken = new Set<string>();
  return STORIES.flatMap((story, index): Planted[] => {
    const from = Math.floor(((index + 1) * candidates.length) / (STORIES.length + 1));
    const inOrder = [...candidates.slice(from), ...candidates.slice(0, from)];
    const sale = inOrder.find(
      ({ reference, ...document }) => !taken.has(reference) && suits(story.kind, document, uses),
    );
    if (!sale) return [];
    taken.add(sale.reference);
    const missing = missingOf(story.kind, sale, uses);
    return [{ ...story, reference: sale.reference, missing, expectedMinor: sale.grossMinor }];
  });
}

interface Uses {
  readonly stockCodes: ReadonlyMap<string, number>;
  readonly customers: ReadonlyMap<string, number>;
}

type Buyer = Pick<FileDocument, 'customerId' | 'lines'>;

function usesOf(sales: readonly FileDocument[]): Uses {
  return {
    stockCodes: counted(sales.flatMap((sale) => [...new Set(stockCodesOf(sale))])),
    customers: counted(sales.map(({ customerId }) => customerId)),
  };
}

function counted(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Upper case, goods only. */
function stockCodesOf({ lines }: Buyer): string[] {
  return lines
    .filter(({ stockCode }) => lineKindOf(stockCode) === 'STOCK')
    .map(({ stockCode }) => stockCode.toUpperCase());
}

function suits(kind: PlantedKind, sale: Buyer, uses: Uses): boolean {
  return kind === 'STOCK_CODE_MISSING' || kind === 'CUSTOMER_MISSING' ? missingOf(kind, sale, uses) !== null : true;
}

function missingOf(kind: PlantedKind, sale: Buyer, uses: Uses): string | null {
  if (kind === 'STOCK_CODE_MISSING') return stockCodesOf(sale).find((code) => uses.stockCodes.get(code) === 1) ?? null;
  if (kind === 'CUSTOMER_MISSING') return uses.customers.get(sale.customerId) === 1 ? sale.customerId : null;
  return null;
}
