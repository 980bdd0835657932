import { sumMinor } from '#libs/money';
import {
  CUSTOMERS,
  ORDER_LINES,
  SALES_ORDERS,
  STOCK,
  type Customer,
  type SalesOrder,
  type SalesOrderLine,
} from '../company/records.js';
import { shortKey, storedKey } from '../keys.js';
import type { TransactionCall, TransactionObject } from '../transaction.js';
import { isDate } from '../values.js';
import { XmlElement } from '../wire/read-xml.js';
import { statusOfItems } from '../wire/envelope.js';
import { writeDocument, type Element } from '../wire/write-xml.js';
import {
  cannotBeSpaces,
  currencyDiffers,
  customerNotFound,
  customerOnHold,
  invalidDate,
  purchaseOrderExists,
  type ImportRefusal,
  type OrderRefusals,
} from './import-refusal.js';
import { importRulesOf, type ImportRules } from './import-rules.js';
import { isRefused, priceLine } from './price-line.js';

const VERSION = '8.0.105';

export interface SalesOrderImportOptions {
  /** Whether `ErrorMessages` holds an `ErrorNumber` beside the verified `ErrorDescription`: invented, default true. */
  readonly errorNumbers?: boolean;
}

/** What was read of one order: an order that can be kept, or why not. */
interface ReadOrder {
  readonly element: XmlElement;
  readonly order: Omit<SalesOrder, 'salesOrder'> | undefined;
  readonly lines: readonly SalesOrderLine[];
  readonly refusals: OrderRefusals;
}

/**
 * SORTOI, sales order import (syspro.md 2.1). A clean import answers with the counters only, without the order's number: that has to be
 * looked up by purchase order. Unknown elements are ignored. Only OrderActionType A is served.
 */
export class SalesOrderImport implements TransactionObject {
  readonly root = 'SalesOrders';

  constructor(private readonly options: SalesOrderImportOptions = {}) {}

  post(call: TransactionCall): string {
    const rules = importRulesOf(call);
    const orders = call.document.children('Orders').map((element) => readOrder(element, rules, call));
    const accepted = orders.filter(({ order }) => order !== undefined);
    if (rules.imports) for (const order of accepted) keep(order, call);
    return writeDocument(this.root, VERSION, [
      ...orders.filter(({ order }) => !order).map((order) => this.echo(order)),
      statusOfItems([
        ['ItemsProcessed', accepted.length],
        ['ItemsRejectedWithWarnings', orders.length - accepted.length],
        ['ItemsProcessedWithWarnings', 0],
      ]),
      ...(rules.imports ? [] : [validationStatus(accepted.length === orders.length)]),
    ]);
  }

  /** A refused order comes back with `ErrorMessages` at the end of each section in error. */
  private echo({ element, refusals }: ReadOrder): Element {
    const header = element.child('OrderHeader');
    const lines = linesOf(element).flatMap((line, index): Element[] => {
      const found = refusals.lines.get(index);
      return found ? [[line.name, [...written(line), this.messages(found)]]] : [];
    });
    const details: Element[] = lines.length > 0 ? [['OrderDetails', lines]] : [];
    const messages = refusals.header.length > 0 ? [this.messages(refusals.header)] : [];
    return ['Orders', [['OrderHeader', [...(header ? written(header) : []), ...messages]], ...details]];
  }

  private messages(refusals: readonly ImportRefusal[]): Element {
    const numbered = this.options.errorNumbers ?? true;
    return [
      'ErrorMessages',
      refusals.flatMap(({ number, text }): Element[] => [
        ...(numbered ? [['ErrorNumber', number] as const] : []),
        ['ErrorDescription', text],
      ]),
    ];
  }
}

function validationStatus(valid: boolean): Element {
  return ['ValidationStatus', [['Status', valid ? 'Successful' : 'Failed']]];
}

function written(element: XmlElement): Element[] {
  return element.elements.map((child) => [child.name, child.elements.length > 0 ? written(child) : child.text]);
}

const LINE_NAMES = ['StockLine', 'FreightLine', 'MiscChargeLine', 'CommentLine'];

function linesOf(order: XmlElement): XmlElement[] {
  const details = order.child('OrderDetails')?.elements ?? [];
  const position = (line: XmlElement): number => Number(line.value('CustomerPoLine')) || 0;
  return details
    .filter(({ name }) => LINE_NAMES.includes(name))
    .sort((left, right) => position(left) - position(right));
}

