import type { BookReader } from '../../books/collection.js';
import { CUSTOMERS, SALES_ORDERS, type SalesOrder } from '../company/records.js';
import { shortKey, storedKey } from '../keys.js';
import type { XmlElement } from '../wire/read-xml.js';
import { writeDocument, type Element } from '../wire/write-xml.js';

const VERSION = '8.0.023';

/** What a filter compares: the order's value in the form callers give it. */
const FILTERS: Readonly<Record<string, (order: SalesOrder) => string>> = {
  SalesOrder: ({ salesOrder }) => salesOrder,
  Customer: ({ customer }) => customer,
  CustomerPo: ({ customerPoNumber }) => customerPoNumber,
  Branch: ({ branch }) => branch,
  OrderDate: ({ orderDate }) => orderDate,
  RequestedShipDate: ({ requestedShipDate }) => requestedShipDate,
  OrderStatus: ({ orderStatus }) => orderStatus,
  AlternateKey: ({ alternateReference }) => alternateReference,
};

const KEYS = ['SalesOrder', 'Customer'];

/**
 * SORQSO: a list of sales orders (syspro.md 2.2). `FilterType` S is one value, R a range `from:to`, L a list `a,b`, A all; that ranges and lists are
 * written so is invented. Completed and cancelled orders come only when they are asked for. Nothing found is an answer without items.
 */
export function salesOrderList(query: XmlElement, books: BookReader): string {
  const option = query.child('Option');
  const wants = (name: string): boolean => (option?.value(name) ?? '').toUpperCase() === 'Y';
  const filters = (query.child('Filter')?.elements ?? []).map((filter) => conditionOf(filter));
  const orders = books
    .all(SALES_ORDERS)
    .filter(({ orderStatus }) => orderStatus !== '9' || wants('IncludeCompletedOrders'))
    .filter(({ orderStatus }) => !['\\', '*'].includes(orderStatus) || wants('IncludeCancelledOrders'))
    .filter((order) => filters.every((holds) => holds(order)))
    .sort((left, right) => (left.salesOrder < right.salesOrder ? -1 : 1));
  return writeDocument(
    'SorQuery',
    VERSION,
    orders.map((order) => item(order, books)),
  );
}

function conditionOf(filter: XmlElement): (order: SalesOrder) => boolean {
  const { FilterType: type = 'A', FilterValue: value = '' } = filter.attributes;
  const valueOf = FILTERS[filter.name];
  if (!valueOf || type === 'A') return () => true;
  const formed = (text: string): string => (KEYS.includes(filter.name) ? storedKey(text) : text);
  if (type === 'L') {
    const wanted = value.split(',').map((each) => formed(each.trim()));
    return (order) => wanted.includes(valueOf(order));
  }
  if (type === 'R') {
    const [from = '', to = ''] = value.split(':').map((each) => formed(each.trim()));
    return (order) => valueOf(order) >= from && valueOf(order) <= to;
  }
  return (order) => valueOf(order) === formed(value);
}

function item(order: SalesOrder, books: BookReader): Element {
  return [
    'SalesOrderItem',
    [
      ['SalesOrder', shortKey(order.salesOrder, 'salesOrder')],
      ['Customer', shortKey(order.customer, 'customer')],
      ['CustomerName', books.get(CUSTOMERS, order.customer)?.name ?? order.customerName],
      ['OrderStatus', order.orderStatus],
      ['Branch', order.branch],
      ['AlternateKey', order.alternateReference],
      ['DocumentType', 'O'],
      ['Currency', order.currency],
      ['CustomerPoNumber', order.customerPoNumber],
      ['SpecialInstrs', order.specialInstrs],
      ['OrderDate', order.orderDate],
      ['ReqShipDate', order.requestedShipDate],
    ],
  ];
}
