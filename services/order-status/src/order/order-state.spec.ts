import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OrderStatusWord, ShopOrder } from '#libs/contracts';
import { alert, furtherOutcome, ORDER_ID, orderChange, outcome, payment, shopOrder } from './example-records.js';
import type { OrderFact } from './fact.js';
import { foldOrder } from './order-state.js';
import {
  readAlert,
  readOrderChange,
  readOutcome,
  readPaymentEvent,
  readShopOrder,
  type Origin,
  type Reading,
} from './read-fact.js';
import { snapshotOf } from './snapshot.js';
import { STATUS_WORDS, statusOf } from './status-words.js';
import { stepsOf } from './steps.js';
import { timelineOf } from './timeline.js';

type Any =
  | Parameters<typeof readShopOrder>[0]
  | Parameters<typeof readPaymentEvent>[0]
  | Parameters<typeof readOutcome>[0]
  | Parameters<typeof readOrderChange>[0]
  | Parameters<typeof readAlert>[0];

/** Reads a record of any of the topics, told apart by what only one of them has. */
function read(record: Any): OrderFact {
  const origin: Origin = { eventId: record.eventId, traceId: null };
  const reading: Reading =
    'version' in record
      ? readShopOrder(record, origin)
      : 'vendorTxCode' in record
        ? readPaymentEvent(record, origin)
        : 'commandKind' in record
          ? readOutcome(record, origin)
          : 'company' in record
            ? readOrderChange(record, origin)
            : readAlert(record, origin);
  if (reading.is !== 'fact') throw new Error('not a fact');
  return reading.fact;
}

const fold = (...records: Any[]) => foldOrder(ORDER_ID, records.map(read));
const placed = shopOrder('PLACED');
const captured = payment('CAPTURED');
const created = outcome('SALES_ORDER_CREATED');
const status = (statusCode: string, at = 3) => orderChange('STATUS_CHANGED', { statusCode, at });
const invoiced = orderChange('INVOICED', { at: 5 });
const receipted = outcome('RECEIPT_POSTED', { at: 6 });

