import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { minorUnits } from '#libs/money';
import { DeskBench } from '../../test/desk-bench.js';
import {
  aCapture,
  anInvoice,
  anOrder,
  anOrderContent,
  aPayment,
  aSalesOrderCreated,
  ORDER_ID,
} from '../../test/example-facts.js';

const CREATE = `${ORDER_ID} 1 sales-order:GIFT:gifts/1001`;

let bench: DeskBench;
beforeAll(async () => {
  bench = await DeskBench.open('stopped orders');
});
beforeEach(() => bench.clear());
afterAll(() => bench.close());

describe('an order that may not leave', () => {
  const refunded = aPayment('REFUNDED', { amountMinor: 1000 }, { transactionId: 'TX-9', parentTransactionId: 'TX-1' });
  const holdOf = (holdCode: string, sequence = 2): string =>
    `${ORDER_ID} ${sequence} hold:GIFT:gifts/1001:${holdCode}:1`;

  it('is held in the transaction that parks it, and names what SYSPRO knows of it', async () => {
    await bench.take(anOrder(), aCapture());
    await bench.take(aSalesOrderCreated('sales-order:GIFT:gifts/1001'));
    await bench.take(refunded);

    const [create, hold] = await bench.commands();
    expect(hold).toMatchObject({
      ...{ kind: 'HOLD_SALES_ORDER', company: 'GIFT', dependsOn: [], sequence: 2 },
      holdSalesOrder: {
        ...{ salesOrderEffectId: 'sales-order:GIFT:gifts/1001', salesOrder: '000123', holdCode: 'PAYMENT_REFUNDED' },
        ...{ customerCode: '17850', customerPoNumber: create?.createSalesOrder?.customerPoNumber },
      },
    });
    expect(await bench.parked()).toEqual([`${ORDER_ID} REVERSAL_NEEDS_PERSON`]);
  });

  it('is held also when its key stands parked for something else, once, and nothing more is decided of it', async () => {
    await bench.take(anOrder(), aCapture());
    await bench.take(anOrder(anOrderContent({ totalMinor: minorUnits(3100) }), 2));
    await bench.take(refunded);
    await bench.take(anInvoice('100001'), refunded);

    expect(await bench.effects()).toEqual([CREATE, holdOf('PAYMENT_REFUNDED')]);
    expect(await bench.parked()).toEqual([`${ORDER_ID} ORDER_CHANGED_AFTER_COMMAND`]);
  });

  it('goes on when a person has seen to it and money is left', async () => {
    await bench.take(anOrder(), aCapture());
    await bench.take(refunded);
    await bench.desk.release(ORDER_ID, 'ada', 'goodwill');
    await bench.desk.release(ORDER_ID, 'ada', 'goodwill');

    expect(await bench.effects()).toEqual([
      ...[CREATE, holdOf('PAYMENT_REFUNDED')],
      `${ORDER_ID} 3 release:GIFT:gifts/1001:PAYMENT_REFUNDED:1`,
    ]);
    expect(await bench.parked()).toEqual([]);
  });

  it('is cancelled in SYSPRO when a person has seen to it and the shop cancelled it', async () => {
    await bench.take(anOrder(), aCapture());
    await bench.take(anOrder(null, 2));
    expect(await bench.parked()).toEqual([`${ORDER_ID} ORDER_CHANGED_AFTER_COMMAND`]);
    await bench.desk.release(ORDER_ID, 'ada', 'refunded');

    expect(await bench.effects()).toEqual([
      ...[CREATE, holdOf('SHOP_CANCELLED')],
      `${ORDER_ID} 3 cancel:GIFT:gifts/1001`,
    ]);
    expect((await bench.commands()).at(-1)).toMatchObject({
      kind: 'CANCEL_SALES_ORDER',
      cancelSalesOrder: { reason: 'SHOP_CANCELLED', cancelReasonCode: null },
    });
  });
});
