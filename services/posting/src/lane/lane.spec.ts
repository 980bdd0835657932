import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RetryableError } from '#libs/errors';
import { waitFor } from '#libs/testing';
import { EffectBench, LEASE_MS, salesOrderCommand } from '../../test/effect-bench.js';
import { Lane } from './lane.js';
import { QueryTrouble } from './query-trouble.js';
import { TargetPause } from './target-pause.js';

let bench: EffectBench;
let lane: Lane;
beforeEach(async () => {
  bench = await new EffectBench().open();
});
afterEach(async () => {
  await lane.stop();
  await bench.close();
});

const orders = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    salesOrderCommand({ customerPoNumber: `PO-${index}` }, { orderId: `gifts/${index}` }),
  );

function laneOf({ workers = 2, longestMs = 50, idleMs = 20, troubles = [] as unknown[] } = {}): Lane {
  const pause = new TargetPause({ backoff: { firstMs: longestMs, longestMs } });
  Object.assign(bench, { pause });
  lane = new Lane({
    name: 'GIFT',
    store: bench.store,
    runner: bench.runner,
    pause,
    leaseMs: LEASE_MS,
    idleMs,
    workers,
    onTrouble: (error) => void troubles.push(error),
  });
  return lane;
}

const confirmed = async (count: number) => (await bench.store.summary()).CONFIRMED === count;

describe('a lane', () => {
  it('does what is planned, each order once, and goes idle', async () => {
    await bench.accept(...orders(10));
    laneOf().start();
    await waitFor('ten orders to be confirmed', () => confirmed(10));
    expect(bench.enet.orders.map((order) => order.po).sort()).toEqual(
      orders(10).map((o) => o.createSalesOrder?.customerPoNumber),
    );
    expect(bench.enet.count('SORTOI')).toBe(10);
    await waitFor('the lane to go idle', () => lane.state().state === 'idle');
  });

  it('a rejected order delays no other', async () => {
    bench.enet.fail('SORTOI', { error: { element: 'Customer', number: '999001', text: 'not found' } });
    await bench.accept(...orders(5));
    laneOf().start();
    await waitFor('four orders to be confirmed', () => confirmed(4));
    expect(await bench.store.summary()).toMatchObject({ REJECTED: 1, parked: 1 });
  });

  it('rests while SYSPRO is away, parks nothing, and resumes by itself', async () => {
    await bench.enet.stop();
    await bench.accept(...orders(5));
    laneOf().start();
    const rest = await waitFor('the lane to rest', () => lane.state().rest);
    expect(rest).toMatchObject({ target: 'syspro:GIFT', code: 'SYSPRO_UNREACHABLE' });
    expect(await bench.store.summary()).toMatchObject({ parked: 0, CONFIRMED: 0, REJECTED: 0 });
    await bench.enet.start();
    await waitFor('all orders to be confirmed', () => confirmed(5));
    expect(lane.state().rest).toBeUndefined();
    expect(bench.store.parked).toEqual([]);
  });

  it.each([
    ['SORTOI', 'ERROR: e.net exception raised: 100000', 'NOT_LICENSED'],
    ['COMFND', 'ERROR: SQL error -2', 'SYSPRO_QUERY_FAILED'],
  ])(
    'rests and parks nothing while every %s is answered with %s, and resumes by itself',
    async (object, text, code) => {
      const said = 60;
      for (let times = 0; times < said; times += 1) bench.enet.fail(object, { text });
      await bench.accept(...orders(3));
      laneOf({ longestMs: 5 }).start();
      const rest = await waitFor('the lane to rest', () => lane.state().rest);
      expect(rest).toMatchObject({ target: 'syspro:GIFT', code });
      await waitFor('all orders to be confirmed', async () => {
        // What one effect alone was told before the second came in is retried by its own table.
        bench.later(60_000);
        return confirmed(3);
      });
      expect(bench.store.parked).toEqual([]);
      expect(bench.enet.count(object)).toBeGreaterThan(said);
    },
  );

  it('one order whose query fails while others are answered is its own trouble, and parked in the end', async () => {
    const trouble = new QueryTrouble();
    const failure = new RetryableError('ERROR', { code: 'SYSPRO_QUERY_FAILED' });
    for (let times = 0; times < 12; times += 1) {
      expect(trouble.judge(failure, { effectId: 'a', company: 'GIFT' })).toBe(failure);
      trouble.answered();
    }
    trouble.judge(failure, { effectId: 'a', company: 'GIFT' });
    expect(trouble.judge(failure, { effectId: 'b', company: 'GIFT' })).toMatchObject({ target: 'syspro:GIFT' });
  });

  it('takes up new work when woken, however long it would have slept', async () => {
    laneOf({ idleMs: 60_000 }).start();
    await bench.accept(...orders(1));
    lane.wake();
    await waitFor('the order to be confirmed', () => confirmed(1), { timeoutMs: 5_000 });
  });

  it('finishes what is in hand when stopped and takes nothing new', async () => {
    await bench.accept(...orders(3));
    laneOf({ workers: 1 }).start();
    await lane.stop();
    const { CLAIMED, SENT, UNKNOWN } = await bench.store.summary();
    expect([CLAIMED, SENT, UNKNOWN]).toEqual([0, 0, 0]);
    expect(lane.state()).toMatchObject({ state: 'stopped', inHand: 0 });
  });

  it('goes on when the ledger was away for a moment', async () => {
    const troubles: unknown[] = [];
    const claim = bench.store.claim.bind(bench.store);
    let failures = 1;
    bench.store.claim = (...given) => (failures-- > 0 ? Promise.reject(new Error('no database')) : claim(...given));
    await bench.accept(...orders(1));
    laneOf({ workers: 1, troubles }).start();
    await waitFor('trouble', () => troubles.length > 0);
    lane.wake();
    await waitFor('the order to be confirmed', () => confirmed(1));
  });
});

describe('the rest of a lane', () => {
  it('grows with each failure in a row, counts those that came together once, and ends with a success', () => {
    let now = 0;
    const pause = new TargetPause({
      backoff: { firstMs: 1_000, longestMs: 10_000 },
      random: () => 0.5,
      now: () => new Date(now),
    });
    lane = laneOf();
    const away = new RetryableError('away', { code: 'AWAY', target: 'syspro:GIFT' });
    const rests: number[] = [];
    for (let failure = 0; failure < 6; failure += 1) {
      const until = pause.failed(away).getTime();
      expect(pause.failed(away).getTime()).toBe(until);
      rests.push(until - now);
      now = until;
    }
    expect(rests).toEqual([750, 1_500, 3_000, 6_000, 7_500, 7_500]);
    expect(pause.rest?.since).toEqual(new Date(0));
    pause.succeeded();
    expect([pause.rest, pause.remainingMs]).toEqual([undefined, 0]);
    expect(pause.failed(away).getTime() - now).toBe(750);
  });
});