const WAYS: [OrderStatusWord, string, Any[]][] = [
  ['UNKNOWN', 'nothing a shop could use', [alert('RESOLVED')]],
  ['AWAITING_PAYMENT', 'the order alone', [placed]],
  ['AWAITING_PAYMENT', 'a declined payment', [placed, payment('DECLINED')]],
  ['AWAITING_PAYMENT', 'a pending payment of an order not heard of yet', [payment('PENDING')]],
  ['AWAITING_PAYMENT', 'less than the total', [placed, payment('CAPTURED', { amountMinor: 11_999 })]],
  ['AWAITING_PAYMENT', 'a payment that was voided', [placed, captured, payment('VOIDED', { at: 2 })]],
  [
    'AWAITING_PAYMENT',
    'a reservation that lapsed',
    [placed, payment('AUTHORISED'), payment('RELEASED_WITHOUT_CAPTURE', { at: 2 })],
  ],
  ['AWAITING_PAYMENT', 'a word of Opayo nobody knows', [placed, payment('UNRECOGNISED')]],
  ['AWAITING_PAYMENT', 'money in another currency', [placed, payment('CAPTURED', { currency: 'EUR' })]],
  ['AUTHORISED', 'a reservation', [placed, payment('AUTHORISED')]],
  ['PAID', 'the total', [placed, captured]],
  ['PAID', 'a payment before its order', [captured]],
  ['PAID', 'a second try after a decline', [placed, payment('DECLINED', { transactionId: 'TX0' }), captured]],
  [
    'PAID',
    'two payments that make the total',
    [
      placed,
      payment('CAPTURED', { amountMinor: 5000 }),
      payment('CAPTURED', { transactionId: 'TX2', amountMinor: 7000 }),
    ],
  ],
  [
    'PAID',
    'a reservation that was captured',
    [placed, payment('AUTHORISED', { at: 1 }), payment('CAPTURED', { at: 1 })],
  ],
  ['PAID', 'an answer that is in doubt', [placed, captured, outcome('IN_DOUBT')]],
  ['ORDER_CREATED', 'the order in SYSPRO', [placed, captured, created, status('1')]],
  [
    'ORDER_CREATED',
    'a doubt that was read back',
    [placed, captured, outcome('IN_DOUBT', { at: 3 }), outcome('SALES_ORDER_CREATED', { at: 2, readBack: true })],
  ],
  ['ORDER_CREATED', 'our own S, seen before the order was confirmed', [placed, captured, status('S', 1), created]],
  ['ON_HOLD', 'S after the order was confirmed', [placed, captured, created, status('S', 3)]],
  ['IN_PROGRESS', 'in the warehouse', [placed, captured, created, status('4')]],
  [
    'PART_SHIPPED',
    'part of the goods',
    [placed, captured, created, status('4'), orderChange('SHIPPED', { complete: false })],
  ],
  ['SHIPPED', 'all of the goods', [placed, captured, created, orderChange('SHIPPED')]],
  ['SHIPPED', 'ready to invoice', [placed, captured, created, status('8')]],
  ['INVOICED', 'an invoice', [placed, captured, created, status('9', 4), invoiced]],
  [
    'INVOICED',
    'an invoice that is paid in part',
    [placed, captured, created, invoiced, outcome('RECEIPT_POSTED', { amountMinor: 1 })],
  ],
  [
    'RECEIPTED',
    'a first invoice of several, paid',
    [
      placed,
      captured,
      created,
      orderChange('INVOICED', { amountMinor: 4000 }),
      outcome('RECEIPT_POSTED', { amountMinor: 4000 }),
    ],
  ],
  ['COMPLETED', 'everything', [placed, captured, created, status('9', 4), invoiced, receipted]],
  ['COMPLETED', 'everything, though status 9 was not seen', [placed, captured, created, invoiced, receipted]],
  ['CANCELLED', 'the shop before anything was paid', [placed, shopOrder('CANCELLED', { version: 2 })]],
  ['CANCELLED', 'SYSPRO', [placed, created, status('\\')]],
  ['REFUND_DUE', 'cancelled after it was paid', [placed, captured, shopOrder('CANCELLED', { version: 2 })]],
  [
    'CANCELLED',
    'cancelled and refunded',
    [placed, captured, payment('REFUNDED', { transactionId: 'TX2' }), shopOrder('CANCELLED', { version: 2 })],
  ],
  [
    'REFUND_DUE',
    'less invoiced than captured, and nothing more to come',
    [placed, captured, created, status('9'), orderChange('INVOICED', { amountMinor: 9000 })],
  ],
  ['NEEDS_ATTENTION', 'an order that SYSPRO refused', [placed, captured, outcome('REJECTED')]],
  ['NEEDS_ATTENTION', 'an alert', [placed, captured, alert('RAISED')]],
  [
    'NEEDS_ATTENTION',
    'a cause that came back',
    [placed, alert('RAISED', { at: 1 }), alert('RESOLVED', { at: 2, raisedAt: 1 }), alert('RAISED', { at: 3 })],
  ],
  [
    'NEEDS_ATTENTION',
    'a corrected order that was refused again',
    [placed, captured, outcome('REJECTED'), outcome('REJECTED', { revision: 2 })],
  ],
  [
    'PAID',
    'an alert that was resolved',
    [placed, captured, alert('RAISED', { at: 2 }), alert('RESOLVED', { at: 3, raisedAt: 2 })],
  ],
  [
    'PAID',
    'a rejection that a person has dealt with',
    [
      placed,
      captured,
      outcome('REJECTED', { at: 2 }),
      alert('RAISED', { at: 2 }),
      alert('RESOLVED', { at: 3, raisedAt: 2 }),
    ],
  ],
  ['PAID', 'an alert that only informs', [placed, captured, alert('RAISED', { severity: 'INFO' })]],
  [
    'ORDER_CREATED',
    'a refusal that was corrected',
    [placed, captured, outcome('REJECTED', { at: 4 }), outcome('SALES_ORDER_CREATED', { revision: 2, at: 3 })],
  ],
];

describe('the status word', () => {
  it.each(WAYS)('%s: %s', (word, _why, records) => {
    expect(statusOf(fold(...records))).toBe(word);
  });

  it('every word of the list is reached', () => {
    const reached = new Set(WAYS.map(([word]) => word));
    expect(STATUS_WORDS.map(({ word }) => word).filter((word) => !reached.has(word))).toEqual([]);
  });

  it('an older version of the order never overrides a newer one', () => {
    const state = fold(
      shopOrder('AMENDED', { version: 3, totalMinor: 500, at: 1 }),
      shopOrder('AMENDED', { version: 2, totalMinor: 900, at: 2 }),
      placed,
    );
    expect(state.totalMinor).toBe(500);
  });
});

