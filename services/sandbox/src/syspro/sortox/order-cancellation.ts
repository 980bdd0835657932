import { orderValues } from '../company/order-values.js';
import { ORDER_LINES, SALES_ORDERS, type SalesOrder, type SalesOrderLine } from '../company/records.js';
import { shortKey, storedKey } from '../keys.js';
import { isSet, type TransactionCall, type TransactionObject } from '../transaction.js';
import { transactionDocument, type EnetError, type ItemResult } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';

const VERSION = '8.0.104';

/** Status of a cancelled order (verified). */
const CANCELLED = '\\';

/** What an item does when it may: the order and its lines as they will be. */
interface Cancellation {
  readonly order: SalesOrder;
  readonly lines: readonly SalesOrderLine[];
}

/**
 * SORTOX, cancelling an order or one line of it (syspro.md 2.2). Which status may be cancelled is inferred: everything that was neither
 * invoiced nor cancelled. A cancelled line stays, and counts for nothing; with its last line the order is cancelled too. The status of a
 * cancelled order is `\`; its values stay, to be read.
 */
export class OrderCancellation implements TransactionObject {
  readonly root = 'PostSalesOrderCancel';

  post(call: TransactionCall): string {
    const items = call.document.children('Item');
    const posts = !isSet(call, 'ValidateOnly', 'N');
    const entire = isSet(call, 'ApplyIfEntireDocumentValid', 'N');
    const blocked = entire && items.some((item) => isRefusal(check(item, call)));
    const results = items.map((item): ItemResult => {
      const found = check(item, call);
      if (isRefusal(found)) return { accepted: false, errors: [found] };
      if (posts && !blocked) keep(found, call); // one after the other: a second item sees what the first did
      return { accepted: true, key: [['SalesOrder', shortKey(found.order.salesOrder, 'salesOrder')]] };
    });
    return transactionDocument(this.root, VERSION, results);
  }
}

function isRefusal(found: Cancellation | EnetError): found is EnetError {
  return 'path' in found;
}

function keep({ order, lines }: Cancellation, { draft }: TransactionCall): void {
  draft.put(SALES_ORDERS, order.salesOrder, order);
  draft.put(ORDER_LINES, order.salesOrder, lines);
}

function check(item: XmlElement, { draft }: TransactionCall): Cancellation | EnetError {
  const given = item.value('SalesOrder');
  const order = draft.get(SALES_ORDERS, storedKey(given));
  if (!order) return refusal('SalesOrder', given, '999012', `Sales order '${given}' not found`);
  const from = order.orderStatus;
  if (['9', CANCELLED, '*'].includes(from) || order.lastInvoice !== '') {
    return refusal('SalesOrder', given, '999013', `Order status '${from}' cannot be changed to '${CANCELLED}'`);
  }
  const lines = draft.get(ORDER_LINES, order.salesOrder) ?? [];
  const wanted = item.value('SalesOrderLine');
  return wanted === '' || Number(wanted) === 0
    ? { order: { ...order, orderStatus: CANCELLED }, lines }
    : withoutLine(order, lines, wanted);
}

function withoutLine(order: SalesOrder, lines: readonly SalesOrderLine[], wanted: string): Cancellation | EnetError {
  const line = lines.find((candidate) => candidate.line === Number(wanted) && candidate.cancelled !== true);
  if (!line) return refusal('SalesOrderLine', wanted, '999020', `Sales order line '${wanted}' not found`);
  const left = lines.map((candidate) => (candidate === line ? { ...line, cancelled: true } : candidate));
  const empty = left.every(({ cancelled, kind }) => cancelled === true || kind === 'COMMENT');
  const changed = empty ? { ...order, orderStatus: CANCELLED } : { ...order, ...orderValues(left) };
  return { order: changed, lines: left };
}

function refusal(element: string, value: string, number: string, text: string): EnetError {
  return { path: [element], value, number, text };
}
