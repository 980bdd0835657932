import type { FactKind } from '#libs/opayo';

/** What the shop's page is told, in the shopper's terms. `invalid`: the post was not genuine; `token`: a card was stored, nothing was paid. */
export type Outcome = 'paid' | 'authorised' | 'pending' | 'declined' | 'token' | 'invalid';

/** Where a vendor's shoppers are sent, per outcome. */
export type RedirectUrls = Readonly<Record<Outcome, string>>;

/** What the shopper sees of each fact; of a word nobody knows, that it is not decided. */
const OUTCOMES: Readonly<Record<FactKind | 'NONE', Outcome>> = {
  CAPTURED: 'paid',
  AUTHORISED: 'authorised',
  AUTHENTICATED: 'authorised',
  PENDING: 'pending',
  DECLINED: 'declined',
  RELEASED_WITHOUT_CAPTURE: 'declined',
  VOIDED: 'declined',
  REFUNDED: 'declined',
  SETTLEMENT_FAILED: 'declined',
  UNRECOGNISED: 'pending',
  NONE: 'token',
};

/** What the shopper is told of a notification; `NONE`: it says nothing about money. */
export function outcomeOf(kind: FactKind | 'NONE'): Outcome {
  return OUTCOMES[kind];
}

/** What may stand in braces in the template. */
export interface RedirectFacts {
  readonly outcome: Outcome;
  /** Empty when the post could not be read. */
  readonly vendorTxCode: string;
  readonly transactionId: string;
}

const MAXIMUM_LENGTH = 255;
const LONGEST: RedirectFacts = { outcome: 'authorised', vendorTxCode: '{'.repeat(40), transactionId: '-'.repeat(36) };

/**
 * Where Opayo sends the shopper, from a template such as `https://shop.example/paid/{outcome}?payment={vendorTxCode}`. It depends
 * on the notification and its vendor alone, so that a repeat, also one after the registration became known, is answered with the same bytes.
 */
export function redirectUrl(template: string, facts: RedirectFacts): string {
  return template.replace(/\{(outcome|vendorTxCode|transactionId)\}/g, (_, name: keyof RedirectFacts) =>
    encodeURIComponent(facts[name]),
  );
}

/** What is wrong with a template, or undefined. Checked at the start: an answer Opayo cannot read would cancel every payment. */
export function templateProblem(template: string): string | undefined {
  const filled = redirectUrl(template, LONGEST);
  if (/[{}]/.test(filled)) return 'only {outcome}, {vendorTxCode} and {transactionId} in braces';
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(filled) || !URL.canParse(filled)) return 'an absolute http(s) URL';
  if (filled.length > MAXIMUM_LENGTH) return `at most ${MAXIMUM_LENGTH} characters with everything filled in`;
  return undefined;
}
