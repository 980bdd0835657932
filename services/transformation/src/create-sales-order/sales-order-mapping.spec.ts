import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CreateSalesOrder, OrderContent } from '#libs/contracts';
import { MappingRejected } from '#libs/mapping';
import { minorUnits } from '#libs/money';
import { loadMappingFiles } from '../mapping-files/mapping-files.js';
import { anOrderContent, anOrderLine } from '../../test/example-facts.js';

const mappings = loadMappingFiles(join(import.meta.dirname, '../../mappings'));

function map(overrides: Partial<OrderContent> = {}, taxRounding: 'byLine' | 'byOrder' = 'byLine'): CreateSalesOrder {
  const content = anOrderContent(overrides);
  const { currency, deliveryAddress } = content;
  const site = mappings.site.map({ vendor: '', shop: 'gifts', currency, countryCode: deliveryAddress.countryCode });
  return mappings.salesOrder.map({
    order: { ...content, orderId: 'gifts/1001', shop: 'gifts', orderReference: '1001', version: 1 },
    effectId: 'sales-order:GIFT:gifts/1001',
    settings: { taxRounding, timeZone: 'Europe/London' },
    site,
  });
}

function rejection(overrides: Partial<OrderContent>): MappingRejected {
  try {
    map(overrides);
  } catch (error) {
    if (error instanceof MappingRejected) return error;
    throw error;
  }
  throw new Error('it was mapped');
}

/** Gross lines of an order whose total is their sum; rates in percent. */
function priced(
  ...lines: { gross: number; rate: '20' | '0'; kind?: 'STOCK' | 'FREIGHT' | 'CHARGE'; quantity?: string }[]
) {
  return {
    totalMinor: minorUnits(lines.reduce((sum, { gross }) => sum + gross, 0)),
    lines: lines.map(({ gross, rate, kind = 'STOCK', quantity = '1' }, index) =>
      anOrderLine({
        ...{ lineNumber: index + 1, kind, quantity, taxRatePercent: rate, taxCode: rate === '20' ? 'S' : 'Z' },
        grossMinor: minorUnits(gross),
      }),
    ),
  };
}

