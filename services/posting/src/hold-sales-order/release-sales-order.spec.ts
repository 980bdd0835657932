import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EffectBench, holdCommand, QUARANTINE_MS, releaseCommand, salesOrderCommand } from '../../test/effect-bench.js';

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open();
});
afterEach(() => bench.close());

const release = () => bench.store.find('release:GIFT:3');
const status = () => bench.enet.orders[0]?.status;
const entered = async (...more: Parameters<EffectBench['accept']>): Promise<void> => {
  await bench.accept(salesOrderCommand());
  await bench.attemptAll();
  await bench.accept(...more);
  await bench.attemptAll();
};
const last = () => bench.outcomes.at(-1);

describe('accepted', () => {
  it('a hold of ours ends: the order is open again, and the hold stands no more', async () => {
    await entered(holdCommand(), releaseCommand());
    expect(status()).toBe('1');
    expect(bench.store.holds).toMatchObject([{ holdCode: 'SHOP_CANCELLED', ours: true, standing: false }]);
    expect(last()).toMatchObject({
      kind: 'SALES_ORDER_RELEASED',
      salesOrderReleased: { salesOrder: '000101', holdCode: 'SHOP_CANCELLED', status: '1' },
    });
  });

  it('a hold that came with the order is ours too', async () => {
    await bench.accept(salesOrderCommand({ holdCode: 'FRAUD_CHALLENGE' }), releaseCommand(2, 'FRAUD_CHALLENGE'));
    expect(await bench.attemptAll()).toEqual(['done', 'done']);
    expect(status()).toBe('1');
  });

  it('an order held before it was entered is released after it', async () => {
    await bench.accept(salesOrderCommand(), holdCommand(), releaseCommand());
    expect(await bench.attemptAll()).toEqual(['done', 'done', 'done']);
    expect(status()).toBe('1');
  });

  it("somebody else's hold stays, and the outcome says so", async () => {
    await bench.accept(salesOrderCommand());
    await bench.attemptAll();
    bench.enet.orders[0]!.status = 'S';
    await bench.accept(holdCommand(), releaseCommand());
    expect(await bench.attemptAll()).toEqual(['done', 'done']);
    expect([status(), last()]).toMatchObject(['S', { salesOrderReleased: { status: 'S' } }]);
  });

  it('of two reasons of ours the first that ends releases nothing, the second does', async () => {
    await entered(holdCommand(2, 'FRAUD_DENY'), holdCommand(3, 'PAYMENT_VOIDED'), releaseCommand(4, 'FRAUD_DENY'));
    expect(status()).toBe('S');
    await bench.accept(releaseCommand(5, 'PAYMENT_VOIDED'));
    await bench.attemptAll();
    expect(status()).toBe('1');
  });

  it('decided before a newer hold, it ends nothing', async () => {
    await bench.accept(salesOrderCommand());
    await bench.attemptAll();
    await bench.accept(holdCommand(2), releaseCommand(3), holdCommand(4));
    expect(await bench.attemptAll()).toEqual(['done', 'done', 'done']);
    expect([status(), bench.store.holds]).toMatchObject(['S', [{ standing: true, sequence: 4 }]]);
  });
});

describe('refused', () => {
  it('by SYSPRO: parked, and the hold stands', async () => {
    await entered(holdCommand());
    bench.enet.fail('SORTOS', { error: { element: 'NewOrderStatus', number: '999013', text: 'cannot be changed' } });
    await bench.accept(releaseCommand());
    expect(await bench.attemptAll()).toEqual(['STATUS_CHANGE_REFUSED']);
    expect(bench.store.holds).toMatchObject([{ standing: true }]);
  });

  it('when SYSPRO has no such order', async () => {
    await entered(holdCommand());
    bench.enet.orders.length = 0;
    await bench.accept(releaseCommand());
    expect(await bench.attemptAll()).toEqual(['SALES_ORDER_NOT_FOUND']);
  });
});

describe('replayed', () => {
  it('a second delivery moves nothing, also after a person held the order', async () => {
    await entered(holdCommand(), releaseCommand());
    bench.enet.orders[0]!.status = 'S';
    await bench.accept(releaseCommand());
    expect(await bench.attemptAll()).toEqual([]);
    expect(status()).toBe('S');
  });
});

describe('unknown', () => {
  it('moved and unheard: found open, moved once', async () => {
    await entered(holdCommand());
    const moves = bench.enet.count('SORTOS');
    bench.enet.fail('SORTOS', 'drop after');
    await bench.accept(releaseCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'done']);
    expect([status(), bench.enet.count('SORTOS')]).toEqual(['1', moves + 1]);
    expect(bench.store.holds).toMatchObject([{ standing: false }]);
  });

  it('not moved and unheard: sent again after the quarantine', async () => {
    await entered(holdCommand());
    bench.enet.fail('SORTOS', 'drop before');
    await bench.accept(releaseCommand());
    await bench.attemptAll();
    bench.later(QUARANTINE_MS);
    await bench.attemptAll();
    bench.later();
    await bench.attemptAll();
    expect([status(), await release()]).toMatchObject(['1', { state: 'CONFIRMED', sends: 2 }]);
  });
});

describe('broken', () => {
  it('SYSPRO away: due again when the lane resumes, and the hold stands meanwhile', async () => {
    await entered(holdCommand());
    await bench.accept(releaseCommand());
    await bench.enet.stop();
    expect((await bench.attempt()).targetAway).toMatchObject({ code: 'SYSPRO_UNREACHABLE' });
    expect([await release(), bench.store.holds]).toMatchObject([{ state: 'PLANNED' }, [{ standing: true }]]);
    await bench.enet.start();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(status()).toBe('1');
  });
});
