/**
 * `sales-order.yaml` as a developer would write it by hand, checks included, with the same arithmetic and address functions: what is compared is
 * the engine, not the sums. A spec would drift from the file; the bench itself refuses to measure when the two disagree on one of the orders.
 */
/* eslint-disable no-restricted-imports -- the functions behind the mapping's own are not for anybody else */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { placeLines, properCase, takePostcode } from '#libs/address';
import { dateIn } from '#libs/calendar';
import type { CreateSalesOrder, OrderLine, SalesOrderLine } from '#libs/contracts';
import { minorUnits, sumMinor } from '#libs/money';
import { lineValue, netOf, netUnitPrice, taxOn, unitPrice } from '../../../libs/mapping/src/functions/net-price.js';
import { reference } from '../../../libs/mapping/src/functions/reference.js';
import { addressLines } from '../../../libs/mapping/src/text/address-lines.js';
import { cut } from '../../../libs/mapping/src/text/fit.js';
import { charactersOutsideWindows1252, toLatin1252 } from '../../../libs/mapping/src/text/windows-1252.js';
import type { SalesOrderSource } from '../../../services/transformation/src/create-sales-order/sales-order-source.js';

const LOOKUPS = join(import.meta.dirname, '../../../services/transformation/mappings/lookups');

function table(file: string, keys: readonly string[]): Map<string, Record<string, string>> {
  const rows = parse<Record<string, string>>(readFileSync(join(LOOKUPS, file)), { columns: true, bom: true });
  return new Map(rows.map((row) => [keys.map((key) => row[key] ?? '').join('|'), row]));
}

const countries = table('countries.csv', ['code']);
const taxCodes = table('tax-codes.csv', ['shopTaxCode', 'taxRatePercent']);
const taxRates = table('tax-codes.csv', ['taxCode']);
const stockCodes = table('stock-codes.csv', ['shop', 'shopCode']);
const paymentMethods = table('payment-methods.csv', ['cardType']);
const glAccounts = table('gl-accounts.csv', ['company', 'use']);

/** The order as a command's body. Throws `RangeError` with everything that is wrong. */
export function salesOrderByHand(source: SalesOrderSource): CreateSalesOrder {
  const { order, site, captures, effectId, settings, decision } = source;
  const lines = linesOf(source);
  const rounding = roundingOf(source, lines);
  if (rounding) lines.push(rounding);
  const address = order.deliveryAddress;
  const street = [latin(address.line1), latin(address.line2 ?? ''), latin(address.line3 ?? '')];
  const taken = takePostcode(street, address.postcode ?? '', address.countryCode);
  const buyers = latin(order.customer.customerPurchaseOrder ?? '').trim();
  const buyersLeads = settings.purchaseOrderField === 'buyers' && buyers !== '';
  const netMinor = sumMinor(lines.map((line) => line.netMinor));
  const captured = captures.reduce((sum, { amountMinor, reversedMinor }) => sum + amountMinor - reversedMinor, 0);
  const made: CreateSalesOrder = {
    customerCode: filled(order.customer.customerCode) ?? site.guestCustomer,
    customerPoNumber: buyersLeads ? buyers : reference(order.orderReference, effectId, 30),
    alternateReference:
      buyers === '' ? null : cut(buyersLeads ? reference(order.orderReference, effectId, 20) : buyers, 20),
    ownReferenceIn: buyersLeads ? 'ALTERNATE_REFERENCE' : null,
    orderDate: dateIn(new Date(order.placedAt), settings.timeZone),
    currency: order.currency,
    warehouse: site.warehouse,
    email: order.customer.email,
    shipTo: {
      name: cut(latin(filled(address.recipient) ?? order.customer.name), 50),
      lines: addressLines(
        [
          ...taken.parts.map(properCase),
          ...placeLines({
            city: properCase(latin(address.city)),
            region: properCase(latin(address.region ?? '')),
            postcode: '',
            countryCode: address.countryCode,
          }),
          columnOf(countries, address.countryCode, 'name'),
        ],
        5,
        40,
      ),
      postcode: taken.postcode,
    },
    lines,
    expectedGrossMinor: order.totalMinor,
    roundingMinor: rounding?.netMinor ?? minorUnits(0),
    holdCode: decision.hold,
    paymentStatus: statusOf(order.totalMinor, captured),
    paymentMethod: captures.length === 0 ? null : methodOf(captures[0]?.cardType ?? ''),
    paymentDate:
      captures.length === 0
        ? null
        : dateIn(new Date(Math.max(...captures.map(({ capturedAt }) => capturedAt))), settings.timeZone),
    vendorTxCodes: captures.map(({ vendorTxCode }) => vendorTxCode),
    transactionIds: captures.map(({ transactionId }) => transactionId),
    netMinor,
    taxMinor: minorUnits(order.totalMinor - netMinor),
    specialInstructions: null,
    roundingToleranceMinor: null,
    askAvailability: null,
  };
  check(source, made);
  return made;
}

