import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { OrdersFileError, readOrdersFile } from './orders-file.js';
import { figuresOf, planReplay, type Plan } from './plan.js';
import { DEFAULT_ORDERS_FILE } from './replays.js';
import { shopOrderOf } from './shop-order.js';
import { paymentFor } from './synthetic.js';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n';
let plan: Plan;
beforeAll(async () => {
  plan = planReplay('orders-2010-12.csv', await readFile(DEFAULT_ORDERS_FILE, 'utf8'), '2026-11-23');
});

const bodyOf = (reference: string) => {
  const order = plan.orders.find(({ document }) => document.reference === reference);
  if (!order) throw new Error(`no sale ${reference}`);
  return shopOrderOf(order.document, { shop: 'gifts', placedOn: order.placedOn, vendorTxCodes: ['x'] });
};

describe('the file that comes along', () => {
  it('has the figures its SOURCE.md tells', () => {
    expect(figuresOf(plan)).toEqual({
      documents: 511,
      sales: 423,
      salesMinor: 18_351_538,
      nothingToPay: 45,
      cancellations: 43,
      cancellationsMinor: -358_058,
    });
    expect(plan.orders.filter(({ document }) => document.customerId === '')).toHaveLength(23);
    expect(plan.orders.filter(({ document }) => document.lines.length > 20)).toHaveLength(127);
  });

  it('makes orders whose lines add up to the total, in every one', () => {
    let totalMinor = 0;
    for (const { document } of plan.orders) {
      const { placed } = bodyOf(document.reference);
      for (const line of placed.lines) expect(line.netMinor + line.taxMinor).toBe(line.grossMinor);
      expect(placed.lines.reduce((sum, { grossMinor }) => sum + grossMinor, 0)).toBe(document.grossMinor);
      expect(placed.netMinor + placed.taxMinor).toBe(placed.totalMinor);
      totalMinor += placed.totalMinor;
    }
    expect(totalMinor).toBe(18_351_538);
  });

  it('reads prices with 20 % VAT for the United Kingdom and without VAT elsewhere', () => {
    const british = bodyOf('536365').placed;
    expect(british.lines[0]).toMatchObject({
      grossMinor: 1530,
      netMinor: 1275,
      taxMinor: 255,
      taxCode: 'S',
      taxRatePercent: '20',
    });
    expect(british.deliveryAddress.countryCode).toBe('GB');
    const french = bodyOf('536370').placed;
    expect(french.taxMinor).toBe(0);
    expect(french.lines.find(({ stockCode }) => stockCode === 'POST')).toMatchObject({
      kind: 'FREIGHT',
      quantity: '3',
      grossMinor: 5400,
      taxCode: 'Z',
    });
  });

  it('tells goods from postage and charges', () => {
    const kinds = new Map(
      plan.orders
        .flatMap(({ document }) => bodyOf(document.reference).placed.lines)
        .map(({ stockCode, kind }) => [stockCode, kind]),
    );
    expect(['POST', 'DOT', 'M', 'C2', 'BANK CHARGES', '85123A'].map((code) => kinds.get(code))).toEqual([
      'FREIGHT',
      'FREIGHT',
      'CHARGE',
      'CHARGE',
      'CHARGE',
      'STOCK',
    ]);
  });

  it('keeps the time of day in London and shifts the day', () => {
    expect(bodyOf('536365').placed.placedAt).toBe('2026-11-23T08:26:00.000Z');
    const summer = planReplay('x', `${HEADER}1,A,a,1,12/1/2010 8:26,1,17850,United Kingdom`, '2026-07-01').orders[0];
    expect(
      summer &&
        shopOrderOf(summer.document, { shop: 's', placedOn: summer.placedOn, vendorTxCodes: [] }).placed.placedAt,
    ).toBe('2026-07-01T07:26:00.000Z');
  });
});

