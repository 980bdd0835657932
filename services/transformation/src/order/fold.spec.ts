import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aBalance,
  aCapture,
  anAllocation,
  anInvoice,
  anOrder,
  anOrderContent,
  aPayment,
  aReceiptPosted,
  aSalesOrderCreated,
  aStatus,
} from '../../test/example-facts.js';
import { fold } from './fold.js';
import { contentOf, type OrderFact } from './order-fact.js';

const FACTS = [
  anOrder(),
  anOrder(anOrderContent({ payments: [{ vendorTxCode: 'x' }] }), 2),
  anOrder(null, 3),
  aCapture(1000),
  aCapture(2000, 'TX-2', 5),
  aPayment('AUTHORISED', {}, { transactionId: 'TX-3' }),
  aPayment('CAPTURED', {}, { transactionId: 'TX-3' }),
  aPayment('VOIDED', { amountMinor: 1000 }),
  aPayment('REFUNDED', { amountMinor: 500 }, { transactionId: 'TX-4', parentTransactionId: 'TX-2' }),
  aPayment('UNRECOGNISED', {}, { transactionId: 'TX-6' }),
  aPayment('PENDING', {}, { transactionId: 'TX-7' }),
  anAllocation(),
  anInvoice('100001', 1000, { invoiceDate: '2026-11-25' }),
  anInvoice('100002', 2000, { invoiceDate: '2026-11-24' }),
  aBalance('100001', 0, 9e12),
  aBalance('100001', 500, 8e12),
  aStatus('4', 1),
  aStatus('8', 2),
  aSalesOrderCreated('sales-order:GIFT:gifts/1001'),
  aReceiptPosted('receipt:GIFT:TX-1:100001', 7),
];

describe('an order as the fold of its facts', () => {
  it('is the same in any order of arrival, with any number of repeats', () => {
    const expected = fold(FACTS);
    const arrival = fc
      .tuple(
        fc.shuffledSubarray(FACTS, { minLength: FACTS.length }),
        fc.array(fc.constantFrom(...FACTS), { maxLength: 8 }),
      )
      .map(([all, repeats]) => [...all, ...repeats]);

    fc.assert(fc.property(arrival, (facts) => expect(fold(facts)).toEqual(expected)));
  });

  it('tells what was taken, what went back and what may still come', () => {
    const state = fold(FACTS);

    expect(
      state.captures.map(({ transactionId, amountMinor, reversedMinor }) => [
        transactionId,
        amountMinor,
        reversedMinor,
      ]),
    ).toEqual([
      ['TX-2', 2000, 500],
      ['TX-1', 1000, 1000],
      ['TX-3', 3000, 0],
    ]);
    expect(state.awaitingCapture).toEqual(['TX-7']);
    expect(state.strange).toEqual(['TX-6']);
  });

  it('has the newest version, balance and status, and invoices by date', () => {
    const state = fold(FACTS);

    expect([state.version, state.cancelled, state.content?.payments.length, state.erpStatus]).toEqual([
      3,
      true,
      1,
      '8',
    ]);
    expect(state.invoices.map(({ invoice, balanceMinor }) => [invoice, balanceMinor])).toEqual([
      ['100002', 2000],
      ['100001', 0],
    ]);
  });

  it('never gives back more than was taken', () => {
    const state = fold([
      aCapture(1000),
      aPayment('VOIDED', { amountMinor: 1000 }),
      aPayment('SETTLEMENT_FAILED', { amountMinor: 1000 }),
    ]);

    expect(state.captures[0]?.reversedMinor).toBe(1000);
  });

  it('of nothing is an order nobody knows', () => {
    expect(fold([])).toMatchObject({ content: null, version: 0, captures: [], invoices: [], salesOrder: null });
  });
});

describe('a capture told before acquirers were', () => {
  const { event } = aCapture();
  const captured = 'captured' in event ? event.captured : null;
  const content = (more: object): unknown =>
    contentOf({ source: 'payment', event: { ...event, captured: { ...captured, ...more } } } as unknown as OrderFact);

  it('is the same fact when it is read again with empty fields for them, and another with filled ones', () => {
    expect(content({ authProcessor: null, merchantNumber: null })).toEqual(content({}));
    expect(content({ authProcessor: 'Elavon' })).not.toEqual(content({}));
  });
});
