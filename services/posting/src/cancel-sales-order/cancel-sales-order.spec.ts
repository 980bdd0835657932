import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cancelCommand, EffectBench, holdCommand, QUARANTINE_MS, salesOrderCommand } from '../../test/effect-bench.js';

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open();
});
afterEach(() => bench.close());

const entered = async (changes: { status?: string; lastInvoice?: string } = {}): Promise<void> => {
  await bench.accept(salesOrderCommand());
  await bench.attemptAll();
  Object.assign(bench.enet.orders[0]!, changes);
};
const last = () => bench.outcomes.at(-1);

describe('accepted', () => {
  it('what is left of the order is cancelled', async () => {
    await entered();
    await bench.accept(cancelCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.orders).toMatchObject([{ status: '\\' }]);
    expect(last()).toMatchObject({
      kind: 'SALES_ORDER_CANCELLED',
      salesOrderCancelled: { salesOrder: '000101', reason: 'SHOP_CANCELLED' },
    });
  });

  it('cancelled already, by whomever: nothing is sent', async () => {
    await entered({ status: '\\' });
    await bench.accept(cancelCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('SORTOX')).toBe(0);
  });

  it('an order that was refused: done without it; sent again all the same, it stays in suspense', async () => {
    bench.enet.fail('SORTOI', { error: { element: 'StockLine', number: '240004', text: "Stock code 'X' not found" } });
    await bench.accept(salesOrderCommand(), holdCommand(), cancelCommand(3));
    expect(await bench.attemptAll()).toEqual(['done', 'STOCK_CODE_NOT_FOUND', 'done']);
    expect(last()).toMatchObject({ salesOrderCancelled: { salesOrder: null } });
    await bench.store.redrive(salesOrderCommand().effectId, { by: 'ada', reason: 'by mistake' });
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.orders).toMatchObject([{ status: 'S' }]);
  });
});

describe('refused', () => {
  it.each(['8', '9'])('in status %s: too late, for finance', async (status) => {
    await entered({ status, lastInvoice: '000000000100501' });
    await bench.accept(cancelCommand());
    expect(await bench.attemptAll()).toEqual(['TOO_LATE_TO_CANCEL']);
    expect(last()).toMatchObject({ kind: 'REJECTED', rejected: { code: 'TOO_LATE_TO_CANCEL', owner: 'finance' } });
    expect(bench.enet.orders).toMatchObject([{ status }]);
  });

  it('by SYSPRO, in its words', async () => {
    await entered();
    bench.enet.fail('SORTOX', {
      error: { element: 'SalesOrder', number: '999020', text: 'Sales order line not found' },
    });
    await bench.accept(cancelCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_REJECTED']);
  });

  it('an order that was entered and is not shown any more', async () => {
    await entered();
    bench.enet.orders.length = 0;
    await bench.accept(cancelCommand());
    expect(await bench.attemptAll()).toEqual(['SALES_ORDER_NOT_FOUND']);
  });
});

describe('replayed', () => {
  it('a second delivery cancels nothing', async () => {
    await entered();
    await bench.accept(cancelCommand());
    await bench.attemptAll();
    await bench.accept(cancelCommand());
    expect(await bench.attemptAll()).toEqual([]);
    expect(bench.enet.count('SORTOX')).toBe(1);
  });
});

describe('unknown', () => {
  it('cancelled and unheard: found cancelled', async () => {
    await entered();
    bench.enet.fail('SORTOX', 'drop after');
    await bench.accept(cancelCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'done']);
    expect(bench.enet.count('SORTOX')).toBe(1);
  });

  it('not cancelled and unheard: sent again after the quarantine', async () => {
    await entered();
    bench.enet.fail('SORTOX', 'drop before');
    await bench.accept(cancelCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'absent']);
    bench.later(QUARANTINE_MS);
    await bench.attemptAll();
    bench.later();
    await bench.attemptAll();
    expect(bench.enet.orders).toMatchObject([{ status: '\\' }]);
  });
});

describe('broken', () => {
  it('SYSPRO away: nothing is sent, and it goes on when it is back', async () => {
    await entered();
    await bench.accept(cancelCommand());
    await bench.enet.stop();
    expect((await bench.attempt()).targetAway).toMatchObject({ code: 'SYSPRO_UNREACHABLE' });
    await bench.enet.start();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
  });
});
