import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterAttempt, type AttemptPolicy, type AttemptSituation } from './after-attempt.js';
import type { WebhookAnswer } from './send-webhook.js';

const HOUR_MS = 3_600_000;
const now = new Date('2026-11-24T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const policy: AttemptPolicy = { firstMs: 5_000, longestMs: 2 * HOUR_MS, retryForMs: 24 * HOUR_MS, random: () => 0.5 };
const first: AttemptSituation = { attempts: 1, triedSince: now, failingSince: null, consecutiveFailures: 0, now };

const delivered: WebhookAnswer = { is: 'delivered', status: 204 };
const refused: WebhookAnswer = { is: 'refused', status: 400, problem: 'answered 400' };
const away: WebhookAnswer = { is: 'away', status: 503, problem: 'answered 503' };
const gone: WebhookAnswer = { is: 'gone', status: 410, problem: 'wants no more' };
const after = (answer: WebhookAnswer, change: Partial<AttemptSituation> = {}) =>
  afterAttempt(answer, { ...first, ...change }, policy);
const inMs = (ms: number) => new Date(now.getTime() + ms);

describe('after an attempt', () => {
  it('what was taken is delivered, however long it took', () => {
    expect(after(delivered, { attempts: 30, triedSince: ago(48 * HOUR_MS), failingSince: ago(48 * HOUR_MS) })).toEqual({
      delivery: 'DELIVERED',
    });
  });

  it('what was refused comes again, and others are sent meanwhile', () => {
    expect(after(refused)).toEqual({ delivery: 'AGAIN', dueAt: inMs(2_500), restUntil: null });
    expect(after(refused, { attempts: 3 })).toMatchObject({ dueAt: inMs(10_000) });
  });

  it('a receiver that is away rests, longer each time', () => {
    expect(after(away)).toMatchObject({ delivery: 'AGAIN', restUntil: inMs(2_500) });
    expect(after(away, { consecutiveFailures: 3 })).toMatchObject({ restUntil: inMs(20_000) });
    expect(after(away, { attempts: 40, consecutiveFailures: 40 })).toEqual({
      ...{ delivery: 'AGAIN', dueAt: inMs(HOUR_MS), restUntil: inMs(HOUR_MS) },
    });
  });

  it('a receiver that asks for time is given it', () => {
    expect(after({ ...away, retryAfterMs: 60_000 })).toMatchObject({ restUntil: inMs(62_500) });
  });

  it('one that nobody takes for a day is given up, when others were taken', () => {
    const tried = { attempts: 25, triedSince: ago(24 * HOUR_MS), failingSince: ago(HOUR_MS) };
    expect(after(refused, tried)).toEqual({ delivery: 'FAILED' });
    expect(after(refused, { ...tried, triedSince: ago(24 * HOUR_MS - 1) })).toMatchObject({ delivery: 'AGAIN' });
  });

  it('a receiver that took nothing for a day is left alone, and what waits for it is kept', () => {
    const dead = { triedSince: ago(24 * HOUR_MS), failingSince: ago(24 * HOUR_MS) };
    for (const answer of [refused, away]) {
      expect(after(answer, dead)).toEqual({
        delivery: 'WAIT',
        pauseBecause: `nothing was delivered for 24 hours: answered ${answer.status}`,
      });
    }
  });

  it('a receiver that wants no more is left alone at once', () => {
    expect(after(gone)).toEqual({ delivery: 'WAIT', pauseBecause: 'wants no more' });
  });

  it('never is due before now, nor later than the longest wait beyond what the receiver asks for', () => {
    const times = fc.record({
      attempts: fc.integer({ min: 1, max: 10_000 }),
      consecutiveFailures: fc.nat(10_000),
      retryAfterMs: fc.option(fc.nat(HOUR_MS), { nil: undefined }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(times, ({ retryAfterMs, random, ...situation }) => {
        const next = afterAttempt(
          { ...away, retryAfterMs },
          { ...first, ...situation },
          { ...policy, random: () => random },
        );
        if (next.delivery !== 'AGAIN') throw new Error('given up too early');
        const waits = [next.dueAt, next.restUntil ?? now].map((at) => at.getTime() - now.getTime());
        expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...waits)).toBeLessThanOrEqual(policy.longestMs + (retryAfterMs ?? 0));
      }),
    );
  });
});
