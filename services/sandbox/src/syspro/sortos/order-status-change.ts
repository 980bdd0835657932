import { SALES_ORDERS, type SalesOrder } from '../company/records.js';
import { shortKey, storedKey } from '../keys.js';
import { isSet, type TransactionCall, type TransactionObject } from '../transaction.js';
import { transactionDocument, type EnetError, type ItemResult } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';

const VERSION = '8.0.105';

/** From which status which others may be set by hand: inferred, the rules are not public. 9 and the cancelled ones are final. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  S: ['1', '2', '3'],
  F: ['1', 'S'],
  '1': ['2', '3', '4', '8', 'S'],
  '2': ['1', '3', '4', '8', 'S'],
  '3': ['1', '2', '4', '8', 'S'],
  '4': ['1', '8', 'S'],
  '8': ['1', '4', 'S'],
};

/**
 * SORTOS, sales order status (syspro.md 2.2). **ValidateOnly is Y unless the caller says N**: the answer then looks the same and
 * nothing has changed. Asking for the status an order already has is accepted and changes nothing.
 */
export class OrderStatusChange implements TransactionObject {
  readonly root = 'PostSorOrderStatus';

  post(call: TransactionCall): string {
    const items = call.document.children('Item').map((item) => check(item, call));
    const allValid = items.every(({ result }) => result.accepted);
    const entire = isSet(call, 'ApplyIfEntireDocumentValid', 'N');
    if (!isSet(call, 'ValidateOnly', 'Y') && (allValid || !entire)) {
      for (const { changed } of items) if (changed) call.draft.put(SALES_ORDERS, changed.salesOrder, changed);
    }
    return transactionDocument(
      this.root,
      VERSION,
      items.map(({ result }) => result),
    );
  }
}

function check(item: XmlElement, { draft }: TransactionCall): { result: ItemResult; changed?: SalesOrder } {
  const wanted = item.value('NewOrderStatus').toUpperCase();
  const given = item.value('SalesOrder');
  const order = draft.get(SALES_ORDERS, storedKey(given));
  if (!order)
    return refused({ path: ['SalesOrder'], value: given, number: '999012', text: `Sales order '${given}' not found` });
  const believed = item.value('OrderStatus').toUpperCase();
  const from = order.orderStatus;
  const allowed = from === wanted || (ALLOWED[from]?.includes(wanted) ?? false);
  if (!allowed || (believed !== '' && believed !== from)) {
    const text = `Order status '${from}' cannot be changed to '${wanted}'`;
    return refused({ path: ['NewOrderStatus'], value: wanted, number: '999013', text });
  }
  return {
    result: { accepted: true, key: [['SalesOrder', shortKey(order.salesOrder, 'salesOrder')]] },
    changed: { ...order, orderStatus: wanted },
  };
}

function refused(error: EnetError): { result: ItemResult } {
  return { result: { accepted: false, errors: [error] } };
}