function linesOf(source: SalesOrderSource): SalesOrderLine[] {
  const { order } = source;
  const postage = order.lines.filter(({ kind }) => kind === 'FREIGHT');
  const rates = [...new Set(postage.map(({ taxRatePercent }) => taxRatePercent))];
  return [
    ...order.lines.filter(({ kind }) => kind === 'STOCK').map((line) => goodsLine(source, line)),
    ...rates.map((rate) =>
      freightLine(
        source,
        rate,
        postage.filter(({ taxRatePercent }) => taxRatePercent === rate),
      ),
    ),
    ...order.lines.filter(({ kind }) => kind === 'CHARGE').map((line) => chargeLine(source, line)),
  ];
}

function goodsLine({ order, site }: SalesOrderSource, line: OrderLine): SalesOrderLine {
  const price = order.pricesIncludeTax
    ? netUnitPrice(BigInt(line.grossMinor), line.quantity, line.taxRatePercent, order.currency)
    : netUnitPrice(BigInt(line.netMinor), line.quantity, '0', order.currency);
  const netMinor = lineValue(line.quantity, price, order.currency);
  const shopCode = upperAscii(line.stockCode.trim());
  return {
    ...{ customerPoLine: line.lineNumber, kind: 'STOCK' as const },
    stockCode: stockCodes.get(`${order.shop}|${shopCode}`)?.['stockCode'] || shopCode,
    description: cut(latin(line.description), 50),
    ...{ quantity: line.quantity, unitOfMeasure: line.unitOfMeasure, unitPriceNet: price, netMinor },
    taxMinor: taxOn(BigInt(netMinor), line.taxRatePercent),
    taxCode: columnOf(taxCodes, `${line.taxCode}|${line.taxRatePercent}`, 'taxCode'),
    glAccount: glAccountOf(site.company, 'GOODS'),
  };
}

function freightLine({ order, site }: SalesOrderSource, rate: string, ofRate: readonly OrderLine[]): SalesOrderLine {
  const first = ofRate[0] as OrderLine;
  const netMinor = order.pricesIncludeTax
    ? netOf(BigInt(sumMinor(ofRate.map((line) => line.grossMinor))), rate)
    : sumMinor(ofRate.map((line) => line.netMinor));
  return {
    ...{ customerPoLine: first.lineNumber, kind: 'FREIGHT' as const, stockCode: '' },
    description: cut(latin(first.description), 50),
    ...{ quantity: '1', unitOfMeasure: first.unitOfMeasure, netMinor },
    unitPriceNet: unitPrice(BigInt(netMinor), order.currency),
    taxMinor: taxOn(BigInt(netMinor), rate),
    taxCode: columnOf(taxCodes, `${first.taxCode}|${rate}`, 'taxCode'),
    glAccount: glAccountOf(site.company, 'FREIGHT'),
  };
}

function chargeLine({ order, site }: SalesOrderSource, line: OrderLine): SalesOrderLine {
  const netMinor = order.pricesIncludeTax ? netOf(BigInt(line.grossMinor), line.taxRatePercent) : line.netMinor;
  return {
    ...{ customerPoLine: line.lineNumber, kind: 'CHARGE' as const, stockCode: '' },
    description: cut(latin(line.description), 100),
    ...{ quantity: '1', unitOfMeasure: line.unitOfMeasure, netMinor },
    unitPriceNet: unitPrice(BigInt(netMinor), order.currency),
    taxMinor: taxOn(BigInt(netMinor), line.taxRatePercent),
    taxCode: columnOf(taxCodes, `${line.taxCode}|${line.taxRatePercent}`, 'taxCode'),
    glAccount: glAccountOf(site.company, netMinor < 0 ? 'DISCOUNT' : 'CHARGE'),
  };
}

