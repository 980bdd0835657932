import { describe, expect, it } from '@jest/globals';
import { minorUnits } from '#libs/money';
import type { FactKind, ReportedTransaction } from '#libs/opayo';
import { kindOfState } from './opayo-books.js';
import { reportedFacts } from './reported-facts.js';

const STARTED = new Date('2026-11-23T10:00:00.000Z');
const COMPLETED = new Date('2026-11-24T09:00:00.000Z');
const HEARD = new Date('2026-11-25T09:00:00.000Z');

function reported(transactionType: string, stateId: number | null): ReportedTransaction {
  return {
    ...{ transactionId: '8B424E67-A809-036E-0C50-EF24982A5D61', vendorTxCode: 'gifts-1', transactionType, stateId },
    ...{ status: 'As Opayo says.', amountMinor: minorUnits(500), currency: 'GBP', startedAt: STARTED },
    ...{ completedAt: COMPLETED, securityKey: null, txAuthNo: null, bankAuthorisationCode: '999777', batchId: null },
    ...{ authProcessor: 'HSBC', merchantNumber: '1234567', refunded: false, repeated: false, released: null },
    ...{ aborted: null, cardType: 'VISA', lastFourDigits: '0006', fraudRecommendation: 'ACCEPT', systemUsed: 'S' },
    relatedTransactionId: null,
  };
}

function factsOf(transactionType: string, stateId: number | null, known: readonly FactKind[] = []) {
  const transaction = reported(transactionType, stateId);
  return reportedFacts(transaction, {
    ...{ vendor: 'clarityshop', kind: kindOfState(transaction), known: new Set(known), orderId: 'gifts/1' },
    ...{ parentTransactionId: null, amount: { amountMinor: minorUnits(500), currency: 'GBP' }, heardAt: HEARD },
    heardBy: 'POLL',
  });
}
const told = (...about: Parameters<typeof factsOf>): string[] =>
  factsOf(...about).map(({ kind, implied }) => (implied ? `(${kind})` : kind));

describe("the facts of Opayo's record", () => {
  it.each([
    ['Payment', 16, ['CAPTURED']],
    ['Payment', 29, ['CAPTURED']],
    ['Repeat', 16, ['CAPTURED']],
    ['Authorise', 16, ['CAPTURED']],
    ['Refund', 16, ['REFUNDED']],
    ['Deferred', 14, ['AUTHORISED']],
    ['Deferred', 16, ['(AUTHORISED)', 'CAPTURED']],
    ['RepeatDeferred', 16, ['(AUTHORISED)', 'CAPTURED']],
    ['Deferred', 19, ['(AUTHORISED)', 'RELEASED_WITHOUT_CAPTURE']],
    ['Deferred', 27, ['(AUTHORISED)', 'RELEASED_WITHOUT_CAPTURE']],
    ['Authenticate', 15, ['AUTHENTICATED']],
    ['Authenticate', 21, ['AUTHENTICATED']],
    ['Authenticate', 22, ['(AUTHENTICATED)', 'RELEASED_WITHOUT_CAPTURE']],
    ['Authenticate', 26, ['(AUTHENTICATED)', 'RELEASED_WITHOUT_CAPTURE']],
    ['Payment', 18, ['(CAPTURED)', 'VOIDED']],
    ['Deferred', 18, ['(AUTHORISED)', '(CAPTURED)', 'VOIDED']],
    ['Payment', 23, ['(CAPTURED)', 'SETTLEMENT_FAILED']],
    ['Payment', 36, ['(CAPTURED)', 'SETTLEMENT_FAILED']],
    ['Payment', 12, ['DECLINED']],
    ['Payment', 28, ['PENDING']],
    ['Payment', 77, ['UNRECOGNISED']],
    ['Payment', null, ['UNRECOGNISED']],
    ['Barter', 16, ['UNRECOGNISED']],
    ['Refund', 18, ['UNRECOGNISED']],
    ['Token', 25, []],
    ...[2, 3, 4, 5, 6, 7, 38].map((state): [string, number, string[]] => ['Payment', state, []]),
  ])('%s in state %s: %j', (transactionType, stateId, expected) => {
    expect(told(transactionType, stateId)).toEqual(expected);
  });

  it.each([8, 9])('state %d after a published capture takes it back', (stateId) => {
    expect(told('Payment', stateId)).toEqual(['DECLINED']);
    expect(told('Payment', stateId, ['CAPTURED'])).toEqual(['(CAPTURED)', 'VOIDED']);
    expect(told('Deferred', stateId, ['AUTHORISED'])).toEqual(['(AUTHORISED)', 'RELEASED_WITHOUT_CAPTURE']);
    expect(told('Authenticate', stateId, ['AUTHENTICATED'])).toEqual(['(AUTHENTICATED)', 'RELEASED_WITHOUT_CAPTURE']);
  });

  it('money is taken when the transaction completes, and reserved when it starts', () => {
    const [authorised, captured] = factsOf('Deferred', 16);
    expect(authorised?.occurredAt).toEqual(STARTED);
    expect(captured).toMatchObject({ occurredAt: COMPLETED, capturedAt: { at: COMPLETED, source: 'REPORTING' } });
  });

  it('carries what finance needs, and the state as the word', () => {
    expect(factsOf('Payment', 16)).toMatchObject([
      {
        ...{ vendorTxCode: 'gifts-1', orderId: 'gifts/1', opayoTxType: 'Payment', opayoStatus: '16', heardBy: 'POLL' },
        ...{ authProcessor: 'HSBC', merchantNumber: '1234567', bankAuthorisationCode: '999777' },
        ...{ amount: { amountMinor: 500, currency: 'GBP' }, card: { cardType: 'VISA', lastFourDigits: '0006' } },
      },
    ]);
  });
});
