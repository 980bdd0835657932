import { formatMinor } from '#libs/money';
import type { FactKind } from '#libs/opayo';
import type { CheckedClaim } from './claim-check.js';

/** What is published about a transaction: Opayo's word. */
export interface PublishedFact {
  readonly kind: FactKind;
  readonly vendor: string;
  readonly vendorTxCode: string;
  readonly parentTransactionId: string | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

/**
 * `unknown`: nothing is published about the transaction; `not yet`: Opayo's books do not say it, and still may; `disagrees`: they say something
 * that the claim cannot stand beside, told in `why` for people.
 */
export type ClaimVerdict =
  { readonly verdict: 'confirmed' | 'unknown' | 'not yet' } | { readonly verdict: 'disagrees'; readonly why: string };

/** Once Opayo has said this, nothing else becomes of the transaction. */
const ENDS_UNPAID: readonly FactKind[] = ['DECLINED', 'RELEASED_WITHOUT_CAPTURE'];

/** Holds a claim against what Opayo said. A claim adds nothing: whatever the verdict, only Opayo's word was published. */
export function verdictOf(claim: CheckedClaim, facts: readonly PublishedFact[]): ClaimVerdict {
  if (facts.length === 0) return { verdict: 'unknown' };
  const why = facts.map((fact) => otherTransaction(claim, fact) ?? otherAmount(claim, fact)).find((each) => each);
  if (why !== undefined) return { verdict: 'disagrees', why };
  // What was pending is history as soon as it is decided.
  if (claim.kind === 'PENDING' || facts.some(({ kind }) => kind === claim.kind)) return { verdict: 'confirmed' };
  return cannotBecome(claim, facts)
    ? { verdict: 'disagrees', why: `Opayo's books say ${wordsOf(facts)}` }
    : { verdict: 'not yet' };
}

/** What Opayo said, for people: `AUTHORISED 36.00 GBP and CAPTURED 36.00 GBP`. */
export function wordsOf(facts: readonly PublishedFact[]): string {
  return facts.map(({ kind, amountMinor, currency }) => `${kind}${amountWords(amountMinor, currency)}`).join(' and ');
}

/** What the producer said, for people: `CAPTURED 36.00 GBP`. */
export function wordsOfClaim({ kind, amountMinor, currency }: CheckedClaim): string {
  return `${kind}${amountWords(amountMinor, currency)}`;
}

function otherTransaction(claim: CheckedClaim, fact: PublishedFact): string | undefined {
  if (claim.vendor.toLowerCase() !== fact.vendor.toLowerCase()) return `it is a transaction of vendor '${fact.vendor}'`;
  if (claim.vendorTxCode !== fact.vendorTxCode) return `its vendorTxCode at Opayo is '${fact.vendorTxCode}'`;
  const { parentTransactionId: told } = claim;
  const known = fact.parentTransactionId;
  return told !== null && known !== null && told !== known ? `it refers to the transaction ${known}` : undefined;
}

function otherAmount(claim: CheckedClaim, fact: PublishedFact): string | undefined {
  if (claim.amountMinor === null || fact.kind !== claim.kind || fact.amountMinor === null) return undefined;
  if (claim.amountMinor === fact.amountMinor && claim.currency === fact.currency) return undefined;
  return `Opayo's books say ${wordsOf([fact])}`;
}

function cannotBecome(claim: CheckedClaim, facts: readonly PublishedFact[]): boolean {
  const said = facts.map(({ kind }) => kind);
  if (ENDS_UNPAID.some((end) => said.includes(end))) return true;
  return ENDS_UNPAID.some((end) => end === claim.kind) && said.includes('CAPTURED');
}

function amountWords(amountMinor: number | null, currency: string | null): string {
  return amountMinor === null || currency === null ? '' : ` ${formatMinor(amountMinor, currency)} ${currency}`;
}