describe('the fold', () => {
  const life: Any[] = [
    placed,
    shopOrder('AMENDED', { version: 2, totalMinor: 13_000 }),
    payment('DECLINED', { transactionId: 'TX0', at: 1 }),
    payment('AUTHORISED', { at: 1 }),
    captured,
    payment('CAPTURED', { transactionId: 'TX2', amountMinor: 1000, at: 1 }),
    outcome('IN_DOUBT', { at: 2 }),
    outcome('REJECTED', { at: 2 }),
    outcome('REJECTED', { at: 2, revision: 2 }),
    created,
    status('S', 2),
    status('1', 3),
    status('4', 3),
    orderChange('SHIPPED', { complete: false, at: 3 }),
    orderChange('SHIPPED', { at: 4 }),
    invoiced,
    orderChange('INVOICED', { invoice: '000322', amountMinor: 1000, at: 5 }),
    orderChange('INVOICE_BALANCE_CHANGED', { at: 5 }),
    receipted,
    outcome('RECEIPT_POSTED', { effectId: 'receipt:GIFT:TX2:000322', invoice: '000322', amountMinor: 1000 }),
    alert('RAISED', { at: 2 }),
    alert('RAISED', { at: 2, alertId: 'alert-2', severity: 'CRITICAL', effectId: null }),
    alert('RESOLVED', { at: 5, raisedAt: 2 }),
  ];
  const facts = life.map(read);

  it('any set of facts gives the same state in any order and with any repeats', () => {
    const someFacts = fc.subarray(facts, { minLength: 1 });
    const repeated = someFacts.chain((some) =>
      fc.tuple(
        fc.constant(some),
        fc
          .shuffledSubarray([...some, ...some, ...some], { minLength: some.length })
          .map((more) => [...more, ...some].reverse()),
        fc.shuffledSubarray(some, { minLength: some.length, maxLength: some.length }),
      ),
    );
    fc.assert(
      fc.property(repeated, ([some, withRepeats, shuffled]) => {
        const once = foldOrder(ORDER_ID, some);
        for (const other of [foldOrder(ORDER_ID, withRepeats), foldOrder(ORDER_ID, shuffled)]) {
          expect(snapshotOf(other)).toEqual(snapshotOf(once));
          expect(stepsOf(other)).toEqual(stepsOf(once));
          expect(other.attention).toEqual(once.attention);
        }
        expect(timelineOf(shuffled)).toEqual(timelineOf(some));
      }),
      { numRuns: 300 },
    );
  });

  it('comes to the end of a full life', () => {
    const done = facts.filter((fact) => !(fact.about === 'alert' && fact.alertId === 'alert-2'));
    const state = foldOrder(ORDER_ID, done);
    expect(snapshotOf(state)).toEqual({
      orderId: ORDER_ID,
      shop: 'gifts',
      orderReference: '536365',
      status: 'COMPLETED',
      customerText: 'Your order is complete.',
      currency: 'GBP',
      totalMinor: 13_000,
      capturedMinor: 13_000,
      invoicedMinor: 13_000,
      receiptedMinor: 13_000,
      salesOrder: '000777',
      customerPoNumber: '536365-ABCDEF',
      invoices: ['000321', '000322'],
      payments: [
        { transactionId: 'TX0', vendorTxCode: 'tx0', status: 'DECLINED', amountMinor: null },
        { transactionId: 'TX1', vendorTxCode: 'tx1', status: 'CAPTURED', amountMinor: 12_000 },
        { transactionId: 'TX2', vendorTxCode: 'tx2', status: 'CAPTURED', amountMinor: 1000 },
      ],
      attention: null,
    });
    expect(stepsOf(state)).toEqual(['heard', 'paid', 'created', 'shipped', 'invoiced', 'receipted', 'completed']);
  });

  it('the most urgent cause is told, with money and what to do', () => {
    expect(foldOrder(ORDER_ID, facts).attention).toMatchObject({
      code: 'STOCK_CODE_NOT_FOUND',
      effectId: null,
      amountMinor: 12_000,
      suggestedFix: 'Add the stock code',
    });
  });

  it('keeps no personal data', () => {
    const kept = JSON.stringify([facts, snapshotOf(foldOrder(ORDER_ID, facts)), timelineOf(facts)]);
    for (const personal of ['Jane', 'jane@', 'High Street', 'LS1', '0006', 'changed my mind'])
      expect(kept).not.toContain(personal);
  });
});

