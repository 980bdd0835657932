import { randomInt, randomUUID } from 'node:crypto';
import { ClaimCheck, type CheckedClaim } from '../src/submission/claim-check.js';
import { VENDOR } from './payments.js';

/** Body of `POST /opayo/events`: 36.00 GBP captured for an order of the gift shop; `overrides` over it. */
export function aClaim(overrides: Record<string, unknown> = {}) {
  const reference = String(randomInt(100_000, 1_000_000_000));
  return {
    vendorTxCode: `gifts-${reference}-1`,
    transactionId: randomUUID().toUpperCase(),
    kind: 'CAPTURED',
    amountMinor: 3600,
    currency: 'GBP',
    shop: 'gifts',
    orderReference: reference,
    occurredAt: '2026-11-23T10:00:00Z',
    ...overrides,
  };
}

/** It as the service keeps it after its check. */
export function aCheckedClaim(overrides: Record<string, unknown> = {}): CheckedClaim {
  const { parentTransactionId, ...others } = overrides;
  const checking = new ClaimCheck([VENDOR]).check(aClaim(others));
  if (!checking.ok) throw new Error(`not a claim: ${JSON.stringify(checking.problems)}`);
  return typeof parentTransactionId === 'string' ? { ...checking.value, parentTransactionId } : checking.value;
}
