import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './allocate.js';

const money = fc
  .array(fc.integer({ min: -5, max: 10_000 }), { maxLength: 6 })
  .map((amounts) => amounts.map((remainingMinor, index) => ({ transactionId: `T${index}`, remainingMinor })));
const invoices = fc
  .array(fc.integer({ min: -5, max: 10_000 }), { maxLength: 6 })
  .map((amounts) => amounts.map((openMinor, index) => ({ invoice: `I${index}`, openMinor })));
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + Math.max(0, amount), 0);

describe('allocating captured money to invoices', () => {
  it('goes from the oldest capture to the oldest invoice', () => {
    expect(
      allocate(
        [
          { transactionId: 'A', remainingMinor: 70 },
          { transactionId: 'B', remainingMinor: 60 },
        ],
        [
          { invoice: '1', openMinor: 50 },
          { invoice: '2', openMinor: 60 },
        ],
      ),
    ).toEqual([
      { transactionId: 'A', invoice: '1', amountMinor: 50 },
      { transactionId: 'A', invoice: '2', amountMinor: 20 },
      { transactionId: 'B', invoice: '2', amountMinor: 40 },
    ]);
  });

  it('never takes more than a capture has, never pays more than an invoice is open, and stops only when one side is used up', () => {
    fc.assert(
      fc.property(money, invoices, (captures, open) => {
        const receipts = allocate(captures, open);
        for (const { transactionId, remainingMinor } of captures) {
          const taken = sum(
            receipts.filter((each) => each.transactionId === transactionId).map((each) => each.amountMinor),
          );
          expect(taken).toBeLessThanOrEqual(Math.max(0, remainingMinor));
        }
        for (const { invoice, openMinor } of open) {
          const paid = sum(receipts.filter((each) => each.invoice === invoice).map((each) => each.amountMinor));
          expect(paid).toBeLessThanOrEqual(Math.max(0, openMinor));
        }
        expect(receipts.every(({ amountMinor }) => amountMinor > 0)).toBe(true);
        expect(sum(receipts.map(({ amountMinor }) => amountMinor))).toBe(
          Math.min(sum(captures.map((each) => each.remainingMinor)), sum(open.map((each) => each.openMinor))),
        );
      }),
    );
  });

  it('pays no younger invoice while an older one is open', () => {
    fc.assert(
      fc.property(money, invoices, (captures, open) => {
        const receipts = allocate(captures, open);
        const paidOf = (invoice: string): number =>
          sum(receipts.filter((each) => each.invoice === invoice).map((each) => each.amountMinor));
        const firstOpen = open.findIndex(({ invoice, openMinor }) => paidOf(invoice) < openMinor);
        const younger = firstOpen < 0 ? [] : open.slice(firstOpen + 1);
        expect(younger.filter(({ invoice }) => paidOf(invoice) > 0)).toEqual([]);
      }),
    );
  });

  it('gives a pair that was posted before nothing more', () => {
    const receipts = allocate(
      [{ transactionId: 'A', remainingMinor: 30 }],
      [
        { invoice: '1', openMinor: 10 },
        { invoice: '2', openMinor: 10 },
      ],
      (transactionId, invoice) => transactionId === 'A' && invoice === '1',
    );

    expect(receipts).toEqual([{ transactionId: 'A', invoice: '2', amountMinor: 10 }]);
  });
});
