import { isAuthorised } from './states.js';
import type { OpayoTransaction } from './transaction.js';

/** Of a transaction's amount this much may be authorised in all, in hundredths (opayo.md 1.3). */
const MOST_AUTHORISED_PERCENT = 115;

/** What was taken from the shopper and has not been voided or failed; refunds are transactions of their own and not counted. Minor units. */
export function capturedMinor(
  transaction: Pick<OpayoTransaction, 'transactionType' | 'state' | 'amountMinor' | 'releasedMinor'>,
): number {
  const { transactionType, state, amountMinor, releasedMinor } = transaction;
  if (!isAuthorised(state)) return 0;
  if (transactionType === 'Deferred') return releasedMinor ?? 0;
  return ['Payment', 'Repeat', 'Authorise'].includes(transactionType) ? amountMinor : 0;
}

/** What may still be refunded, minor units. */
export function refundableMinor(transaction: OpayoTransaction): number {
  return capturedMinor(transaction) - transaction.refundedMinor;
}

/** What may still be authorised of an Authenticate, minor units: 115 % in all, rounded down. */
export function authorisableMinor({ amountMinor, authorisedMinor }: OpayoTransaction): number {
  return Math.floor((amountMinor * MOST_AUTHORISED_PERCENT) / 100) - authorisedMinor;
}

/** When the money was taken, or given back by a refund: for a deferred one its release. Undefined while none was. ISO 8601 UTC. */
export function capturedAt({
  transactionType,
  instructions,
  completedAt,
  outcome,
}: OpayoTransaction): string | undefined {
  if (transactionType === 'Deferred') return instructions.find(({ type }) => type === 'release')?.at;
  return outcome?.result === 'OK' && !['Authenticate', 'Token'].includes(transactionType)
    ? (completedAt ?? undefined)
    : undefined;
}
