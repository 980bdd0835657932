import { describe, expect, it } from '@jest/globals';
import { InvariantViolation, isConnectError, OutcomeUnknownError, RejectedError, RetryableError } from './index.js';

const cause = new Error('socket closed');

describe('the four kinds of error', () => {
  it('each carries its own name, kind, code, facts and cause', () => {
    const errors = [
      new RetryableError('away', { code: 'AWAY', facts: { orderId: 'a/1' }, cause, retryAfterMs: 500 }),
      new RejectedError('no', { code: 'NO', facts: { orderId: 'a/1' }, cause, owner: 'finance', suggestedFix: 'mend' }),
      new OutcomeUnknownError('silence', { code: 'SILENCE', facts: { orderId: 'a/1' }, cause }),
      new InvariantViolation('bug', { facts: { orderId: 'a/1' }, cause }),
    ];

    expect(errors.map((error) => [error.name, error.kind, error.code])).toEqual([
      ['RetryableError', 'retryable', 'AWAY'],
      ['RejectedError', 'rejected', 'NO'],
      ['OutcomeUnknownError', 'outcome-unknown', 'SILENCE'],
      ['InvariantViolation', 'invariant-violation', 'INVARIANT_VIOLATION'],
    ]);
    for (const error of errors) {
      expect(error.cause).toBe(cause);
      expect(error.facts).toEqual({ orderId: 'a/1' });
      expect(isConnectError(error)).toBe(true);
    }
  });

  it('a stranger is none of them', () => {
    expect(isConnectError(new TypeError('x'))).toBe(false);
    expect(isConnectError(undefined)).toBe(false);
  });
});
