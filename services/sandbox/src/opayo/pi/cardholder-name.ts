import type { ThreeDSecureStatus } from '../ledger/outcome.js';

/** What 3-D Secure ends in; CHALLENGE asks the shopper first. */
export type Authentication = ThreeDSecureStatus | 'CHALLENGE';

/** Names on the card that decide 3-D Secure in Opayo's sandbox (opayo.md 7); the last two are ACPI's. */
const BY_NAME: Readonly<Record<string, Authentication>> = {
  SUCCESSFUL: 'OK',
  NOTAUTH: 'NOTAUTHED',
  CHALLENGE: 'CHALLENGE',
  PROOFATTEMPT: 'ATTEMPTONLY',
  TECHDIFFICULTIES: 'INCOMPLETE',
  ERROR: 'ERROR',
  NOTENROLLED: 'NOTAVAILABLE',
  REJECT: 'NOTAUTHED',
};

/** Any other name fails. */
export function authenticationOf(holder: string): Authentication {
  return BY_NAME[holder.trim().toUpperCase()] ?? 'NOTAUTHED';
}

/** Lets a payment through where the vendor's rules are applied: authenticated, attempted, or a card that takes no part. */
export function passesRules(status: ThreeDSecureStatus): boolean {
  return ['OK', 'ATTEMPTONLY', 'NOTAVAILABLE', 'NOTCHECKED'].includes(status);
}
