import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeskBench } from '../../test/desk-bench.js';
import {
  aBalance,
  aCapture,
  anInvoice,
  anOrder,
  anUnappliedReceipt,
  aPayment,
  aReceiptApplied,
  aReceiptPosted,
  aSalesOrderCreated,
  aStatus,
  ON_CAPTURE,
  ORDER_ID,
} from '../../test/example-facts.js';

const CREATE = `${ORDER_ID} 1 sales-order:GIFT:gifts/1001`;
const RECEIPT = `${ORDER_ID} 2 receipt:GIFT:TX-1:100001`;

let bench: DeskBench;
beforeAll(async () => {
  bench = await DeskBench.open('money on account');
});
beforeEach(() => bench.clear());
afterAll(() => bench.close());

describe('a company that posts on capture', () => {
  beforeEach(() => {
    bench.desk = bench.deskWith({ policy: ON_CAPTURE });
  });

  it('posts each capture to the account with the sales order, and applies it to the invoice', async () => {
    await bench.take(anOrder(), aCapture());
    await bench.take(aSalesOrderCreated('sales-order:GIFT:gifts/1001'));
    await bench.take(anUnappliedReceipt('unapplied:GIFT:TX-1'));
    await bench.take(anInvoice('100001'));
    await bench.take(aReceiptApplied('apply:GIFT:TX-1:100001', 9e12), aBalance('100001', 0, 9e12));

    expect(await bench.effects()).toEqual([
      ...[CREATE, `${ORDER_ID} 2 unapplied:GIFT:TX-1`, `${ORDER_ID} 3 apply:GIFT:TX-1:100001`],
    ]);
    expect((await bench.commands())[2]).toMatchObject({
      dependsOn: ['sales-order:GIFT:gifts/1001', 'unapplied:GIFT:TX-1'],
      applyReceipt: { receiptEffectId: 'unapplied:GIFT:TX-1', creditNumber: '_CRD01', invoice: '100001' },
    });
    expect(await bench.view(ORDER_ID)).toMatchObject({ waitsFor: 'NOTHING', parked: [] });
  });
});

describe('money that no invoice will take', () => {
  const overpaid = [anOrder(), aCapture(3500), anInvoice('100001')];
  const alerts = async () =>
    (await bench.alerts()).map(({ code, state, amountMinor, currency }) => ({ code, state, amountMinor, currency }));

  it('goes to the account once the order is complete, and finance is told of it once', async () => {
    await bench.take(...overpaid);
    expect(await alerts()).toEqual([]);
    await bench.take(aStatus('9', 9e12));
    await bench.take(aReceiptPosted('receipt:GIFT:TX-1:100001', 9e12));

    expect(await bench.effects()).toEqual([CREATE, RECEIPT, `${ORDER_ID} 3 unapplied:GIFT:TX-1`]);
    expect((await bench.commands())[2]).toMatchObject({ postUnappliedReceipt: { reason: 'EXCESS', amountMinor: 500 } });
    expect(await alerts()).toEqual([{ code: 'REFUND_DUE', state: 'RAISED', amountMinor: 500, currency: 'GBP' }]);
    expect(await bench.view(ORDER_ID)).toMatchObject({
      waitsFor: 'REFUND',
      money: { capturedMinor: 3500, onInvoicesMinor: 3000, inFlightMinor: 500, notPostedMinor: 0 },
    });
  });

  it('is told again when it becomes another amount, and closed when nothing is due', async () => {
    await bench.take(...overpaid, aStatus('9', 9e12));
    await bench.take(anInvoice('100002', 400));
    await bench.take(aBalance('100001', 3000, 9e12));
    const back = aPayment('REFUNDED', { amountMinor: 100 }, { transactionId: 'TX-9', parentTransactionId: 'TX-1' });
    await bench.take(back);
    await bench.desk.release(ORDER_ID, 'ada', 'credit reversed');

    expect(await alerts()).toMatchObject([
      { code: 'REFUND_DUE', state: 'RAISED', amountMinor: 500 },
      { code: 'REFUND_DUE', state: 'RAISED', amountMinor: 100 },
      { code: 'REVERSAL_NEEDS_PERSON', state: 'RAISED' },
      { code: 'REVERSAL_NEEDS_PERSON', state: 'RESOLVED' },
      { code: 'REFUND_DUE', state: 'RESOLVED', amountMinor: 0 },
    ]);
  });

  it('stays on the account where the company posts on capture', async () => {
    bench.desk = bench.deskWith({ policy: ON_CAPTURE });
    await bench.take(...overpaid, aStatus('9', 9e12));

    expect(await bench.effects()).toEqual([
      ...[CREATE, `${ORDER_ID} 2 unapplied:GIFT:TX-1`, `${ORDER_ID} 3 apply:GIFT:TX-1:100001`],
    ]);
    expect(await alerts()).toMatchObject([{ code: 'REFUND_DUE', amountMinor: 500 }]);
  });
});