describe('what is planted', () => {
  it('is the same each time, each on an order of its own, with its pence', () => {
    expect(plan.planted.map(({ kind, expectedCode }) => [kind, expectedCode])).toEqual([
      ['PAYMENT_BEFORE_ORDER', null],
      ['STOCK_CODE_MISSING', 'STOCK_CODE_NOT_FOUND'],
      ['PAID_AFTER_DECLINE', null],
      ['PERIOD_CLOSED', 'PERIOD_CLOSED'],
      ['DUPLICATE_NOTIFICATION', null],
      ['CUSTOMER_MISSING', 'CUSTOMER_CODE_INVALID'],
      ['ANSWER_LOST', null],
    ]);
    expect(new Set(plan.planted.map(({ reference }) => reference)).size).toBe(7);
    for (const planted of plan.planted) expect(planted.expectedMinor).toBe(bodyOf(planted.reference).placed.totalMinor);
  });

  it('concerns one order only where a code is missing', () => {
    const of = (kind: string) => plan.planted.find((planted) => planted.kind === kind);
    const stockCode = of('STOCK_CODE_MISSING')?.missing;
    const customer = of('CUSTOMER_MISSING')?.missing;
    const uses = plan.file.sales.filter(({ lines }) =>
      lines.some((line) => line.stockCode.toUpperCase() === stockCode),
    );
    expect(uses.map(({ reference }) => reference)).toEqual([of('STOCK_CODE_MISSING')?.reference]);
    const buys = plan.file.sales.filter(({ customerId }) => customerId === customer);
    expect(buys.map(({ reference }) => reference)).toEqual([of('CUSTOMER_MISSING')?.reference]);
  });

  it('registers the payment of the closed period on the last day of the month before', () => {
    const closed = plan.planted.find(({ kind }) => kind === 'PERIOD_CLOSED')?.reference;
    expect(plan.orders.filter(({ placedOn }) => placedOn !== '2026-11-23')).toMatchObject([
      { placedOn: '2026-10-31', document: { reference: closed } },
    ]);
  });

  it('is less in a small file, never an error', () => {
    expect(
      planReplay('x', `${HEADER}1,A,a,1,12/1/2010 8:26,1,17850,United Kingdom`, '2026-07-01').planted,
    ).toHaveLength(1);
  });
});

describe('what is made up', () => {
  it('is the same each time, other for each payment, and of Opayo’s shapes', () => {
    const payments = plan.orders.flatMap(({ document }) =>
      [1, 2].map((n) => paymentFor('gifts', document.reference, n)),
    );
    expect(paymentFor('gifts', '536365', 1)).toEqual(payments[0]);
    expect(new Set(payments.map(({ transactionId }) => transactionId)).size).toBe(846);
    expect(new Set(payments.map(({ vendorTxCode }) => vendorTxCode)).size).toBe(846);
    for (const { transactionId, vendorTxCode, securityKey, card } of payments) {
      expect(transactionId).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
      expect(vendorTxCode).toMatch(/^[A-Za-z0-9{}._-]{1,40}$/);
      expect(securityKey).toMatch(/^[A-Z0-9]{10}$/);
      expect(card.lastFourDigits + card.expiryDate).toMatch(/^\d{8}$/);
    }
  });
});

describe('another file', () => {
  const row = '1,A,a,1,12/1/2010 8:26,1.5,17850,United Kingdom\n';

  it.each([
    [
      'a missing column',
      'InvoiceNo,StockCode\n1,A\n',
      'line 1: missing columns Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country',
    ],
    ['a quantity', HEADER + row + row.replace(',1,12', ',one,12'), "line 3: Quantity 'one' is not a whole number"],
    ['a price', HEADER + row.replace('1.5', '£1'), "line 2: UnitPrice '£1' is not a decimal number"],
    [
      'a date',
      HEADER + row.replace('12/1/2010 8:26', '2010-12-01'),
      "line 2: InvoiceDate '2010-12-01' is not like 12/1/2010 8:26",
    ],
    [
      'a day that is none',
      HEADER + row.replace('12/1', '13/1'),
      "line 2: InvoiceDate '13/1/2010 8:26' is not like 12/1/2010 8:26",
    ],
    ['a country', HEADER + row.replace('United Kingdom', 'Atlantis'), "line 2: Country 'Atlantis' is not known"],
    ['part of a penny', HEADER + row.replace('1.5', '1.555'), 'line 2: 1 × 1.555 is not whole pence'],
    ['no orders', HEADER, 'there are no orders in it'],
    ['no CSV', '"a', 'it is not CSV'],
  ])('with %s wrong is refused, with the line', (_, text, expected) => {
    expect(() => readOrdersFile(text)).toThrow(OrdersFileError);
    expect(() => readOrdersFile(text)).toThrow(expected);
  });

  it('may have its columns in another order, a byte order mark and CRLF', () => {
    const text =
      '\ufeffCountry,CustomerID,UnitPrice,InvoiceDate,Quantity,Description,StockCode,InvoiceNo\r\nFrance,1,2,12/1/2010 8:26,3,"a, b",X,9\r\n';
    expect(readOrdersFile(text).sales).toMatchObject([
      { reference: '9', country: 'France', grossMinor: 600, lines: [{ description: 'a, b' }] },
    ]);
  });
});
