import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CreateSalesOrder, OrderContent } from '#libs/contracts';
import { MappingRejected } from '#libs/mapping';
import { minorUnits } from '#libs/money';
import { loadMappingFiles } from '../mapping-files/mapping-files.js';
import type { MappingSettings } from '../mapping-files/mapping-settings.js';
import type { HoldCode } from '../order/decide.js';
import type { Capture } from '../order/order-state.js';
import { anOrderContent, anOrderLine, SETTINGS } from '../../test/example-facts.js';

interface Circumstances {
  readonly taxRounding?: 'byLine' | 'byOrder';
  readonly purchaseOrderField?: 'ours' | 'buyers';
  readonly hold?: HoldCode | null;
  readonly captures?: readonly Capture[];
  readonly settings?: Partial<MappingSettings>;
}

function aPaidCapture(overrides: Partial<Capture> = {}): Capture {
  return {
    ...{ transactionId: 'TX-1', vendorTxCode: 'gifts-1001-1', vendor: 'clarityshop', currency: 'GBP' },
    ...{ amountMinor: minorUnits(3000), reversedMinor: minorUnits(0), capturedAt: Date.UTC(2026, 10, 23, 12) },
    ...{ cardType: 'VISA', fraudResponse: 'ACCEPT', authProcessor: 'Elavon', merchantNumber: '0021687421' },
    ...overrides,
  };
}

const mappings = loadMappingFiles(join(import.meta.dirname, '../../mappings'));

