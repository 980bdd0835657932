import { describe, expect, it } from '@jest/globals';
import { summarise, type OrderInBooks, type Readings } from './summary.js';

const paid = (orderId: string, amountMinor: number): OrderInBooks => ({
  orderId,
  fileMinor: amountMinor,
  opayoMinor: amountMinor,
  sysproOrderMinor: amountMinor,
  sysproInvoicedMinor: amountMinor,
  sysproReceiptedMinor: amountMinor,
});

const refused = (orderId: string, amountMinor: number): OrderInBooks => ({
  ...paid(orderId, amountMinor),
  sysproOrderMinor: null,
  sysproInvoicedMinor: 0,
  sysproReceiptedMinor: 0,
});

const good: Readings = {
  file: { name: 'orders.csv', documents: 4, sales: 3, nothingToPay: 1, cancellations: 0, firstDay: '2026-11-23' },
  currency: 'GBP',
  sentNow: 3,
  orders: [paid('gifts/1', 100), paid('gifts/2', 250), refused('gifts/3', 75)],
  ledger: { bankMinor: 350, differenceMinor: 0, receivablesDifferenceMinor: 0 },
  planted: [
    {
      what: 'duplicate notification',
      orderId: 'gifts/2',
      expectedMinor: 250,
      expectedOutcome: 'receipted',
      expectedCode: null,
    },
    {
      what: 'stock code not found',
      orderId: 'gifts/3',
      expectedMinor: 75,
      expectedOutcome: 'parked',
      expectedCode: 'STOCK_CODE_NOT_FOUND',
    },
  ],
  parked: [
    { orderId: 'gifts/3', code: 'STOCK_CODE_NOT_FOUND', text: "Stock code 'X' not found", owner: 'integration' },
  ],
};

describe('the summary of a replay', () => {
  it('is ok when exactly the planted set is parked and the rest is received to the penny', () => {
    const summary = summarise(good);
    expect(summary.problems).toEqual([]);
    expect(summary.ok).toBe(true);
    expect(summary.orders).toEqual({ created: 2, shipped: 2, receipted: 2, parked: 1 });
    expect(summary.money).toMatchObject({
      fileMinor: 425,
      opayoMinor: 425,
      sysproReceiptedMinor: 350,
      differenceMinor: 75,
      unexplainedMinor: 0,
      differences: [{ orderId: 'gifts/3', differenceMinor: 75, reason: 'STOCK_CODE_NOT_FOUND' }],
    });
  });

  const broken: [string, Partial<Readings>, RegExp][] = [
    [
      'a receipt posted twice',
      { orders: [{ ...paid('gifts/1', 100), sysproReceiptedMinor: 200 }, ...good.orders.slice(1)] },
      /gifts\/1: Opayo took 100, SYSPRO received 200/,
    ],
    [
      'a receipt lost',
      { orders: [{ ...paid('gifts/1', 100), sysproReceiptedMinor: 0 }, ...good.orders.slice(1)] },
      /nothing explains it/,
    ],
    ['an order that never arrived', { orders: good.orders.slice(1) }, /2 of the file's 3 sales/],
    [
      'something parked that was not planted',
      { parked: [...good.parked, { orderId: 'gifts/1', code: 'X', text: 'y', owner: 'z' }] },
      /gifts\/1 is parked \(X\)/,
    ],
    [
      'a planted rejection that went through',
      { orders: [...good.orders.slice(0, 2), paid('gifts/3', 75)], parked: [] },
      /should be STOCK_CODE_NOT_FOUND and is receipted/,
    ],
    [
      'a planted rejection under another code',
      { parked: [{ ...good.parked[0]!, code: 'SYSPRO_REJECTED' }] },
      /should be STOCK_CODE_NOT_FOUND and is SYSPRO_REJECTED/,
    ],
    [
      'money that Opayo never took',
      { orders: [{ ...paid('gifts/1', 100), opayoMinor: 90, sysproReceiptedMinor: 90 }, ...good.orders.slice(1)] },
      /the file's total and Opayo's book differ/,
    ],
  ];

  it.each(broken)('is not ok with %s, and says so', (_what, change, words) => {
    const summary = summarise({ ...good, ...change });
    expect(summary.ok).toBe(false);
    expect(summary.problems.join('\n')).toMatch(words);
  });

  it('two errors that cancel out in the total are both seen', () => {
    const orders = [
      { ...paid('gifts/1', 100), sysproReceiptedMinor: 90 },
      { ...paid('gifts/2', 250), sysproReceiptedMinor: 260 },
      good.orders[2]!,
    ];
    const summary = summarise({ ...good, orders });
    expect(summary.money.unexplainedMinor).toBe(0);
    expect(summary.ok).toBe(false);
  });

  it.each([
    ['money in the bank twice', { bankMinor: 450 }, "Opayo's book and SYSPRO's bank differ by -25, the orders by 75"],
    ['a ledger out of balance', { differenceMinor: 1 }, "debits and credits of SYSPRO's ledger differ by 1"],
    [
      'receivables that are not their control account',
      { receivablesDifferenceMinor: -5 },
      "SYSPRO's receivables and their control account differ by -5",
    ],
  ])('says so of %s', (_, wrong, problem) => {
    const summary = summarise({ ...good, ledger: { ...good.ledger, ...wrong } });
    expect(summary.ok).toBe(false);
    expect(summary.problems).toEqual([problem]);
  });
});
