import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { CreateSalesOrder, OrderContent, OrderLine } from '#libs/contracts';
import { Decimal, minorUnits, parseMinor, sumMinor } from '#libs/money';
import { SETTINGS } from '../../test/example-facts.js';
import { salesOrderEffectId } from '../order/effect-id.js';
import { loadMappingFiles } from './mapping-files.js';

// The real orders are read and priced here on their own, not by the sandbox's code, so that a slip on either side shows.
const FILE = join(import.meta.dirname, '../../../sandbox/data/online-retail/orders-2010-12.csv');
const POSTAGE = new Set(['POST', 'DOT', 'C2']);
const CHARGES = new Set(['M', 'BANK CHARGES']);
const COUNTRIES: Readonly<Record<string, string>> = {
  ...{ 'United Kingdom': 'GB', EIRE: 'IE', Germany: 'DE', France: 'FR', Lithuania: 'LT', Australia: 'AU', Italy: 'IT' },
  ...{ Netherlands: 'NL', Norway: 'NO', Switzerland: 'CH', Spain: 'ES', Poland: 'PL', Portugal: 'PT', Belgium: 'BE' },
  Japan: 'JP',
};
type Row = Readonly<Record<'InvoiceNo' | 'StockCode' | 'Description' | 'Quantity' | 'UnitPrice' | 'Country', string>>;

const mappings = loadMappingFiles(join(import.meta.dirname, '../../mappings'));
const orders = salesOf(parse<Row>(readFileSync(FILE), { columns: true, bom: true }));

describe('the 423 real orders', () => {
  it('are all there, to the penny', () => {
    expect(orders).toHaveLength(423);
    expect(sumMinor(orders.map(({ content }) => content.totalMinor))).toBe(18_351_538);
  });

  it.each(['byLine', 'byOrder'] as const)(
    'map, sum exactly and round within a penny a line, tax rounded %s',
    (taxRounding) => {
      for (const order of orders) {
        const mapped = map(order, taxRounding);
        const { totalMinor, lines } = order.content;
        // What SYSPRO will come to, computed apart from the mapping.
        expect({ order: order.orderReference, gross: sysproGross(mapped, taxRounding) }).toEqual({
          order: order.orderReference,
          gross: totalMinor,
        });
        expect(mapped.expectedGrossMinor).toBe(totalMinor);
        expect(Math.abs(mapped.roundingMinor)).toBeLessThanOrEqual(lines.length);
      }
    },
  );

  it('tax rounded by order gives other rounding lines: the setting is a choice', () => {
    const differing = orders.filter(
      (order) => map(order, 'byLine').roundingMinor !== map(order, 'byOrder').roundingMinor,
    );

    expect(differing.length).toBeGreaterThan(100);
  });

  it('have a reference of their own, readable and within 30 characters', () => {
    const references = orders.map((order) => map(order, 'byLine').customerPoNumber);

    expect(new Set(references).size).toBe(423);
    for (const reference of references) expect(reference).toMatch(/^\d{6}-[A-Z2-7]{6}$/);
  });

  it('keep one line for each line of goods, one for all postage, and number every line once', () => {
    for (const order of orders) {
      const { lines } = map(order, 'byLine');
      const given = order.content.lines;
      const goods = lines.filter((line) => line.kind === 'STOCK');
      expect(goods.map((line) => line.customerPoLine)).toEqual(
        given.filter((line) => line.kind === 'STOCK').map((line) => line.lineNumber),
      );
      expect(goods.every((line) => line.stockCode === line.stockCode.toUpperCase())).toBe(true);
      expect(lines.filter((line) => line.kind === 'FREIGHT')).toHaveLength(
        given.some((line) => line.kind === 'FREIGHT') ? 1 : 0,
      );
      expect(new Set(lines.map((line) => line.customerPoLine)).size).toBe(lines.length);
    }
  });

  it('keep the zero-price line of order 537197', () => {
    const order = orders.find(({ orderReference }) => orderReference === '537197');
    const free = order && map(order, 'byLine').lines.filter((line) => line.netMinor === 0);

    expect(free).toMatchObject([{ stockCode: '22841', unitPriceNet: '0.00000', taxMinor: 0 }]);
  });
});

interface SampleOrder {
  readonly orderReference: string;
  readonly content: OrderContent;
}

const made = new Map<string, CreateSalesOrder>();

/** Each order is mapped once per setting; the tests look at the results. */
function map(order: SampleOrder, taxRounding: 'byLine' | 'byOrder'): CreateSalesOrder {
  const key = `${taxRounding}:${order.orderReference}`;
  const mapped = made.get(key) ?? mapNow(order, taxRounding);
  made.set(key, mapped);
  return mapped;
}

