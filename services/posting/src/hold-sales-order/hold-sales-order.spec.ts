import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EffectBench, holdCommand, QUARANTINE_MS, salesOrderCommand } from '../../test/effect-bench.js';

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open();
});
afterEach(() => bench.close());

const hold = () => bench.store.find('hold:GIFT:2');
const entered = async (status = '1', lastInvoice = ''): Promise<void> => {
  await bench.accept(salesOrderCommand());
  await bench.attemptAll();
  Object.assign(bench.enet.orders[0]!, { status, lastInvoice });
};
const holds = () =>
  bench.store.holds.map(({ holdCode, ours, standing, salesOrder }) => [holdCode, ours, standing, salesOrder]);
const last = () => bench.outcomes.at(-1);

describe('accepted', () => {
  it.each(['1', '2', '3', '4', 'F'])(
    'an order in status %s goes into suspense, and the hold is ours',
    async (status) => {
      await entered(status);
      await bench.accept(holdCommand());
      expect(await bench.attemptAll()).toEqual(['done']);
      expect(bench.enet.orders).toMatchObject([{ status: 'S' }]);
      expect(holds()).toEqual([['SHOP_CANCELLED', true, true, '000101']]);
      expect(last()).toMatchObject({
        kind: 'SALES_ORDER_HELD',
        salesOrderHeld: {
          salesOrder: '000101',
          holdCode: 'SHOP_CANCELLED',
          previousStatus: status,
          alreadyHeld: false,
        },
      });
    },
  );

  it.each(['S', '\\'])(
    'in status %s already, by somebody else: nothing is sent, and it is not ours',
    async (status) => {
      await entered(status);
      const moves = bench.enet.count('SORTOS');
      await bench.accept(holdCommand());
      expect(await bench.attemptAll()).toEqual(['done']);
      expect(bench.enet.count('SORTOS')).toBe(moves);
      expect(holds()).toEqual([['SHOP_CANCELLED', false, true, '000101']]);
      expect(last()).toMatchObject({ salesOrderHeld: { previousStatus: status, alreadyHeld: true } });
    },
  );

  it('held by us for another reason already: ours too', async () => {
    await entered();
    await bench.accept(holdCommand(2, 'FRAUD_DENY'), holdCommand(3, 'PAYMENT_VOIDED'));
    expect(await bench.attemptAll()).toEqual(['done', 'done']);
    expect(holds()).toEqual([
      ['FRAUD_DENY', true, true, '000101'],
      ['PAYMENT_VOIDED', true, true, '000101'],
    ]);
  });

  it('before the order is entered: remembered, and the order is entered held', async () => {
    await bench.accept(salesOrderCommand(), holdCommand());
    expect(await bench.attemptAll()).toEqual(['done', 'done']);
    expect(bench.outcomes).toMatchObject([
      { kind: 'SALES_ORDER_HELD', salesOrderHeld: { salesOrder: null, previousStatus: null, alreadyHeld: false } },
      { kind: 'SALES_ORDER_CREATED', salesOrderCreated: { salesOrder: '000101', holdCode: 'SHOP_CANCELLED' } },
    ]);
    expect(bench.enet.orders).toMatchObject([{ status: 'S' }]);
  });

  it('overtakes a parked order that stayed in suspense: ours, and nothing releases it', async () => {
    bench.enet.gross = '120.00';
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['VALUE_DIFFERS']);
    await bench.accept(holdCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(holds()).toEqual([['SHOP_CANCELLED', true, true, '000101']]);
  });

  it('overtakes an order whose release is in doubt: it is found released, and held', async () => {
    bench.enet.fail('SORTOS', 'drop after');
    await bench.accept(salesOrderCommand());
    await bench.attempt();
    await bench.accept(holdCommand());
    await bench.attemptAll();
    expect(bench.enet.orders).toMatchObject([{ status: 'S' }]);
    expect(bench.outcomes.map(({ kind }) => kind)).toEqual(['IN_DOUBT', 'SALES_ORDER_HELD', 'SALES_ORDER_CREATED']);
  });
});

describe('refused', () => {
  it.each([
    ['8', ''],
    ['9', ''],
    ['2', '000000000100501'],
  ])('in status %s, last invoice "%s": too late, for finance', async (status, lastInvoice) => {
    await entered(status, lastInvoice);
    await bench.accept(holdCommand());
    expect(await bench.attemptAll()).toEqual(['TOO_LATE_TO_HOLD']);
    expect(bench.enet.orders).toMatchObject([{ status }]);
    expect(last()).toMatchObject({ kind: 'REJECTED', rejected: { code: 'TOO_LATE_TO_HOLD', owner: 'finance' } });
    expect(holds()).toEqual([]);
  });

  it('by SYSPRO: parked, and no hold is remembered', async () => {
    await entered();
    bench.enet.fail('SORTOS', { error: { element: 'NewOrderStatus', number: '999013', text: 'cannot be changed' } });
    await bench.accept(holdCommand());
    expect(await bench.attemptAll()).toEqual(['STATUS_CHANGE_REFUSED']);
    expect([await hold(), holds()]).toMatchObject([{ state: 'REJECTED', parked: true }, []]);
  });

  it('an order that was entered and is not shown any more', async () => {
    await entered();
    bench.enet.orders.length = 0;
    await bench.accept(holdCommand());
    expect(await bench.attemptAll()).toEqual(['SALES_ORDER_NOT_FOUND']);
  });
});

describe('replayed', () => {
  it('a second delivery moves nothing, also after a person released the order', async () => {
    await entered();
    await bench.accept(holdCommand());
    await bench.attemptAll();
    bench.enet.orders[0]!.status = '1';
    await bench.accept(holdCommand());
    expect(await bench.attemptAll()).toEqual([]);
    expect(bench.enet.orders).toMatchObject([{ status: '1' }]);
  });
});

describe('unknown', () => {
  it('moved and unheard: found in suspense, ours, moved once', async () => {
    await entered();
    bench.enet.fail('SORTOS', 'drop after');
    await bench.accept(holdCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'done']);
    expect(bench.enet.count('SORTOS')).toBe(2);
    expect(holds()).toEqual([['SHOP_CANCELLED', true, true, '000101']]);
  });

  it('not moved and unheard: sent again after the quarantine', async () => {
    await entered();
    bench.enet.fail('SORTOS', 'drop before');
    await bench.accept(holdCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'absent']);
    bench.later(QUARANTINE_MS);
    await bench.attemptAll();
    bench.later();
    await bench.attemptAll();
    expect([bench.enet.orders, await hold()]).toMatchObject([[{ status: 'S' }], { state: 'CONFIRMED', sends: 2 }]);
  });
});

describe('broken', () => {
  it('SYSPRO away: due again when the lane resumes, nothing told, no hold remembered', async () => {
    await entered();
    await bench.accept(holdCommand());
    await bench.enet.stop();
    expect((await bench.attempt()).targetAway).toMatchObject({ code: 'SYSPRO_UNREACHABLE' });
    expect([await hold(), holds()]).toMatchObject([{ state: 'PLANNED', sends: 0 }, []]);
    await bench.enet.start();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
  });
});
