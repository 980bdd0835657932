import { Decimal } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import { STOCK, type SalesOrderLine } from '../company/records.js';
import { availableOf } from '../queries/inventory.js';

/** Lines that more is ordered of than is available: the texts are seen live (syspro.md 2.0). Ask before the order is kept. */
export function backOrderWarnings(lines: readonly SalesOrderLine[], books: BookReader): string[] {
  const ordered = new Map<string, Decimal>();
  return lines.flatMap(({ kind, stockCode, warehouse, quantity }, index) => {
    const item = kind === 'STOCK' ? books.get(STOCK, stockCode) : undefined;
    const available = item && availableOf(item, warehouse, books);
    if (!available) return [];
    const shelf = `${stockCode} ${warehouse}`;
    const wanted = (ordered.get(shelf) ?? Decimal.of(0)).plus(Decimal.parse(quantity));
    ordered.set(shelf, wanted);
    if (wanted.compare(available) <= 0) return [];
    return [`Line ${String(index + 1).padStart(4, '0')} for stock code '${stockCode}' was placed on back order`];
  });
}

/** What the order as a whole is told then; the number in its stored form, as seen live. */
export function backOrderComment(salesOrder: string): string {
  return `One or more lines have been placed on back order for order '${salesOrder}'`;
}
