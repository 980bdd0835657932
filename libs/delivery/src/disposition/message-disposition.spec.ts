import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvariantViolation, OutcomeUnknownError, RejectedError, RetryableError } from '#libs/errors';
import { disposition, type DispositionPolicy } from './message-disposition.js';

const now = new Date('2026-03-04T05:06:07.000Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
/** Jitter at its middle, so that due times are plain numbers. */
const policy: Partial<DispositionPolicy> = { now: () => now, random: () => 0.5 };
const first = { attempts: 1, firstAttemptAt: now };

const busy = new RetryableError('busy', { code: 'BUSY' });
const away = new RetryableError('away', { code: 'AWAY', target: 'syspro:GIFT' });

describe('what becomes of a failed message', () => {
  it.each([
    ['may work later', busy, { action: 'retry', code: 'BUSY', dueAt: later(500), target: undefined }],
    ['fails for everybody', away, { action: 'retry', code: 'AWAY', dueAt: later(500), target: 'syspro:GIFT' }],
    [
      'was sent and not answered',
      new OutcomeUnknownError('silence', { code: 'SILENCE' }),
      { action: 'readBack', code: 'SILENCE', dueAt: later(500) },
    ],
    [
      'will never work',
      new RejectedError('no such code', {
        code: 'STOCK_CODE_NOT_FOUND',
        owner: 'integration',
        suggestedFix: 'Add it',
        facts: { stockCode: 'X1' },
      }),
      {
        action: 'park',
        code: 'STOCK_CODE_NOT_FOUND',
        text: 'no such code',
        owner: 'integration',
        suggestedFix: 'Add it',
        severity: 'WARNING',
        facts: { stockCode: 'X1' },
      },
    ],
    [
      'is our bug',
      new InvariantViolation('impossible', { code: 'IMPOSSIBLE' }),
      { action: 'page', code: 'IMPOSSIBLE', text: 'impossible', severity: 'CRITICAL', owner: 'integration' },
    ],
    [
      'is a stranger',
      new TypeError('x is undefined'),
      { action: 'page', code: 'UNEXPECTED_ERROR', severity: 'CRITICAL' },
    ],
    ['is no error at all', 'thrown text', { action: 'page', code: 'UNEXPECTED_ERROR', severity: 'CRITICAL' }],
    ['is nothing', undefined, { action: 'page', code: 'UNEXPECTED_ERROR', severity: 'CRITICAL' }],
  ])('when it %s', (_when, error, expected) => {
    expect(disposition(error, first, policy)).toMatchObject(expected);
  });

  it("shows nothing of a stranger's text, which may quote anybody's data", () => {
    const decided = disposition(new TypeError('cannot read Ada Lovelace'), first, policy);

    expect(JSON.stringify(decided)).not.toContain('Lovelace');
  });
});

describe('the time of the next try', () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [5, 8_000],
    [11, 300_000],
  ])('after %d failures is doubled each time, up to the longest: %d ms', (attempts, delayMs) => {
    expect(disposition(busy, { attempts, firstAttemptAt: now }, policy)).toMatchObject({ dueAt: later(delayMs) });
  });

  it('lies anywhere between now and the full back-off', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (attempts, jitter) => {
          const decided = disposition(away, { attempts, firstAttemptAt: now }, { ...policy, random: () => jitter });
          const delayMs = 'dueAt' in decided ? decided.dueAt.getTime() - now.getTime() : NaN;
          expect(delayMs).toBe(Math.floor(jitter * Math.min(600_000, 1_000 * 2 ** (attempts - 1))));
        },
      ),
    );
  });

  it('is never before the one the other side asked for', () => {
    const asked = new RetryableError('slow down', { code: 'THROTTLED', retryAfterMs: 30_000 });

    expect(disposition(asked, first, { ...policy, random: () => 0 })).toMatchObject({ dueAt: later(30_000) });
    expect(disposition(asked, first, policy)).toMatchObject({ dueAt: later(30_500) });
  });
});

describe('the budget of retries', () => {
  const sixHoursMs = 6 * 60 * 60 * 1000;

  it.each([
    ['of attempts', { attempts: 12, firstAttemptAt: now }],
    ['of age', { attempts: 2, firstAttemptAt: later(-sixHoursMs) }],
  ])('%s spent, it is parked and says what failed', (_which, attempt) => {
    expect(disposition(busy, attempt, policy)).toMatchObject({
      action: 'park',
      code: 'RETRIES_EXHAUSTED',
      owner: 'operations',
      facts: { lastCode: 'BUSY', attempts: attempt.attempts },
    });
  });

  it('is not spent one attempt or one millisecond before', () => {
    expect(disposition(busy, { attempts: 11, firstAttemptAt: now }, policy).action).toBe('retry');
    expect(disposition(busy, { attempts: 1, firstAttemptAt: later(1 - sixHoursMs) }, policy).action).toBe('retry');
  });

  it('does not count while the target is away for everybody', () => {
    expect(disposition(away, { attempts: 5_000, firstAttemptAt: new Date(0) }, policy).action).toBe('retry');
  });

  it('may differ by code', () => {
    const budgets = { BUSY: { maxAttempts: 2, maxAgeMs: Infinity } };

    expect(disposition(busy, first, { ...policy, budgets }).action).toBe('retry');
    expect(disposition(busy, { ...first, attempts: 2 }, { ...policy, budgets }).action).toBe('park');
  });

  it('does not limit how often an unknown outcome is read back', () => {
    const unheard = new OutcomeUnknownError('silence', { code: 'SILENCE' });

    expect(disposition(unheard, { attempts: 5_000, firstAttemptAt: new Date(0) }, policy).action).toBe('readBack');
  });
});
