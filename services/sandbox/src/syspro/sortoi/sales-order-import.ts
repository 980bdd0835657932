import { orderValues } from '../company/order-values.js';
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
  actionNotServed,
  cannotBeSpaces,
  currencyDiffers,
  customerNotFound,
  customerOnHold,
  invalidDate,
  orderNotChangeable,
  purchaseOrderExists,
  salesOrderNotFound,
  type ImportRefusal,
  type OrderRefusals,
} from './import-refusal.js';
import { backOrderComment, backOrderWarnings } from './back-orders.js';
import { exceedsCredit } from './credit.js';
import { importRulesOf, type ImportRules } from './import-rules.js';
import { isRefused, priceLine, type Pricing } from './price-line.js';

const VERSION = '8.0.105';

export interface SalesOrderImportOptions {
  /** Whether `ErrorMessages` holds an `ErrorNumber` beside the verified `ErrorDescription`: invented, default true. */
  readonly errorNumbers?: boolean;
}

/** What was read of one order: an order that can be kept, or why not. */
interface ReadOrder {
  readonly element: XmlElement;
  /** Without a number when it is new. */
  readonly order: SalesOrder | Omit<SalesOrder, 'salesOrder'> | undefined;
  readonly lines: readonly SalesOrderLine[];
  readonly refusals: OrderRefusals;
  /** Of what it adds. */
  readonly warnings: readonly string[];
}

/**
 * SORTOI, sales order import (syspro.md 2.1). A clean import answers with the counters only, without the order's number: that has to be
 * looked up by purchase order. Unknown elements are ignored. OrderActionType A adds an order, C appends lines to one in S or 1 (a line without
 * LineActionType A is refused), D is refused: SORTOX cancels.
 */
export class SalesOrderImport implements TransactionObject {
  readonly root = 'SalesOrders';

  constructor(private readonly options: SalesOrderImportOptions = {}) {}