describe('the timeline', () => {
  it('tells what happened, when, from which fact, under the keys of both systems', () => {
    const facts = [
      placed,
      captured,
      outcome('IN_DOUBT', { at: 2 }),
      outcome('SALES_ORDER_CREATED', { at: 3, readBack: true }),
      invoiced,
      receipted,
      outcome('REJECTED', { at: 9 }),
      alert('RAISED', { at: 10 }),
    ].map(read);
    expect(timelineOf(facts).map(({ at, what, topic, keys }) => [at.slice(11, 16), what, topic, keys])).toEqual([
      ['08:00', 'The shop placed the order over 120.00 GBP', 'shop.orders.v1', {}],
      ['08:01', 'Opayo took 120.00 GBP', 'opayo.payment-events.v1', { vendorTxCode: 'tx1', transactionId: 'TX1' }],
      [
        '08:02',
        'The answer was lost when SYSPRO was asked to create the sales order (SYSPRO_TIMEOUT); it is being read back',
        'erp.outcomes.v1',
        { effectId: 'sales-order:GIFT:gifts/536365' },
      ],
      [
        '08:03',
        'SYSPRO has the order as 000777, purchase order 536365-ABCDEF; the answer was lost and it was found by its reference',
        'erp.outcomes.v1',
        { effectId: 'sales-order:GIFT:gifts/536365', salesOrder: '000777', customerPoNumber: '536365-ABCDEF' },
      ],
      [
        '08:05',
        'Invoice 000321 of 2026-11-23 over 120.00 GBP',
        'erp.order-changes.v1',
        { salesOrder: '000777', invoice: '000321' },
      ],
      [
        '08:06',
        '120.00 GBP posted to invoice 000321 as receipt 536365-QWERTY',
        'erp.outcomes.v1',
        { effectId: 'receipt:GIFT:TX1:000321', transactionId: 'TX1', invoice: '000321', reference: '536365-QWERTY' },
      ],
      [
        '08:09',
        "SYSPRO did not create the sales order (STOCK_CODE_NOT_FOUND): Stock code '85123X' not found",
        'erp.outcomes.v1',
        { effectId: 'sales-order:GIFT:gifts/536365' },
      ],
      [
        '08:10',
        "Needs integration: Stock code '85123X' not found",
        'alerts.v1',
        { effectId: 'sales-order:GIFT:gifts/536365' },
      ],
    ]);
  });
});

describe('what posting does beside orders and receipts', () => {
  const words = (record: Any): string[] => timelineOf([read(record)]).map(({ what }) => what);

  it.each([
    ['POST_UNAPPLIED_RECEIPT', "120.00 GBP put on the customer's account as receipt 536365-CREDIT"],
    [
      'APPLY_RECEIPT',
      "120.00 GBP from the customer's account pays invoice 000321; the answer was lost and it was found by its reference",
    ],
    ['HOLD_SALES_ORDER', 'Sales order 000777 is on hold (PAYMENT_VOIDED)'],
    ['RELEASE_SALES_ORDER', 'Sales order 000777 is released, PAYMENT_VOIDED ended'],
    ['CANCEL_SALES_ORDER', 'The order was not in SYSPRO and will not be entered (SHOP_CANCELLED)'],
  ] as const)('%s is told in words', (kind, what) => {
    expect(words(furtherOutcome(kind))).toEqual([what]);
  });

  it('money on the account pays no invoice; once applied it does', () => {
    const before = fold(placed, captured, created, furtherOutcome('POST_UNAPPLIED_RECEIPT'), invoiced);
    expect([before.receiptedMinor, statusOf(before)]).toEqual([0, 'INVOICED']);

    const after = fold(placed, captured, created, invoiced, furtherOutcome('APPLY_RECEIPT', 6));
    expect([after.receiptedMinor, statusOf(after)]).toEqual([12_000, 'COMPLETED']);
  });

  it('a customer is no order', () => {
    expect(readOutcome(furtherOutcome('ENSURE_CUSTOMER'), { eventId: 'e', traceId: null })).toEqual({ is: 'none' });
  });
});

describe('a record newer than this version', () => {
  it('is told apart, never ignored', () => {
    const { cancelled: _cancelled, ...head } = shopOrder('CANCELLED') as ShopOrder & { kind: 'CANCELLED' };
    const unknown: ShopOrder = { ...head, kind: 'UNKNOWN' };
    expect(readShopOrder(unknown, { eventId: 'x', traceId: null })).toEqual({ is: 'newer', orderId: ORDER_ID });
  });

  it('an alert about no order is somebody else’s', () => {
    expect(readAlert({ ...alert('RAISED'), orderId: null }, { eventId: 'x', traceId: null })).toEqual({ is: 'none' });
  });
});
