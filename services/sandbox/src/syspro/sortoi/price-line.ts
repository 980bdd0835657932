import { currencyExponent, Decimal, minorUnits } from '#libs/money';
import type { Company } from '../company/company.js';
import type { Customer, SalesOrderLine, StockItem } from '../company/records.js';
import { lineTax } from '../company/tax.js';
import type { XmlElement } from '../wire/read-xml.js';
import { amountOf, decimalOf } from '../values.js';
import {
  cannotBeSpaces,
  mustBeNumeric,
  stockCodeNotFound,
  warehouseNotFound,
  zeroPrice,
  type ImportRefusal,
} from './import-refusal.js';
import type { ImportRules } from './import-rules.js';

/** What a line is priced with. */
export interface Pricing {
  readonly company: Company;
  readonly rules: ImportRules;
  readonly customer: Customer | undefined;
  readonly warehouse: string;
  readonly stockItem: (stockCode: string) => StockItem | undefined;
}

/** A line of the document made into a line of the order, or the reasons why not. */
export type PricedLine = Omit<SalesOrderLine, 'line'> | readonly ImportRefusal[];

/** True when the line was refused. */
export function isRefused(line: PricedLine): line is readonly ImportRefusal[] {
  return Array.isArray(line);
}

/** Prices one line as SYSPRO would, from its own tables; what the document says of tax codes is ignored (syspro.md 1.7). */
export function priceLine(element: XmlElement, pricing: Pricing): PricedLine {
  if (element.name === 'StockLine') return stockLine(element, pricing);
  if (element.name === 'FreightLine') return chargeLine(element, pricing, 'FREIGHT');
  if (element.name === 'MiscChargeLine') return chargeLine(element, pricing, 'MISC');
  return {
    ...EMPTY,
    kind: 'COMMENT',
    customerPoLine: element.value('CustomerPoLine'),
    description: element.value('Comment'),
  };
}

const EMPTY = {
  stockCode: '',
  description: '',
  warehouse: '',
  quantity: '',
  uom: '',
  price: '',
  netMinor: 0,
  taxMinor: 0,
};

function stockLine(element: XmlElement, pricing: Pricing): PricedLine {
  const { company, rules, customer } = pricing;
  const stockCode = element.value('StockCode');
  const item = pricing.stockItem(stockCode);
  if (!item) return [stockCode === '' ? cannotBeSpaces('StockLine', 'StockCode') : stockCodeNotFound(stockCode)];
  const warehouse = element.value('Warehouse') || pricing.warehouse || (item.warehouses[0] ?? '');
  const quantity = decimalOf(element.value('OrderQty'), 6);
  const entered = decimalOf(element.value('Price') || '0', 5);
  const price = rules.alwaysUsePriceEntered && element.child('Price') ? entered : Decimal.parse(item.listPrice);
  const refusals = [
    ...(item.warehouses.includes(warehouse) ? [] : [warehouseNotFound(warehouse, stockCode)]),
    ...(quantity ? [] : [mustBeNumeric('OrderQty')]),
    ...(entered ? [] : [mustBeNumeric('Price')]),
    ...(element.value('OrderUom') === '' ? [cannotBeSpaces('StockLine', 'OrderUom')] : []),
    ...(entered && element.child('Price') && element.value('PriceUom') === ''
      ? [cannotBeSpaces('StockLine', 'PriceUom')]
      : []),
    ...(price?.isZero && !rules.allowZeroPrice ? [zeroPrice(stockCode)] : []),
  ];
  if (refusals.length > 0 || !quantity || !price) return refusals;
  const netMinor = lineValue(quantity, price, company.currency);
  return {
    customerPoLine: element.value('CustomerPoLine'),
    kind: 'STOCK',
    stockCode: item.stockCode,
    description: element.value('StockDescription') || item.description,
    warehouse,
    quantity: quantity.toString(),
    uom: element.value('OrderUom'),
    price: price.round(5).toString(),
    netMinor,
    taxMinor: customer ? lineTax(company, netMinor, item.taxCode, customer.taxStatus) : 0,
  };
}

function chargeLine(element: XmlElement, { company, customer }: Pricing, kind: 'FREIGHT' | 'MISC'): PricedLine {
  const prefix = kind === 'FREIGHT' ? 'Freight' : 'Misc';
  const valueName = kind === 'FREIGHT' ? 'FreightValue' : 'MiscChargeValue';
  const netMinor = amountOf(element.value(valueName), company.currency);
  if (netMinor === undefined) return [mustBeNumeric(valueName)];
  if (kind === 'MISC' && element.value('MiscProductClass') === '' && element.value('MiscChargeCode') === '') {
    return [cannotBeSpaces('MiscChargeLine', 'MiscProductClass')];
  }
  const taxable = element.value(`${prefix}NotTaxable`).toUpperCase() !== 'Y' && customer !== undefined;
  const taxCode = element.value(`${prefix}TaxCode`) || company.chargeTaxCode;
  return {
    ...EMPTY,
    customerPoLine: element.value('CustomerPoLine'),
    kind,
    description:
      element.value('MiscDescription') || element.value('MiscChargeCode') || (kind === 'FREIGHT' ? 'Freight' : ''),
    netMinor,
    taxMinor: taxable ? lineTax(company, netMinor, taxCode, customer.taxStatus) : 0,
  };
}

/** Quantity × price, rounded half up to the currency's minor unit. */
function lineValue(quantity: Decimal, price: Decimal, currency: string): number {
  return minorUnits(quantity.times(price).round(currencyExponent(currency)).unscaled);
}