  post(call: TransactionCall): string {
    const rules = importRulesOf(call);
    const orders = call.document.children('Orders').map((element) => readOrder(element, rules, call));
    const processed = orders.flatMap((order) => (isTaken(order, rules) ? [enter(order, rules, call)] : []));
    const refused = orders.filter((order) => !isTaken(order, rules));
    return writeDocument(this.root, VERSION, [
      ...processed.flatMap((element) => (element ? [element] : [])),
      ...refused.map((order) => (order.order ? warned(order, '') : this.echo(order))),
      statusOfItems([
        ['ItemsProcessed', processed.length],
        ['ItemsRejectedWithWarnings', refused.length],
        ['ItemsProcessedWithWarnings', processed.filter(Boolean).length],
      ]),
      ...(rules.imports ? [] : [validationStatus(refused.length === 0)]),
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

/** Keeps the order; the element that tells of its warnings, where it is to (a clean import says nothing). */
function enter(order: ReadOrder, rules: ImportRules, call: TransactionCall): Element | undefined {
  const salesOrder = order.order && rules.imports ? keep(order.order, order.lines, call) : '';
  return order.warnings.length > 0 && rules.ignoreWarnings === 'W' ? warned(order, salesOrder) : undefined;
}

/** An order and its warnings; the number in stored form, empty where it was not entered. */
function warned({ element, warnings }: ReadOrder, salesOrder: string): Element {
  const header = element.child('OrderHeader');
  const comment: Element[] = salesOrder === '' ? [] : [['BackOrderComment', backOrderComment(salesOrder)]];
  return [
    'Order',
    [
      ['CustomerPoNumber', header?.value('CustomerPoNumber') ?? ''],
      ['OrderActionType', header?.value('OrderActionType') || 'A'],
      ['SalesOrder', salesOrder === '' ? '' : shortKey(salesOrder, 'salesOrder')],
      ...comment,
      ['WarningMessages', warnings.map((text): Element => ['WarningDescription', text])],
    ],
  ];
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
  const header = element.child('OrderHeader') ?? new XmlElement('OrderHeader', [], '');
  const action = header.value('OrderActionType').toUpperCase() || 'A';
  return action === 'A' ? readNewOrder(element, header, rules, call) : readChange(element, header, rules, call);
}

function readNewOrder(element: XmlElement, header: XmlElement, rules: ImportRules, call: TransactionCall): ReadOrder {
  const customer = call.draft.get(CUSTOMERS, storedKey(header.value('Customer')));
  const refusals: OrderRefusals = { header: headerRefusals(header, customer, rules, call), lines: new Map() };
  const pricing = pricingOf(customer, header.value('Warehouse'), rules, call);
  const lines = readLines(element, 0, pricing, refusals);
  const refused = refusals.header.length > 0 || refusals.lines.size > 0;
  const warnings = backOrderWarnings(lines, call.draft);
  const order = refused || !customer ? undefined : orderOf(header, customer, lines, call);
  return { element, lines, refusals, order, warnings };
}

/** OrderActionType C: lines are appended to an order that nobody has begun to pick, and its values are computed anew. */
function readChange(element: XmlElement, header: XmlElement, rules: ImportRules, call: TransactionCall): ReadOrder {
  const { draft } = call;
  const order = draft.get(SALES_ORDERS, storedKey(header.value('SalesOrder')));
  const refusals: OrderRefusals = { header: changeRefusals(header, order), lines: new Map() };
  if (!order) return { element, lines: [], refusals, order: undefined, warnings: [] };
  const known = draft.get(ORDER_LINES, order.salesOrder) ?? [];
  const pricing = pricingOf(draft.get(CUSTOMERS, order.customer), order.warehouse, rules, call);
  const added = readLines(element, known.length, pricing, refusals);
  const lines = [...known, ...added];
  const refused = refusals.header.length > 0 || refusals.lines.size > 0;
  const warnings = backOrderWarnings(added, draft);
  return { element, lines, refusals, warnings, order: refused ? undefined : { ...order, ...orderValues(lines) } };
}

function changeRefusals(header: XmlElement, order: SalesOrder | undefined): ImportRefusal[] {
  const [action, given] = [header.value('OrderActionType'), header.value('SalesOrder')];
  if (action.toUpperCase() !== 'C') return [actionNotServed('OrderActionType', action)];
  if (!order) return [given === '' ? cannotBeSpaces('OrderHeader', 'SalesOrder') : salesOrderNotFound(given)];
  return ['S', '1'].includes(order.orderStatus) ? [] : [orderNotChangeable(given, order.orderStatus)];
}

function pricingOf(
  customer: Customer | undefined,
  warehouse: string,
  rules: ImportRules,
  { company, draft }: TransactionCall,
): Pricing {
  return { company, rules, customer, warehouse, stockItem: (stockCode) => draft.get(STOCK, stockCode) };
}

/** Reads the lines and numbers them from `startAfter`; what is refused goes into `refusals`. */
function readLines(
  element: XmlElement,
  startAfter: number,
  pricing: Pricing,
  refusals: OrderRefusals,
): SalesOrderLine[] {
  const lines: SalesOrderLine[] = [];
  const elements = linesOf(element);
  elements.forEach((line, index) => {
    const action = line.value('LineActionType');
    const priced = ['', 'A'].includes(action.toUpperCase())
      ? priceLine(line, pricing)
      : [actionNotServed('LineActionType', action)];
    if (isRefused(priced)) refusals.lines.set(index, [...priced]);
    else lines.push({ line: startAfter + index + 1, ...priced });
  });
  if (elements.length === 0) refusals.header.push(cannotBeSpaces('Orders', 'OrderDetails'));
  return lines;
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
  { company, draft, operator, today, parameters }: TransactionCall,
): Omit<SalesOrder, 'salesOrder'> {
  const rules = importRulesOf({ parameters });
  const values = orderValues(lines);
  const suspended = !rules.acceptOrdersIfNoCredit && exceedsCredit(customer, values.grossMinor, draft);
  return {
    customer: customer.customer,
    customerName: fit(header.value('CustomerName') || customer.name, 50),
    customerPoNumber: fit(header.value('CustomerPoNumber'), 30),
    orderStatus: suspended ? 'S' : rules.orderStatus,
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
    ...values,
    lastInvoice: '',
    operator,
  };
}

/** Longer texts are cut to the column, as SYSPRO does (inferred). */
function fit(text: string, length: number): string {
  return text.slice(0, length);
}

/** Whether the order is processed: not refused, nor warned where warnings refuse. */
function isTaken({ order, warnings }: ReadOrder, { ignoreWarnings }: ImportRules): boolean {
  return order !== undefined && (warnings.length === 0 || ignoreWarnings !== 'N');
}

/** Keeps the order under its number, or a new one; stored form. */
function keep(
  order: NonNullable<ReadOrder['order']>,
  lines: readonly SalesOrderLine[],
  { draft }: TransactionCall,
): string {
  const known = 'salesOrder' in order ? order.salesOrder : undefined;
  const salesOrder = known ?? storedKey(String(draft.nextNumber('syspro.sales-order', 100)));
  draft.put(SALES_ORDERS, salesOrder, { ...order, salesOrder });
  draft.put(ORDER_LINES, salesOrder, lines);
  return salesOrder;
}
