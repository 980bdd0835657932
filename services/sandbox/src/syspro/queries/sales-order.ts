import { Decimal, formatMinor } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import { ORDER_LINES, SALES_ORDERS, type SalesOrder, type SalesOrderLine } from '../company/records.js';
import { shortKey, storedKey } from '../keys.js';
import { EnetFault } from '../wire/reply.js';
import type { XmlElement } from '../wire/read-xml.js';
import { writeDocument, type Element } from '../wire/write-xml.js';

const VERSION = '8.0.047';

const STATUS_NAMES: Readonly<Record<string, string>> = {
  '0': 'In process',
  '1': 'Open order',
  '2': 'Open back order',
  '3': 'Released back order',
  '4': 'In warehouse',
  '8': 'Ready to invoice',
  '9': 'Complete',
  F: 'Forward order',
  S: 'In suspense',
  '*': 'Cancelled during entry',
  '\\': 'Cancelled',
};

/**
 * SORQRY: one sales order (syspro.md 2.2). The flat elements and their order are recorded ones; the value elements that IncludeValues=Y
 * adds at the end are **invented**, see the README. An unknown order is an `EnetFault`, as queries do.
 */
export function salesOrderQuery(query: XmlElement, books: BookReader): string {
  const given = query.child('Key')?.value('SalesOrder') ?? '';
  const order = books.get(SALES_ORDERS, storedKey(given));
  if (!order) throw new EnetFault(`Sales order '${given}' not found`);
  const option = query.child('Option');
  const wants = (name: string, byDefault: string): boolean => (option?.value(name) || byDefault).toUpperCase() === 'Y';
  const lines = books.get(ORDER_LINES, order.salesOrder) ?? [];
  const isWanted = (line: SalesOrderLine): boolean => line.cancelled !== true && wants(INCLUDED_BY[line.kind], 'Y');
  const completed = order.orderStatus === '9' && !wants('IncludeCompletedLines', 'Y');
  return writeDocument('SorDetail', VERSION, [
    ...header(order),
    ...(wants('IncludeValues', 'N') ? values(order) : []),
    ['SalesOrderLine', completed ? [] : lines.filter(isWanted).map(lineElement)],
  ]);
}

const INCLUDED_BY = {
  STOCK: 'IncludeStockedLines',
  FREIGHT: 'IncludeFreightLines',
  MISC: 'IncludeMiscLines',
  COMMENT: 'IncludeCommentLines',
} as const;

function header(order: SalesOrder): Element[] {
  const invoice = order.lastInvoice === '' ? '' : shortKey(order.lastInvoice, 'invoice');
  return [
    ['SalesOrder', shortKey(order.salesOrder, 'salesOrder')],
    ['DocumentType', 'O'],
    ['DocumentTypeDesc', 'Order'],
    ['Customer', shortKey(order.customer, 'customer')],
    ['CustomerName', order.customerName],
    ['TaxStatusCode', order.taxStatus],
    ['TaxStatus', order.taxStatus === 'E' ? 'Exempt' : 'Non-exempt'],
    ['OrderStatus', order.orderStatus],
    ['OrderStatusDesc', STATUS_NAMES[order.orderStatus] ?? ''],
    ['CustomerPoNumber', order.customerPoNumber],
    ['OrderDate', order.orderDate],
    ['ReqShipDate', order.requestedShipDate],
    ['SpecialInstrs', order.specialInstrs],
    ['LastInvoice', invoice],
    ['Branch', order.branch],
    ['Currency', order.currency],
    ...order.shipAddress.map((line, index): Element => [`ShipAddress${index + 1}`, line]),
    ['ShipPostalCode', order.shipPostalCode],
    ['Email', order.email],
    ['ExchangeRate', '     1.000000'],
    ['Edited_ExchangeRate', '1.000000'],
    ['MulDiv', 'M'],
    ['Operator', order.operator],
  ];
}

function values(order: SalesOrder): Element[] {
  const amount = (name: string, minor: number): Element => [name, formatMinor(minor, order.currency).padStart(15)];
  return [
    amount('MerchandiseValue', order.merchandiseMinor),
    amount('FreightValue', order.freightMinor),
    amount('MiscChargeValue', order.miscChargeMinor),
    amount('TaxValue', order.taxMinor),
    amount('OrderValue', order.grossMinor),
  ];
}

function lineElement(line: SalesOrderLine): Element {
  const quantity = (text: string): string =>
    Decimal.parse(text === '' ? '0' : text)
      .round(6)
      .toString()
      .padStart(20);
  if (line.kind !== 'STOCK') {
    return [
      line.kind === 'FREIGHT' ? 'Freight' : line.kind === 'MISC' ? 'Miscellaneous' : 'Comment',
      [
        ['Line', String(line.line)],
        ['Description', line.description],
        ['CustomerPoLine', line.customerPoLine],
      ],
    ];
  }
  return [
    'Merchandise',
    [
      ['MStockCode', line.stockCode],
      ['MStockDes', line.description],
      ['MWarehouse', line.warehouse],
      ['MOrderQty', quantity(line.quantity)],
      ['MShipQty', quantity('0')],
      ['MBackOrderQty', quantity(backOrdered(line))],
      ['MPrice', line.price.padStart(15)],
      ['CustomerPoLine', line.customerPoLine],
    ],
  ];
}

/** What an earlier shipment left behind. */
function backOrdered({ quantity, shippedQuantity }: SalesOrderLine): string {
  if (shippedQuantity === undefined) return '0';
  return Decimal.parse(quantity).minus(Decimal.parse(shippedQuantity)).toString();
}
