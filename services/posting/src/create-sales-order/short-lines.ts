import type { CreateSalesOrder, ShortLine } from '#libs/contracts';
import { Decimal } from '#libs/money';
import type { Syspro } from '#libs/syspro';

/**
 * What SYSPRO has less of than the order wants, each stock code asked about once; null when the command does not ask. It refuses nothing:
 * SYSPRO puts such lines on back order, and a code it does not have it refuses itself.
 */
export async function shortLinesOf(order: CreateSalesOrder, syspro: Syspro): Promise<ShortLine[] | null> {
  if (order.askAvailability !== true) return null;
  const short: ShortLine[] = [];
  for (const [stockCode, ordered] of orderedQuantities(order)) {
    const warehouses = await syspro.readAvailability(stockCode);
    const here = warehouses.find(({ warehouse }) => warehouse === order.warehouse);
    if (!here || Decimal.parse(here.availableQuantity).compare(ordered) >= 0) continue;
    const { warehouse, availableQuantity } = here;
    short.push({ stockCode, warehouse, orderedQuantity: ordered.toString(), availableQuantity });
  }
  return short;
}

function orderedQuantities({ lines }: CreateSalesOrder): Map<string, Decimal> {
  const ordered = new Map<string, Decimal>();
  for (const { kind, stockCode, quantity } of lines) {
    if (kind !== 'STOCK') continue;
    const quantityHere = Decimal.parse(quantity);
    ordered.set(stockCode, ordered.get(stockCode)?.plus(quantityHere) ?? quantityHere);
  }
  return ordered;
}