function map(
  overrides: Partial<OrderContent> = {},
  {
    taxRounding = 'byLine',
    purchaseOrderField = 'ours',
    hold = null,
    captures = [aPaidCapture()],
    settings = {},
  }: Circumstances = {},
): CreateSalesOrder {
  const content = anOrderContent(overrides);
  const { currency, deliveryAddress } = content;
  const site = mappings.site.map({
    ...{ vendor: '', shop: 'gifts', currency, countryCode: deliveryAddress.countryCode },
    ...{ authProcessor: '', merchantNumber: '' },
  });
  return mappings.salesOrder.map({
    ensuredCustomer: null,
    order: { ...content, orderId: 'gifts/1001', shop: 'gifts', orderReference: '1001', version: 1 },
    effectId: 'sales-order:GIFT:gifts/1001',
    settings: { ...SETTINGS, taxRounding, purchaseOrderField, ...settings },
    ...{ captures, decision: { hold } },
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
            glAccount: '4000-WEB',
          },
        },
      ],
      expectedGrossMinor: 3000,
      roundingMinor: 0,
      ...{ roundingToleranceMinor: 0, askAvailability: false },
      ...{ alternateReference: null, ownReferenceIn: null, holdCode: null, specialInstructions: null },
      ...{ paymentStatus: 'PAID', paymentMethod: 'Card VISA', paymentDate: '2026-11-23' },
      ...{ vendorTxCodes: ['gifts-1001-1'], transactionIds: ['TX-1'], netMinor: 2500, taxMinor: 500 },
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
      'shipTo.postcode TOO_LONG',
    ]);
    expect(error.message).not.toContain('much too long');
  });

  it('tells at whose desk its money is, for what SYSPRO has no field for', () => {
    const other = aPaidCapture({ transactionId: 'TX-2', vendorTxCode: 'gifts-1001-2', cardType: 'XYZ' });
    const two = [aPaidCapture({ amountMinor: minorUnits(1000) }), { ...other, amountMinor: minorUnits(2000) }];

    expect(map({}, { captures: two })).toMatchObject({
      ...{ paymentStatus: 'PAID', paymentMethod: 'Card VISA', paymentDate: '2026-11-23' },
      ...{ vendorTxCodes: ['gifts-1001-1', 'gifts-1001-2'], transactionIds: ['TX-1', 'TX-2'] },
    });
    expect(map({}, { captures: [other] }).paymentMethod).toBe('Card XYZ');
    expect(map({}, { captures: [aPaidCapture({ reversedMinor: minorUnits(1) })] }).paymentStatus).toBe('PART_PAID');
  });

  it('of no value was paid by nothing', () => {
    expect(map(priced({ gross: 0, rate: '20' }), { captures: [] })).toMatchObject({
      ...{ paymentStatus: 'FREE', paymentMethod: null, paymentDate: null, transactionIds: [] },
      ...{ expectedGrossMinor: 0, netMinor: 0, taxMinor: 0 },
    });
  });

  it('says why it is to be held', () => {
    expect(map({}, { hold: 'FRAUD_DENY' }).holdCode).toBe('FRAUD_DENY');
  });

  it("has a buyer's own number beside ours, or the other way round by setting", () => {
    const customer = { customerCode: '17850', name: 'Jo', email: null, customerPurchaseOrder: 'PO 4711/é' };

    expect(map({ customer })).toMatchObject({
      ...{ customerPoNumber: '1001-H7L5DX', alternateReference: 'PO 4711/é', ownReferenceIn: null },
    });
    expect(map({ customer }, { purchaseOrderField: 'buyers' })).toMatchObject({
      ...{ customerPoNumber: 'PO 4711/é', alternateReference: '1001-H7L5DX', ownReferenceIn: 'ALTERNATE_REFERENCE' },
    });
    expect(map({}, { purchaseOrderField: 'buyers' })).toMatchObject({
      ...{ customerPoNumber: '1001-H7L5DX', alternateReference: null, ownReferenceIn: null },
    });
  });

  it('gives each line the ledger code of its use', () => {
    const goods = { gross: 3600, rate: '20' } as const;
    const mapped = map(
      priced(
        goods,
        { ...goods, gross: 600, kind: 'FREIGHT' },
        { ...goods, gross: -600, kind: 'CHARGE' },
        { ...goods, gross: 3, kind: 'CHARGE' },
      ),
    );

    expect(mapped.lines.map(({ glAccount }) => glAccount)).toEqual([
      ...['4000-WEB', '4100-WEB', '4300-WEB', '4200-WEB', '4900-WEB'].slice(0, mapped.lines.length),
    ]);
  });

  it("calls a stock code as SYSPRO does where the shop's differs", () => {
    expect(map({ lines: [anOrderLine({ stockCode: ' old-85123a' })] }).lines[0]?.stockCode).toBe('85123A');
  });

  it.each([
    ['Zażółć Gęślą', 'Łódź', 'Zazólc Gesla', 'Lódz'],
    ['王小明', '北京', 'Wang', 'Bei'],
  ])('takes the name %s and the city %s in letters that SYSPRO has', (recipient, city, name, place) => {
    const { deliveryAddress } = anOrderContent();
    const { shipTo } = map({ deliveryAddress: { ...deliveryAddress, recipient, city, countryCode: 'PL' } });

    expect(shipTo.name).toContain(name);
    expect(shipTo.lines.join('|')).toContain(place);
  });

  it('refuses a code in other letters, which would be another code', () => {
    expect(rejection({ lines: [anOrderLine({ stockCode: '茶' })] }).code).toBe('CODE_PAGE');
  });

  it('does not cut codes of 31 and 40 characters that would become one', () => {
    const stem = 'X'.repeat(30);
    const lines = ['A', 'B'.repeat(10)].map((tail, index) =>
      anOrderLine({ lineNumber: index + 1, stockCode: stem + tail, grossMinor: minorUnits(1500) }),
    );

    expect(rejection({ lines }).failures.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'lines[0].stockCode TOO_LONG',
      'lines[1].stockCode TOO_LONG',
    ]);
  });

  it('of a currency that no company takes has no place', () => {
    const query = { vendor: 'clarityshop', shop: 'gifts', currency: 'XAU', countryCode: 'GB' };

    expect(() => mappings.site.map({ ...query, authProcessor: '', merchantNumber: '' })).toThrow('LOOKUP_MISS');
  });

  it('has a bank per acquirer and merchant number, and never a guessed one', () => {
    const query = { vendor: 'clarityshop', shop: 'gifts', currency: 'GBP', countryCode: 'GB' };
    const bankOf = (authProcessor: string, merchantNumber: string) =>
      mappings.site.map({ ...query, authProcessor, merchantNumber }).bank;

    expect(bankOf('Elavon', '0021687421')).toBe('OPAYO');
    expect(bankOf('', '')).toBe('OPAYO');
    expect(() => bankOf('Elavon', '0000000000')).toThrow('LOOKUP_MISS');
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

describe('what posting may do about SYSPRO’s own value and stock', () => {
  const lines = [1, 2, 3].map((lineNumber) => anOrderLine({ lineNumber, grossMinor: minorUnits(1000) }));
  const told = (settings: Partial<MappingSettings>) => {
    const { roundingToleranceMinor, askAvailability } = map({ lines }, { settings });
    return { roundingToleranceMinor, askAvailability };
  };

  it('is nothing unless the site says so', () => {
    expect(told({})).toEqual({ roundingToleranceMinor: 0, askAvailability: false });
  });

  it('closes at most a penny a line, and asks what the warehouses have', () => {
    expect(told({ roundingTolerancePerLineMinor: 1, askAvailability: true })).toEqual({
      ...{ roundingToleranceMinor: 3, askAvailability: true },
    });
  });
});

describe('a customer code', () => {
  const withCode = (customerCode: string): Partial<OrderContent> => ({
    customer: { customerCode, name: 'Jo', email: null, customerPurchaseOrder: null },
  });

  it('of 15 characters is taken whole', () => {
    expect(map(withCode('C'.repeat(15))).customerCode).toBe('C'.repeat(15));
  });

  it('of 16 is refused, with the field, what was told and how long it may be: cut, it could be another customer', () => {
    expect(rejection(withCode('C'.repeat(16))).failures).toMatchObject([
      {
        ...{ field: 'customerCode', rule: 'TOO_LONG', value: 'C'.repeat(16) },
        suggestedFix: expect.stringContaining('15'),
        at: expect.stringMatching(/^sales-order\.yaml:\d+$/),
      },
    ]);
  });
});