function mapNow({ orderReference, content }: SampleOrder, taxRounding: 'byLine' | 'byOrder'): CreateSalesOrder {
  const { currency, deliveryAddress } = content;
  const site = mappings.site.map({
    ...{ vendor: 'clarityshop', shop: 'gifts', currency },
    ...{ countryCode: deliveryAddress.countryCode, authProcessor: '', merchantNumber: '' },
  });
  const orderId = `gifts/${orderReference}`;
  return mappings.salesOrder.map({
    ensuredCustomer: null,
    order: { ...content, orderId, shop: 'gifts', orderReference, version: 1 },
    site,
    effectId: salesOrderEffectId(site.company, orderId),
    ...{ captures: [], decision: { hold: null } },
    settings: { ...SETTINGS, taxRounding },
  });
}

const RATES: Readonly<Record<string, Decimal>> = { S: Decimal.of(20), Z: Decimal.of(0), '': Decimal.of(0) };

function sysproGross({ lines }: CreateSalesOrder, taxRounding: 'byLine' | 'byOrder'): number {
  const nets = lines.map((line) => ({ code: line.taxCode, net: netOf(line) }));
  const taxed =
    taxRounding === 'byLine'
      ? nets
      : [...groupBy(nets, ({ code }) => code)].map(([code, group]) => ({
          code,
          net: sumMinor(group.map(({ net }) => net)),
        }));
  return sumMinor([...nets.map(({ net }) => net), ...taxed.map(({ net, code }) => taxOf(net, code))]);
}

function netOf({ quantity, unitPriceNet }: CreateSalesOrder['lines'][number]): number {
  return minorUnits(Decimal.parse(quantity).times(Decimal.parse(unitPriceNet)).round(2).unscaled);
}

function taxOf(net: number, code: string): number {
  return minorUnits(
    Decimal.of(net)
      .times(RATES[code] ?? Decimal.of(0))
      .dividedBy(Decimal.of(100), 0).unscaled,
  );
}

/** Documents that are sales: not cancelled, of a positive total. Prices include 20 % VAT in the United Kingdom and none elsewhere. */
function salesOf(rows: readonly Row[]): SampleOrder[] {
  return [...groupBy(rows, (row) => row.InvoiceNo)]
    .filter(([invoice]) => !invoice.startsWith('C'))
    .map(([orderReference, lines]) => ({ orderReference, content: contentOf(lines) }))
    .filter(({ content }) => content.totalMinor > 0);
}

function contentOf(rows: readonly Row[]): OrderContent {
  const countryCode = COUNTRIES[rows[0]?.Country ?? ''] ?? '';
  const lines = rows.map((row, index) => lineOf(row, index + 1, countryCode === 'GB'));
  return {
    placedAt: Date.parse('2010-12-01T08:26:00Z'),
    currency: 'GBP',
    pricesIncludeTax: true,
    netMinor: sumMinor(lines.map((line) => line.netMinor)),
    taxMinor: sumMinor(lines.map((line) => line.taxMinor)),
    totalMinor: sumMinor(lines.map((line) => line.grossMinor)),
    customer: { customerCode: null, name: 'Jo Buyer', email: null, customerPurchaseOrder: null },
    deliveryAddress: {
      ...{ recipient: null, line1: '1 High Street', line2: null, line3: null, city: 'Leeds', region: null },
      ...{ postcode: 'LS1 1AA', countryCode },
    },
    billingAddress: null,
    lines,
    payments: [],
  };
}

function lineOf(row: Row, lineNumber: number, taxed: boolean): OrderLine {
  const value = Decimal.parse(row.UnitPrice).times(Decimal.parse(row.Quantity)).round(2);
  const grossMinor = parseMinor(value.toString(), 'GBP');
  const net = Decimal.of(grossMinor).times(Decimal.of(5)).dividedBy(Decimal.of(6), 0);
  const netMinor = taxed ? minorUnits(net.unscaled) : grossMinor;
  return {
    lineNumber,
    kind: POSTAGE.has(row.StockCode) ? 'FREIGHT' : CHARGES.has(row.StockCode) ? 'CHARGE' : 'STOCK',
    stockCode: row.StockCode,
    description: row.Description,
    quantity: row.Quantity,
    unitOfMeasure: 'EA',
    netMinor,
    taxMinor: minorUnits(grossMinor - netMinor),
    grossMinor,
    taxCode: taxed ? 'S' : 'Z',
    taxRatePercent: taxed ? '20' : '0',
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
