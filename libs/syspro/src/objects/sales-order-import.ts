import { storableText } from '../text/windows-1252.js';
import type { XmlContent } from '../xml/write-xml.js';
import { canPost, exactText, postTransaction, type Door, type Transaction } from './posting.js';

/** An order to be entered by SORTOI. Amounts and quantities are decimals as text with a dot. */
export interface SalesOrderImport {
  /** At most 15 characters. */
  readonly customer: string;
  /** At most 30 characters of Windows-1252; by it the order is found again. */
  readonly customerPoNumber: string;
  /** At most 20 characters, another reference of the order; absent or null: none. */
  readonly alternateReference?: string | null;
  /** At most 30 characters, for the people who pack the order; absent or null: none. */
  readonly specialInstructions?: string | null;
  /** CCYY-MM-DD. */
  readonly orderDate: string;
  /** The customer's currency by SYSPRO's own code for it. */
  readonly currency: string;
  /** At most 10 characters. */
  readonly warehouse: string;
  readonly email: string | null;
  readonly shipTo: { readonly name: string; readonly lines: readonly string[]; readonly postcode: string };
  readonly lines: readonly SalesOrderImportLine[];
  /** `S` keeps the order out of the warehouse until it is released. */
  readonly orderStatus: '1' | 'S';
}

/** A line; `customerPoLine` (1 to 9999) identifies it. An empty `taxCode` means not taxable. */
export type SalesOrderImportLine =
  | {
      readonly kind: 'STOCK';
      readonly customerPoLine: number;
      readonly stockCode: string;
      readonly description: string;
      /** Up to 6 decimals. */
      readonly quantity: string;
      readonly unitOfMeasure: string;
      /** Net of tax, up to 5 decimals. */
      readonly unitPrice: string;
      readonly taxCode: string;
    }
  | { readonly kind: 'FREIGHT'; readonly customerPoLine: number; readonly value: string; readonly taxCode: string }
  | {
      readonly kind: 'CHARGE';
      readonly customerPoLine: number;
      readonly value: string;
      readonly description: string;
      readonly taxCode: string;
    };

/** What SORTOI tells of an order it took. */
export interface ImportedSalesOrder {
  /** Short form. A clean import answers without it (syspro.md 2.1, output 2): find the order by its purchase order number then. */
  readonly salesOrder: string | undefined;
  /** E.g. lines placed on back order. */
  readonly warnings: readonly string[];
}

