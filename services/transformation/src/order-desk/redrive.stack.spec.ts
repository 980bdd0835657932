import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeskBench, mappingsWith } from '../../test/desk-bench.js';
import {
  aBalance,
  aCapture,
  anInvoice,
  anOrder,
  aPayment,
  aReceiptPosted,
  aRejection,
  aSalesOrderCreated,
  ORDER_ID,
} from '../../test/example-facts.js';

const CREATE = `${ORDER_ID} 1 sales-order:GIFT:gifts/1001`;
const RECEIPT = `${ORDER_ID} 2 receipt:GIFT:TX-1:100001`;

let bench: DeskBench;
beforeAll(async () => {
  bench = await DeskBench.open('redrive');
});
beforeEach(() => bench.clear());
afterAll(() => bench.close());

describe('what SYSPRO refused', () => {
  const salesOrder = 'sales-order:GIFT:gifts/1001';
  const receiptId = 'receipt:GIFT:TX-1:100001';
  const corrected = async () =>
    (await bench.commands()).map(({ effectId, sequence, revision, eventId }) => ({
      effectId,
      sequence,
      revision,
      eventId,
    }));

  it('is sent again as the next revision when its key is released, under the same reference, by the mapping of now', async () => {
    await bench.take(anOrder(), aCapture());
    await bench.take(aRejection(salesOrder));
    const mended = mappingsWith([
      ['sales-order.yaml', 'warehouse: { value: site.warehouse,', 'warehouse: { constant: OTHER,'],
    ]);
    bench.desk = bench.deskOf(mended);
    const answer = await bench.desk.release(ORDER_ID, 'ada', 'stock code added');

    expect(answer).toEqual({
      released: [],
      redriven: [{ effectId: salesOrder, revision: 2, code: 'STOCK_CODE_NOT_FOUND' }],
    });
    const [first, second, ...more] = await bench.commands();
    expect(more).toEqual([]);
    expect(second).toMatchObject({ effectId: salesOrder, sequence: 1, revision: 2, kind: 'CREATE_SALES_ORDER' });
    expect(second?.eventId).not.toBe(first?.eventId);
    expect(second?.createSalesOrder?.warehouse).toBe('OTHER');
    expect(second?.createSalesOrder?.customerPoNumber).toBe(first?.createSalesOrder?.customerPoNumber);
  });

  it('is sent once for each refusal', async () => {
    await bench.take(anOrder(), aCapture(), aRejection(salesOrder));
    await bench.desk.release(ORDER_ID, 'ada', 'stock code added');
    expect(await bench.desk.release(ORDER_ID, 'ada', 'stock code added')).toEqual({ released: [], redriven: [] });
    await bench.take(aRejection(salesOrder, { revision: 2, occurredAt: 9e12 }));
    await bench.desk.release(ORDER_ID, 'ada', 'added in the right company');

    expect((await corrected()).map(({ revision, sequence }) => [revision, sequence])).toEqual([
      ...[
        [null, 1],
        [2, 1],
        [3, 1],
      ],
    ]);
    expect(new Set((await corrected()).map(({ eventId }) => eventId)).size).toBe(3);
  });

  it('knows the revisions that an operator of posting made', async () => {
    await bench.take(anOrder(), aCapture(), aRejection(salesOrder));
    await bench.take(aRejection(salesOrder, { revision: 4, occurredAt: 9e12 }));
    await bench.desk.release(ORDER_ID, 'ada', 'stock code added');

    expect((await corrected()).at(-1)).toMatchObject({ revision: 5, sequence: 1 });
  });

  it('is not sent again once it was confirmed, nor without anybody asking', async () => {
    await bench.take(anOrder(), aCapture(), aRejection(salesOrder));
    await bench.take(aReceiptPosted('other', 1));
    expect(await bench.effects()).toEqual([CREATE]);
    await bench.take({ ...aSalesOrderCreated(salesOrder, 9e12) });

    expect(await bench.desk.release(ORDER_ID, 'ada', 'nothing to do')).toEqual({ released: [], redriven: [] });
  });

  it('what is known of it goes on from the correction', async () => {
    await bench.take(anOrder(), aCapture(), aRejection(salesOrder));
    await bench.desk.release(ORDER_ID, 'ada', 'stock code added');
    await bench.take(anInvoice('100001'));

    expect(await bench.effects()).toEqual([CREATE, CREATE, RECEIPT]);
  });

  it('a receipt is not above what its invoice still owes', async () => {
    await bench.take(anOrder(), aCapture(), anInvoice('100001'));
    const refusal = aRejection(receiptId, { code: 'INVOICE_BALANCE_TOO_SMALL' });
    await bench.take(refusal, aBalance('100001', 1200, 9e12));
    await bench.desk.release(ORDER_ID, 'ada', 'the customer paid some by hand');

    expect((await bench.commands()).at(-1)).toMatchObject({ effectId: receiptId, sequence: 2, revision: 2 });
    expect((await bench.commands()).map(({ postReceipt }) => postReceipt?.amountMinor)).toEqual([
      undefined,
      3000,
      1200,
    ]);
    expect((await bench.commands())[2]?.postReceipt?.reference).toBe(
      (await bench.commands())[1]?.postReceipt?.reference,
    );
    expect((await bench.view(ORDER_ID))?.money).toMatchObject({ inFlightMinor: 1200, notPostedMinor: 1800 });
  });

  it('keeps its references although the mapping makes others now', async () => {
    await bench.take(anOrder(), aCapture(), aRejection(salesOrder), anInvoice('100001'));
    await bench.take(aRejection(receiptId));
    const [ours, others] = ['reference(order.orderReference, effectId, 30)', 'reference("X", effectId, 30)'];
    const other = mappingsWith([
      ['sales-order.yaml', ours, others],
      ['receipt.yaml', ours, others],
    ]);
    await bench.deskOf(other).release(ORDER_ID, 'ada', 'mended');

    const [create, pay, createAgain, payAgain] = await bench.commands();
    expect([createAgain?.revision, payAgain?.revision]).toEqual([2, 2]);
    expect(createAgain?.createSalesOrder?.customerPoNumber).toBe(create?.createSalesOrder?.customerPoNumber);
    expect(payAgain?.postReceipt?.reference).toBe(pay?.postReceipt?.reference);
  });

  it('is left where it is when nobody wants it any more: the order lost its money', async () => {
    await bench.take(anOrder(), aCapture(), aRejection(salesOrder));
    await bench.take(aPayment('VOIDED'));
    const { redriven } = await bench.desk.release(ORDER_ID, 'ada', 'voided, will not be entered');

    expect(redriven).toEqual([]);
    expect((await bench.commands()).filter(({ kind }) => kind === 'CREATE_SALES_ORDER')).toHaveLength(1);
  });

  it('that cannot be mapped is parked, and sent when that is mended', async () => {
    await bench.take(anOrder(), aCapture(), aRejection(salesOrder));
    const without = mappingsWith([['lookups/countries.csv', '\nGB,', '\nXX,']]);
    await bench.deskOf(without).release(ORDER_ID, 'ada', 'too early');
    expect([await bench.effects(), await bench.parked()]).toEqual([[CREATE], [`${ORDER_ID} LOOKUP_MISS`]]);
    await bench.desk.release(ORDER_ID, 'ada', 'country added');

    expect((await corrected()).map(({ revision }) => revision)).toEqual([null, 2]);
  });
});
