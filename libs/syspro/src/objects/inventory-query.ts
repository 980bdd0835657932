import { writeXml } from '../xml/write-xml.js';
import type { Door } from './posting.js';
import { findRows } from './table-rows.js';

/** What a warehouse has of a stock code that no order waits for. */
export interface StockAvailability {
  readonly warehouse: string;
  /** Decimal as text; below zero where more is promised than there is. */
  readonly availableQuantity: string;
}

/**
 * What each warehouse has of a stock code (INVQRY [L] W R); none for a code SYSPRO does not have, which INVQRY would answer with an
 * exception like any other trouble, so it is looked up first. Throws `RetryableError` only.
 */
export async function readAvailability(door: Door, stockCode: string): Promise<StockAvailability[]> {
  const where = [{ column: 'StockCode', condition: 'EQ' as const, value: stockCode }];
  const known = await findRows(door, { table: 'InvMaster', columns: ['StockCode'], where, limit: 1 });
  if (known.length === 0) return [];
  const option = {
    IncludeHistory: 'N',
    IncludeBins: 'N',
    IncludeLots: 'N',
    IncludeSerials: 'N',
    IncludeMovements: 'N',
  };
  const document = writeXml({ Query: { Key: { StockCode: stockCode }, Option: option } });
  const root = await door.session.query('INVQRY', document, door.watch);
  // The filter by warehouse is ignored, as seen live: all come back, and whoever asks picks his own.
  return [...root.descendants()]
    .filter((element) => element.is('WarehouseItem'))
    .map((item) => ({ warehouse: item.value('Warehouse'), availableQuantity: item.value('AvailableQty') || '0' }));
}
