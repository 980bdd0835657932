import { describe, expect, it } from '@jest/globals';
import { aCheckedClaim } from '../../test/claims.js';
import { verdictOf, type PublishedFact } from './claim-verdict.js';

const fact = (overrides: Partial<PublishedFact> = {}): PublishedFact => ({
  ...{ kind: 'CAPTURED', vendor: 'clarityshop', vendorTxCode: 'gifts-1-1', parentTransactionId: null },
  ...{ amountMinor: 3600, currency: 'GBP', ...overrides },
});
const claimed = (overrides: Record<string, unknown> = {}) => aCheckedClaim({ vendorTxCode: 'gifts-1-1', ...overrides });

describe('a claim beside what Opayo said', () => {
  it.each([
    ['nothing published', claimed(), [], 'unknown'],
    ['the same', claimed(), [fact()], 'confirmed'],
    ['the same, no amount claimed', claimed({ amountMinor: undefined, currency: undefined }), [fact()], 'confirmed'],
    ['the vendor in other letters', claimed({ vendor: 'ClarityShop' }), [fact()], 'confirmed'],
    ['captured, after its authorisation', claimed(), [fact({ kind: 'AUTHORISED' }), fact()], 'confirmed'],
    ['captured, only authorised yet', claimed(), [fact({ kind: 'AUTHORISED' })], 'not yet'],
    ['voided, still captured', claimed({ kind: 'VOIDED' }), [fact()], 'not yet'],
    [
      'pending, decided meanwhile',
      claimed({ kind: 'PENDING' }),
      [fact({ kind: 'DECLINED', amountMinor: null, currency: null })],
      'confirmed',
    ],
    ['another amount', claimed({ amountMinor: 3601 }), [fact()], 'disagrees'],
    ['another currency', claimed({ currency: 'EUR' }), [fact()], 'disagrees'],
    ['another code', claimed({ vendorTxCode: 'gifts-2-1' }), [fact()], 'disagrees'],
    [
      'another parent',
      claimed({ kind: 'REFUNDED', parentTransactionId: 'A' }),
      [fact({ kind: 'REFUNDED', parentTransactionId: 'B' })],
      'disagrees',
    ],
    ['captured, but declined', claimed(), [fact({ kind: 'DECLINED', amountMinor: null, currency: null })], 'disagrees'],
    ['captured, but released', claimed(), [fact({ kind: 'RELEASED_WITHOUT_CAPTURE' })], 'disagrees'],
    ['declined, but captured', claimed({ kind: 'DECLINED' }), [fact()], 'disagrees'],
  ] as const)('%s', (_, claim, facts, verdict) => {
    expect(verdictOf(claim, facts).verdict).toBe(verdict);
  });

  it('tells a disagreement with both figures', () => {
    expect(verdictOf(claimed({ amountMinor: 3601 }), [fact()])).toEqual({
      verdict: 'disagrees',
      why: "Opayo's books say CAPTURED 36.00 GBP",
    });
  });
});
