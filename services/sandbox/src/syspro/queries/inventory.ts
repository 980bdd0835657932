import { Decimal } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import { ORDER_LINES, SALES_ORDERS, STOCK, type StockItem } from '../company/records.js';
import { EnetFault } from '../wire/reply.js';
import type { XmlElement } from '../wire/read-xml.js';
import { writeDocument, type Element } from '../wire/write-xml.js';

const VERSION = '8.0.064';

/** On hand of an item whose stock nobody has set: enough for every demo. */
const PLENTY = Decimal.of(1_000_000);

const NOTHING = Decimal.of(0);

/** Statuses of orders that take nothing more from the shelf: complete, and cancelled. */
const CLOSED = ['9', '\\', '*'];

/**
 * INVQRY: one stock code and what each warehouse has of it (syspro.md 2.8). Numbers are padded with blanks and have 6 decimals (live).
 * Available is on hand less what open orders still wait for. Filters are ignored, as seen live; an unknown code is an `EnetFault`.
 */
export function inventoryQuery(query: XmlElement, books: BookReader): string {
  const given = query.child('Key')?.value('StockCode') ?? '';
  const item = books.get(STOCK, given);
  if (!item) throw new EnetFault(`Stock code '${given}' not found`);
  return writeDocument('InvQuery', VERSION, [
    [
      'StockItem',
      [
        ['StockCode', item.stockCode],
        ['Description', item.description],
        ['StockUom', item.stockUom],
        ['ProductClass', item.productClass],
        ['TaxCode', item.taxCode],
        ['WarehouseToUse', item.warehouses[0] ?? ''],
      ],
    ],
    ...item.warehouses.map((warehouse) => warehouseItem(item, warehouse, books)),
  ]);
}

/** What is available of an item in a warehouse; undefined where nobody has counted: plenty. */
export function availableOf(item: StockItem, warehouse: string, books: BookReader): Decimal | undefined {
  const set = item.onHand?.[warehouse];
  if (set === undefined) return undefined;
  const gone = taken(item, warehouse, books, true).plus(taken(item, warehouse, books, false));
  return Decimal.parse(set).minus(gone);
}

function warehouseItem(item: StockItem, warehouse: string, books: BookReader): Element {
  const set = item.onHand?.[warehouse];
  const onHand = (set === undefined ? PLENTY : Decimal.parse(set)).minus(taken(item, warehouse, books, true));
  const allocated = taken(item, warehouse, books, false);
  return [
    'WarehouseItem',
    [
      ['Warehouse', warehouse],
      ['QtyOnHand', quantity(onHand)],
      ['AvailableQty', quantity(onHand.minus(allocated))],
      ['QtyAllocated', quantity(allocated)],
    ],
  ];
}

/** How much orders have taken from the shelf, or still wait for. */
function taken(item: StockItem, warehouse: string, books: BookReader, shipped: boolean): Decimal {
  return books
    .all(SALES_ORDERS)
    .filter(({ orderStatus }) => shipped || !CLOSED.includes(orderStatus))
    .flatMap(({ salesOrder }) => [...(books.get(ORDER_LINES, salesOrder) ?? [])])
    .filter((line) => line.stockCode === item.stockCode && line.warehouse === warehouse && line.cancelled !== true)
    .map((line) => {
      const gone = Decimal.parse(line.shippedQuantity ?? '0');
      return shipped ? gone : Decimal.parse(line.quantity).minus(gone);
    })
    .reduce((sum, part) => sum.plus(part), NOTHING);
}

function quantity(value: Decimal): string {
  return value.round(6).toString().padStart(20);
}
