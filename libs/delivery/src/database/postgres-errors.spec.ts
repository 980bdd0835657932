import { describe, expect, it } from '@jest/globals';
import { RejectedError } from '#libs/errors';
import { classifyPostgresError } from './postgres-errors.js';

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

describe('what node-postgres throws', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', '57P01', '57P03', '53300', '08006', '08P01'])(
    'of %s is PostgreSQL being away, for everybody',
    (code) => {
      expect(classifyPostgresError(withCode(code))).toMatchObject({
        kind: 'retryable',
        code: 'POSTGRES_UNAVAILABLE',
        target: 'postgres',
      });
    },
  );

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])(
    'with the text "%s" is PostgreSQL being away',
    (text) => {
      expect(classifyPostgresError(new Error(text))).toMatchObject({ code: 'POSTGRES_UNAVAILABLE' });
    },
  );

  it('when every address of a host name refused is PostgreSQL being away', () => {
    const refused = new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]);

    expect(classifyPostgresError(refused)).toMatchObject({ code: 'POSTGRES_UNAVAILABLE', cause: refused });
  });

  it.each([
    ['40001', 'POSTGRES_CONTENTION'],
    ['40P01', 'POSTGRES_CONTENTION'],
    ['57014', 'POSTGRES_TIMEOUT'],
    ['55P03', 'POSTGRES_TIMEOUT'],
  ])('of state %s is %s and nobody else’s trouble', (state, code) => {
    expect(classifyPostgresError(withCode(state))).toMatchObject({ kind: 'retryable', code, target: undefined });
  });

  it.each([
    withCode('23505'),
    withCode('42601'),
    new TypeError('x'),
    new RejectedError('no', { code: 'NO', owner: 'shop', suggestedFix: '' }),
    'text',
    undefined,
  ])('otherwise (%p) stays as it is', (error) => {
    expect(classifyPostgresError(error)).toBe(error);
  });
});
