import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aCapture,
  anInvoice,
  anOrder,
  anUnappliedReceipt,
  aPayment,
  aReceiptApplied,
  aReceiptPosted,
  aRejection,
  aStatus,
  ON_CAPTURE,
  ON_INVOICE,
  ORDER_ID,
  SETTINGS,
} from '../../test/example-facts.js';
import { CustomersOfBatch } from '../ensure-customer/customers-of-batch.js';
import { CommandMaker } from '../erp-command/command-maker.js';
import { loadMappingFiles } from '../mapping-files/mapping-files.js';
import { judgeOrder } from '../order-desk/judge-order.js';
import { fold } from './fold.js';
import { moneyOfOrder, type MoneyOfOrder } from './money-of-order.js';
import type { OrderFact } from './order-fact.js';

const maker = new CommandMaker(loadMappingFiles(join(import.meta.dirname, '../../mappings')), SETTINGS);

/** The money of an order whose facts came in this order, each decided as it came, everything seen to by a person at once. */
function moneyAfter(facts: readonly OrderFact[], policy = ON_INVOICE): MoneyOfOrder {
  let issued: Parameters<typeof moneyOfOrder>[1] = [];
  let salesOrder: Parameters<typeof judgeOrder>[0]['salesOrder'];
  facts.forEach((_, index) => {
    const record = { orderId: ORDER_ID, facts: facts.slice(0, index + 1), issued, sent: [], salesOrder };
    const judged = judgeOrder({ ...record, acknowledged: { reversals: 99, version: 99 } }, policy, maker, {
      decidedAt: 0,
      customers: new CustomersOfBatch(),
    });
    issued = judged.issued;
    const sent = judged.commands.find(({ kind }) => kind === 'CREATE_SALES_ORDER');
    if (sent?.createSalesOrder) salesOrder = { ...sent, ...sent.createSalesOrder };
  });
  return moneyOfOrder(fold(facts), issued);
}

const NOTHING: MoneyOfOrder = {
  ...{ capturedMinor: 3000, reversedMinor: 0, onInvoicesMinor: 0, onAccountMinor: 0, inFlightMinor: 0 },
  ...{ inDoubtMinor: 0, parkedMinor: 0, notPostedMinor: 0, reversedAfterPostingMinor: 0 },
};
const paid = [anOrder(), aCapture()];
const unapplied = 'unapplied:GIFT:TX-1';
const apply = 'apply:GIFT:TX-1:100001';
const refund = aPayment('REFUNDED', { amountMinor: 500 }, { transactionId: 'TX-9', parentTransactionId: 'TX-1' });

describe('where an order’s money is', () => {
  it.each([
    ['captured, awaiting its invoice', paid, ON_INVOICE, { notPostedMinor: 3000 }],
    ['a receipt on its way', [...paid, anInvoice('100001')], ON_INVOICE, { inFlightMinor: 3000 }],
    [
      'a receipt confirmed',
      [...paid, anInvoice('100001'), aReceiptPosted('receipt:GIFT:TX-1:100001', 1)],
      ON_INVOICE,
      { onInvoicesMinor: 3000 },
    ],
    [
      'a receipt refused',
      [...paid, anInvoice('100001'), aRejection('receipt:GIFT:TX-1:100001')],
      ON_INVOICE,
      { parkedMinor: 3000 },
    ],
    ['on its way to the account', paid, ON_CAPTURE, { inFlightMinor: 3000 }],
    ['on the account', [...paid, anUnappliedReceipt(unapplied)], ON_CAPTURE, { onAccountMinor: 3000 }],
    [
      'partly applied',
      [...paid, anUnappliedReceipt(unapplied), anInvoice('100001', 1000), aReceiptApplied(apply, 1)],
      ON_CAPTURE,
      { onAccountMinor: 2000, onInvoicesMinor: 1000 },
    ],
    [
      'an application refused stays on the account',
      [...paid, anUnappliedReceipt(unapplied), anInvoice('100001'), aRejection(apply)],
      ON_CAPTURE,
      { onAccountMinor: 3000 },
    ],
    [
      'refunded after it was posted',
      [...paid, anUnappliedReceipt(unapplied), refund],
      ON_CAPTURE,
      { reversedMinor: 500, onAccountMinor: 3000, reversedAfterPostingMinor: 500 },
    ],
  ])('%s', (_what, facts, policy, expected) => {
    expect(moneyAfter(facts, policy)).toEqual({ ...NOTHING, ...expected });
  });

  it('adds up to the penny for any history under either policy', () => {
    const facts = [
      ...[anOrder(), aCapture(1200), aCapture(2300, 'TX-2', 9e12), refund, anInvoice('100001', 1000)],
      ...[anInvoice('100002', 2000), aStatus('9', 9e12), anUnappliedReceipt(unapplied), aRejection(apply)],
      ...[aReceiptPosted('receipt:GIFT:TX-1:100001', 5e12), aRejection('receipt:GIFT:TX-2:100002')],
      ...[aReceiptApplied('apply:GIFT:TX-2:100002', 5e12), anUnappliedReceipt('unapplied:GIFT:TX-2')],
    ];

    fc.assert(
      fc.property(fc.shuffledSubarray(facts), fc.constantFrom(ON_INVOICE, ON_CAPTURE), (history, policy) => {
        const { capturedMinor, reversedMinor, reversedAfterPostingMinor, ...places } = moneyAfter(history, policy);
        const somewhere = Object.values(places).reduce((sum, amount) => sum + amount, 0);
        expect(capturedMinor - reversedMinor).toBe(somewhere - reversedAfterPostingMinor);
      }),
      { numRuns: 200 },
    );
  });
});
