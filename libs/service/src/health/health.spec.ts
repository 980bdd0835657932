import { describe, expect, it } from '@jest/globals';
import { Health } from './health.js';

function running(checkTimeoutMs?: number): Health {
  const health = new Health(checkTimeoutMs);
  health.started();
  return health;
}

describe('health', () => {
  it.each([
    { live: false, ready: false, becomes: [true, true] },
    { live: false, ready: true, becomes: [true, false] },
    { live: true, ready: false, becomes: [false, true] },
    { live: true, ready: true, becomes: [false, false] },
  ])('a dependency that is away, live $live, ready $ready', async ({ live, ready, becomes }) => {
    const health = running();
    health.register({ name: 'kafka', check: () => ({ ok: false, state: 'reconnecting' }), live, ready });
    expect([(await health.live()).ok, (await health.ready()).ok]).toEqual(becomes);
    expect((await health.ready()).checks).toEqual([{ name: 'kafka', ok: false, state: 'reconnecting', live, ready }]);
  });

  it('a service that starts or drains is alive and not ready', async () => {
    const health = new Health();
    expect([await health.live(), await health.ready()]).toMatchObject([
      { ok: true },
      { ok: false, status: 'starting' },
    ]);
    health.started();
    expect(await health.ready()).toMatchObject({ ok: true, status: 'ready' });
    health.draining();
    expect([await health.live(), await health.ready()]).toMatchObject([
      { ok: true },
      { ok: false, status: 'draining' },
    ]);
  });

  it('a check that throws or stays silent is not ok, and says so', async () => {
    const health = running(20);
    const never = new Promise<never>(() => {});
    health.register({ name: 'postgres', check: () => Promise.reject(new Error('refused')), live: false, ready: true });
    health.register({ name: 'registry', check: () => never, live: false, ready: false });
    expect(await health.ready()).toMatchObject({
      ok: false,
      checks: [
        { name: 'postgres', ok: false, state: 'failed', detail: 'refused' },
        { name: 'registry', ok: false, state: 'silent', detail: 'no answer within 20 ms' },
      ],
    });
  });
});
