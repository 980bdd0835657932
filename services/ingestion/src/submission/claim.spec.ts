import { describe, expect, it } from '@jest/globals';
import { aClaim } from '../../test/claims.js';
import { ClaimCheck } from './claim-check.js';

const problemsOf = (overrides: Record<string, unknown>, vendors = ['clarityshop']): string[] => {
  const checking = new ClaimCheck(vendors).check(aClaim(overrides));
  return checking.ok ? [] : checking.problems.map(({ field }) => field);
};

describe("a producer's claim", () => {
  it('needs a code, a transaction and a kind, and no more', () => {
    const { vendorTxCode, transactionId, kind } = aClaim();
    expect(new ClaimCheck(['clarityshop']).check({ vendorTxCode, transactionId, kind })).toMatchObject({
      ok: true,
      value: { vendor: 'clarityshop', transactionId, amountMinor: null, shop: null, eventId: null },
    });
  });

  it('may write the transaction as the form posts do, in braces and any case', () => {
    const transactionId = '{2f1e0d3c-4b5a-6978-8796-a5b4c3d2e1f0}';
    expect(new ClaimCheck(['clarityshop']).check(aClaim({ transactionId }))).toMatchObject({
      value: { transactionId: '2F1E0D3C-4B5A-6978-8796-A5B4C3D2E1F0' },
    });
  });

  it.each([
    ['transactionId', { transactionId: '42' }],
    ['vendorTxCode', { vendorTxCode: 'a b' }],
    ['kind', { kind: 'SHIPPED' }],
    ['kind', { kind: 'UNRECOGNISED' }],
    ['kind', { kind: 'captured' }],
    ['amountMinor', { amountMinor: 36.5 }],
    ['amountMinor', { amountMinor: -3600 }],
    ['amountMinor', { amountMinor: 0 }],
    ['amountMinor', { amountMinor: 2 ** 53 }],
    ['amountMinor', { amountMinor: '3600' }],
    ['amountMinor', { amountMinor: null }],
    ['currency', { currency: null }],
    ['currency', { currency: 'gbp' }],
    ['eventId', { eventId: 'mine' }],
    ['occurredAt', { occurredAt: 'yesterday' }],
    ['orderReference', { orderReference: 'a/b' }],
    ['shop', { shop: null }],
    ['vendor', { vendor: 'somebodyelse' }],
    ['amount', { amount: 3600 }],
    ['opayoStatus', { opayoStatus: 'OK\u0000' }],
  ])('with a wrong %s is refused by that name (%j)', (field, overrides) => {
    expect(problemsOf(overrides)).toContain(field);
  });

  it('names its vendor where several are served', () => {
    expect(problemsOf({}, ['clarityshop', 'otherone'])).toEqual(['vendor']);
    expect(problemsOf({ vendor: 'OtherOne' }, ['clarityshop', 'otherone'])).toEqual([]);
  });
});