function roundingOf(
  { order, site, settings }: SalesOrderSource,
  lines: readonly SalesOrderLine[],
): SalesOrderLine | null {
  const gap = order.totalMinor - sumMinor(lines.map((line) => line.netMinor)) - taxOf(lines, settings.taxRounding);
  if (gap === 0) return null;
  return {
    customerPoLine: Math.max(...order.lines.map(({ lineNumber }) => lineNumber)) + 1,
    ...{ kind: 'CHARGE' as const, stockCode: '', description: 'Rounding', quantity: '1', unitOfMeasure: 'EA' },
    unitPriceNet: unitPrice(BigInt(gap), order.currency),
    ...{ netMinor: minorUnits(gap), taxMinor: minorUnits(0), taxCode: '' },
    glAccount: glAccountOf(site.company, 'ROUNDING'),
  };
}

function taxOf(lines: readonly SalesOrderLine[], taxRounding: string): number {
  if (taxRounding !== 'byOrder') return sumMinor(lines.map((line) => line.taxMinor));
  const codes = [...new Set(lines.map(({ taxCode }) => taxCode))];
  return sumMinor(
    codes.map((code) => {
      const net = sumMinor(lines.filter(({ taxCode }) => taxCode === code).map((line) => line.netMinor));
      return taxOn(BigInt(net), columnOf(taxRates, code, 'taxRatePercent'));
    }),
  );
}

function statusOf(totalMinor: number, capturedMinor: number): string {
  if (totalMinor === 0) return 'FREE';
  if (capturedMinor >= totalMinor) return 'PAID';
  return capturedMinor > 0 ? 'PART_PAID' : 'RESERVED';
}

function methodOf(cardType: string): string {
  const listed = paymentMethods.get(upperAscii(cardType))?.['paymentMethod'];
  return cut(listed || (cardType === '' ? 'Card' : `Card ${latin(cardType)}`), 30);
}

/** What the mapping checks of every field and of the whole. */
function check({ order }: SalesOrderSource, made: CreateSalesOrder): void {
  const wrong: string[] = [];
  const field = (name: string, value: string | null, maxLength: number, required = true): void => {
    if (required && (value === null || value === '')) wrong.push(`${name} is missing`);
    if (value === null) return;
    if ([...value].length > maxLength) wrong.push(`${name} is longer than ${maxLength}`);
    if (charactersOutsideWindows1252(value).length > 0) wrong.push(`${name} cannot be written`);
  };
  field('customerCode', made.customerCode, 15);
  field('customerPoNumber', made.customerPoNumber, 30);
  field('alternateReference', made.alternateReference, 20, false);
  field('currency', made.currency, 3);
  field('warehouse', made.warehouse, 10);
  field('email', made.email, 80, false);
  field('shipTo.name', made.shipTo.name, 50);
  field('shipTo.postcode', made.shipTo.postcode, 10, false);
  field('paymentMethod', made.paymentMethod, 30, false);
  for (const line of made.shipTo.lines) field('shipTo.lines', line, 40);
  for (const line of made.lines) {
    field('stockCode', line.stockCode, 30, line.kind === 'STOCK');
    field('description', line.description, 100, false);
    field('quantity', line.quantity, 19);
    field('unitOfMeasure', line.unitOfMeasure, 10);
    field('taxCode', line.taxCode, 3, false);
    field('glAccount', line.glAccount, 35, false);
    if (line.kind === 'STOCK' && !(Number(line.quantity) > 0)) wrong.push('quantity is not positive');
  }
  if (sumMinor(order.lines.map((line) => line.grossMinor)) !== order.totalMinor) wrong.push('lines do not add up');
  if (!order.lines.every(({ kind }) => kind !== 'UNKNOWN')) wrong.push('a kind of line is unknown');
  if (Math.abs(made.roundingMinor) > order.lines.length) wrong.push('rounding is too large');
  if (wrong.length > 0) throw new RangeError(wrong.join('; '));
}

function latin(text: string): string {
  return toLatin1252(text);
}

function filled(text: string | null): string | undefined {
  return text === null || text.trim() === '' ? undefined : text;
}

function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function columnOf(found: Map<string, Record<string, string>>, key: string, column: string): string {
  const value = found.get(key)?.[column];
  if (value === undefined) throw new RangeError(`there is no ${key}`);
  return value;
}

function glAccountOf(company: string, use: string): string | null {
  return glAccounts.get(`${company}|${use}`)?.['glAccount'] || null;
}