describe('a sales order as SYSPRO gets it', () => {
  it('has header, delivery address and net prices with five decimals', () => {
    expect(map()).toEqual({
      customerCode: '17850',
      customerPoNumber: '1001-H7L5DX',
      orderDate: '2026-11-23',
      currency: 'GBP',
      warehouse: 'MAIN',
      email: 'jo@example.com',
      shipTo: { name: 'Jo Buyer', lines: ['1 High Street', 'Leeds', 'United Kingdom'], postcode: 'LS1 1AA' },
      lines: [
        {
          ...{
            customerPoLine: 1,
            kind: 'STOCK',
            stockCode: '85123A',
            description: 'WHITE HANGING HEART T-LIGHT HOLDER',
          },
          ...{
            quantity: '6',
            unitOfMeasure: 'EA',
            unitPriceNet: '4.16667',
            netMinor: 2500,
            taxMinor: 500,
            taxCode: 'S',
          },
        },
      ],
      expectedGrossMinor: 3000,
      roundingMinor: 0,
    });
  });

  it.each([
    ['GB', 'GUESTGB'],
    ['DE', 'GUESTX'],
  ])('of a guest in %s goes to account %s', (countryCode, account) => {
    const customer = { customerCode: null, name: 'Jo', email: null, customerPurchaseOrder: null };
    const { deliveryAddress } = anOrderContent();

    expect(map({ customer, deliveryAddress: { ...deliveryAddress, countryCode } }).customerCode).toBe(account);
  });

  it('placed after eleven at night in July belongs to the next day in London', () => {
    expect(map({ placedAt: Date.UTC(2026, 6, 1, 23, 30) }).orderDate).toBe('2026-07-02');
  });

  it('writes stock codes in upper case', () => {
    expect(map({ lines: [anOrderLine({ stockCode: '85123a' })] }).lines[0]?.stockCode).toBe('85123A');
  });

  it('closes a penny between its total and the shop’s with an untaxed charge, last', () => {
    const mapped = map(priced({ gross: 3, rate: '20' }));

    expect(mapped.roundingMinor).toBe(-1);
    expect(mapped.lines.at(-1)).toMatchObject({
      ...{ customerPoLine: 2, kind: 'CHARGE', description: 'Rounding', unitPriceNet: '-0.01000' },
      ...{ netMinor: -1, taxMinor: 0, taxCode: '' },
    });
  });

  it('makes one freight line of all postage, one for each tax rate', () => {
    const freight = (mapped: CreateSalesOrder) =>
      mapped.lines
        .filter((line) => line.kind === 'FREIGHT')
        .map((line) => [line.netMinor, line.taxMinor, line.taxCode]);
    const goods = { gross: 1200, rate: '20' } as const;
    const postage = { gross: 600, rate: '20', kind: 'FREIGHT', quantity: '2' } as const;

    expect(freight(map(priced(goods, postage, postage)))).toEqual([[1000, 200, 'S']]);
    expect(freight(map(priced(goods, postage, { ...postage, rate: '0' })))).toEqual([
      [500, 100, 'S'],
      [600, 0, 'Z'],
    ]);
  });

  it('makes charges and discounts miscellaneous lines of their whole value', () => {
    const mapped = map(priced({ gross: 3000, rate: '20' }, { gross: -600, rate: '20', kind: 'CHARGE', quantity: '3' }));

    expect(mapped.lines[1]).toMatchObject({
      kind: 'CHARGE',
      quantity: '1',
      unitPriceNet: '-5.00000',
      netMinor: -500,
      taxMinor: -100,
    });
  });

  it('takes net prices from shops that show them', () => {
    const line = anOrderLine({ netMinor: minorUnits(2500), quantity: '6' });

    expect(map({ pricesIncludeTax: false, lines: [line] }).lines[0]?.unitPriceNet).toBe('4.16667');
  });

  it('reports everything that is wrong with an order at once', () => {
    const { deliveryAddress } = anOrderContent();
    const error = rejection({
      lines: [anOrderLine({ stockCode: 'X'.repeat(31), taxCode: 'Q' })],
      deliveryAddress: { ...deliveryAddress, postcode: 'much too long', city: '東京' },
      customer: { customerCode: '1234567890123456', name: 'Jo', email: null, customerPurchaseOrder: null },
    });

    expect(error.failures.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'lines[0].stockCode TOO_LONG',
      'lines[0].taxCode LOOKUP_MISS',
      'customerCode TOO_LONG',
      'shipTo.lines CODE_PAGE',
      'shipTo.postcode TOO_LONG',
    ]);
    expect(error.message).not.toContain('東京');
  });

  it.each([
    ['lines that do not come to the total', { totalMinor: minorUnits(2990) }, 'LINES_DO_NOT_ADD_UP'],
    [
      'a kind of line nobody knows',
      { lines: [anOrderLine(), anOrderLine({ kind: 'UNKNOWN', grossMinor: minorUnits(0) })] },
      'LINE_KIND_UNKNOWN',
    ],
    ['a quantity below zero', priced({ gross: -100, rate: '20', quantity: '-1' }), 'QUANTITY_NOT_POSITIVE'],
    ['a quantity of zero', priced({ gross: 0, rate: '20', quantity: '0' }), 'QUANTITY_ZERO'],
    [
      'a country nobody knows',
      { deliveryAddress: { ...anOrderContent().deliveryAddress, countryCode: 'ZZ' } },
      'LOOKUP_MISS',
    ],
  ])('is refused for %s', (_what, overrides, code) => {
    const { failures } = rejection(overrides);

    expect(failures.map(({ rule }) => rule)).toContain(code);
  });

  it('is refused when SYSPRO would come to another total by more than a penny a line', () => {
    // 400,000 pieces of 4.01 in all: five decimals are not enough, and no rounding line may hide it.
    expect(rejection(priced({ gross: 401, rate: '20', quantity: '400000' })).code).toBe('ROUNDING_TOO_LARGE');
  });
});