/** Choices of a site about how orders are entered. */
export interface ImportSettings {
  /** Product class of charge lines, mandatory there unless the site uses charge codes. */
  readonly chargeProductClass: string;
  /** SORTOI parameters added to ours or put in their place. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** `_OTH` is what SYSPRO's own order entry uses for miscellaneous charges [M]: a site with analysis by class sets its own. */
export const DEFAULT_IMPORT_SETTINGS: ImportSettings = { chargeProductClass: '_OTH', parameters: {} };

const PARAMETERS = {
  // The default, VALIDATE, answers as if all were well and creates nothing.
  Process: 'IMPORT',
  TypeOfOrder: 'ORD',
  // What the shopper paid is the price; SYSPRO would otherwise price the order anew from its own lists.
  AlwaysUsePriceEntered: 'Y',
  AllowZeroPrice: 'Y',
  // The money is there already, so there is no credit to run out of.
  AcceptOrdersIfNoCredit: 'Y',
  CheckForCustomerPoNumbers: 'Y',
  AllowDuplicateOrderNumbers: 'N',
  // N would refuse an order for a line on back order, Y would hide it.
  IgnoreWarnings: 'W',
} as const;

/**
 * Enters one order (SORTOI, [L] R). Not idempotent: look for the purchase order number first. Throws `RejectedError` with SYSPRO's words,
 * `OutcomeUnknownError` when no answer was heard.
 */
export async function importSalesOrder(
  door: Door,
  order: SalesOrderImport,
  settings: ImportSettings = DEFAULT_IMPORT_SETTINGS,
): Promise<ImportedSalesOrder> {
  const { root, report } = await postTransaction(door, importDocument(order, settings));
  const entered = root.child('Order');
  return {
    salesOrder: entered?.value('SalesOrder') || undefined,
    warnings: report.warnings.map((warning) => warning.text),
  };
}

/** Lines for an order that is there already. */
export interface SalesOrderAddition {
  readonly salesOrder: string;
  readonly customer: string;
  readonly customerPoNumber: string;
  readonly lines: readonly SalesOrderImportLine[];
}

/**
 * Adds lines to an order (SORTOI, OrderActionType C [X]). Not idempotent: compare what the order has before and after. Throws
 * `RejectedError` with SYSPRO's words, `OutcomeUnknownError` when no answer was heard.
 */
export async function appendSalesOrderLines(
  door: Door,
  addition: SalesOrderAddition,
  settings: ImportSettings = DEFAULT_IMPORT_SETTINGS,
): Promise<void> {
  await postTransaction(door, additionDocument(addition, settings));
}

/**
 * The order's lines in parts that can each be sent: the first with the order, the others added to it. One part wherever large documents
 * have a way of their own. Charges and freight go first, so that the stock lines of an order tell how many parts it has. A single line
 * too large for any request comes as a part of its own and is refused when it is sent.
 */
export function partsOfImport(
  door: Door,
  order: SalesOrderImport,
  settings: ImportSettings = DEFAULT_IMPORT_SETTINGS,
): SalesOrderImportLine[][] {
  const isStock = (line: SalesOrderImportLine): boolean => line.kind === 'STOCK';
  let rest = [...order.lines.filter((line) => !isStock(line)), ...order.lines.filter(isStock)];
  const parts: SalesOrderImportLine[][] = [];
  while (rest.length > 0 || parts.length === 0) {
    const fits = (lines: readonly SalesOrderImportLine[]): boolean => {
      // The number of the order is not known yet: the longest there is.
      const addition = { ...order, salesOrder: '0'.repeat(20), lines };
      const first = parts.length === 0;
      return canPost(
        door,
        first ? importDocument({ ...order, lines }, settings) : additionDocument(addition, settings),
      );
    };
    const count = largestThat(rest.length, (size) => fits(rest.slice(0, size)));
    parts.push(rest.slice(0, count));
    rest = rest.slice(count);
  }
  return parts;
}

/** The largest number up to `most` that fits, at least 1, where whatever is smaller than one that fits does fit. */
function largestThat(most: number, fits: (size: number) => boolean): number {
  if (most <= 1 || fits(most)) return Math.max(most, 1);
  let [known, tooMany] = [1, most];
  while (tooMany - known > 1) {
    const middle = Math.floor((known + tooMany) / 2);
    if (fits(middle)) known = middle;
    else tooMany = middle;
  }
  return known;
}

function importDocument(order: SalesOrderImport, settings: ImportSettings): Transaction {
  return {
    businessObject: 'SORTOI',
    root: 'SalesOrders',
    parameters: { ...PARAMETERS, OrderStatus: order.orderStatus, ...settings.parameters },
    content: {
      Orders: { OrderHeader: headerOf(order), OrderDetails: detailsOf(order.lines, settings.chargeProductClass) },
    },
  };
}

function additionDocument(
  { salesOrder, customer, customerPoNumber, lines }: SalesOrderAddition,
  settings: ImportSettings,
): Transaction {
  const OrderHeader = {
    CustomerPoNumber: exactText('CustomerPoNumber', customerPoNumber, 30),
    OrderActionType: 'C',
    Customer: exactText('Customer', customer, 15),
    SalesOrder: exactText('SalesOrder', salesOrder, 20),
  };
  return {
    businessObject: 'SORTOI',
    root: 'SalesOrders',
    parameters: { ...PARAMETERS, ...settings.parameters },
    content: { Orders: { OrderHeader, OrderDetails: detailsOf(lines, settings.chargeProductClass) } },
  };
}

function headerOf(order: SalesOrderImport): XmlContent {
  const { shipTo } = order;
  const address = shipTo.lines.slice(0, 5).map((line, index): [string, string] => {
    return [`ShipAddress${index + 1}`, storableText(line, 40)];
  });
  return {
    CustomerPoNumber: exactText('CustomerPoNumber', order.customerPoNumber, 30),
    OrderActionType: 'A',
    Customer: exactText('Customer', order.customer, 15),
    OrderDate: order.orderDate,
    Currency: order.currency,
    CustomerName: storableText(shipTo.name, 50),
    ...Object.fromEntries(address.filter(([, line]) => line !== '')),
    ShipPostalCode: storableText(shipTo.postcode, 10) || undefined,
    Email: order.email === null ? undefined : storableText(order.email, 80),
    Warehouse: exactText('Warehouse', order.warehouse, 10),
    SpecialInstrs: order.specialInstructions ? storableText(order.specialInstructions, 30) : undefined,
    AlternateReference: order.alternateReference ? storableText(order.alternateReference, 20) : undefined,
  };
}

function detailsOf(lines: readonly SalesOrderImportLine[], chargeProductClass: string): XmlContent {
  const ofKind = <K extends SalesOrderImportLine['kind']>(kind: K) =>
    lines.filter((line): line is Extract<SalesOrderImportLine, { kind: K }> => line.kind === kind);
  return {
    StockLine: ofKind('STOCK').map((line) => ({
      CustomerPoLine: line.customerPoLine,
      LineActionType: 'A',
      StockCode: exactText('StockCode', line.stockCode, 30),
      StockDescription: storableText(line.description, 50),
      OrderQty: line.quantity,
      OrderUom: line.unitOfMeasure,
      Price: line.unitPrice,
      PriceUom: line.unitOfMeasure,
      StockTaxCode: line.taxCode || undefined,
      StockNotTaxable: line.taxCode === '' ? 'Y' : undefined,
    })),
    MiscChargeLine: ofKind('CHARGE').map((line) => ({
      CustomerPoLine: line.customerPoLine,
      LineActionType: 'A',
      MiscChargeValue: line.value,
      MiscChargeCost: '0.00',
      MiscProductClass: chargeProductClass,
      MiscTaxCode: line.taxCode || undefined,
      MiscNotTaxable: line.taxCode === '' ? 'Y' : 'N',
      MiscDescription: storableText(line.description, 100),
    })),
    FreightLine: ofKind('FREIGHT').map((line) => ({
      CustomerPoLine: line.customerPoLine,
      LineActionType: 'A',
      FreightValue: line.value,
      FreightCost: '0.00',
      FreightTaxCode: line.taxCode || undefined,
      FreightNotTaxable: line.taxCode === '' ? 'Y' : 'N',
    })),
  };
}