function readOrder(element: XmlElement, rules: ImportRules, call: TransactionCall): ReadOrder {
  const { draft, company } = call;
  const header = element.child('OrderHeader') ?? new XmlElement('OrderHeader', [], '');
  const customer = draft.get(CUSTOMERS, storedKey(header.value('Customer')));
  const refusals: OrderRefusals = { header: headerRefusals(header, customer, rules, call), lines: new Map() };
  const lines: SalesOrderLine[] = [];
  linesOf(element).forEach((line, index) => {
    const priced = priceLine(line, {
      company,
      rules,
      customer,
      warehouse: header.value('Warehouse'),
      stockItem: (stockCode) => draft.get(STOCK, stockCode),
    });
    if (isRefused(priced)) refusals.lines.set(index, [...priced]);
    else lines.push({ line: index + 1, ...priced });
  });
  if (lines.length === 0 && refusals.lines.size === 0) refusals.header.push(cannotBeSpaces('Orders', 'OrderDetails'));
  const refused = refusals.header.length > 0 || refusals.lines.size > 0;
  return { element, lines, refusals, order: refused || !customer ? undefined : orderOf(header, customer, lines, call) };
}

function headerRefusals(
  header: XmlElement,
  customer: Customer | undefined,
  rules: ImportRules,
  { draft }: TransactionCall,
): ImportRefusal[] {
  const purchaseOrder = header.value('CustomerPoNumber');
  const orderDate = header.value('OrderDate');
  if (!customer) return [customerNotFound(header.value('Customer'))];
  const currency = header.value('Currency') || customer.currency;
  const known = rules.allowDuplicateOrderNumbers
    ? undefined
    : draft
        .all(SALES_ORDERS)
        .find((order) => order.customer === customer.customer && order.customerPoNumber === purchaseOrder);
  return [
    ...(customer.onHold && !rules.warnIfCustomerOnHold ? [customerOnHold(header.value('Customer'))] : []),
    ...(currency === customer.currency ? [] : [currencyDiffers(currency, customer.currency)]),
    ...(orderDate === '' || isDate(orderDate) ? [] : [invalidDate('OrderDate', orderDate)]),
    ...(purchaseOrder === '' && rules.purchaseOrderMandatory
      ? [cannotBeSpaces('OrderHeader', 'CustomerPoNumber')]
      : []),
    ...(purchaseOrder !== '' && known
      ? [purchaseOrderExists(purchaseOrder, shortKey(known.salesOrder, 'salesOrder'))]
      : []),
  ];
}

function orderOf(
  header: XmlElement,
  customer: Customer,
  lines: readonly SalesOrderLine[],
  { company, operator, today, parameters }: TransactionCall,
): Omit<SalesOrder, 'salesOrder'> {
  const net = (kind: SalesOrderLine['kind']): number =>
    sumMinor(lines.filter((line) => line.kind === kind).map(({ netMinor }) => netMinor));
  const taxMinor = sumMinor(lines.map((line) => line.taxMinor));
  return {
    customer: customer.customer,
    customerName: fit(header.value('CustomerName') || customer.name, 50),
    customerPoNumber: fit(header.value('CustomerPoNumber'), 30),
    orderStatus: importRulesOf({ parameters }).orderStatus,
    orderDate: header.value('OrderDate') || today,
    requestedShipDate: header.value('RequestedShipDate') || today,
    currency: customer.currency,
    taxStatus: customer.taxStatus,
    warehouse: fit(header.value('Warehouse') || (company.warehouses[0] ?? ''), 10),
    branch: fit(header.value('Branch') || company.branch, 10),
    alternateReference: fit(header.value('AlternateReference'), 20),
    shipAddress: [1, 2, 3, 4, 5].map((index) => fit(header.value(`ShipAddress${index}`), 40)),
    shipPostalCode: fit(header.value('ShipPostalCode'), 10),
    email: fit(header.value('Email'), 255),
    specialInstrs: fit(header.value('SpecialInstrs'), 30),
    merchandiseMinor: net('STOCK'),
    freightMinor: net('FREIGHT'),
    miscChargeMinor: net('MISC'),
    taxMinor,
    grossMinor: sumMinor([...lines.map(({ netMinor }) => netMinor), taxMinor]),
    lastInvoice: '',
    operator,
  };
}

/** Longer texts are cut to the column, as SYSPRO does (inferred). */
function fit(text: string, length: number): string {
  return text.slice(0, length);
}

function keep({ order, lines }: ReadOrder, { draft }: TransactionCall): void {
  if (!order) return;
  const salesOrder = storedKey(String(draft.nextNumber('syspro.sales-order', 100)));
  draft.put(SALES_ORDERS, salesOrder, { ...order, salesOrder });
  draft.put(ORDER_LINES, salesOrder, lines);
}
