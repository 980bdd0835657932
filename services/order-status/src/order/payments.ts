import { compareText, grouped, inOrder, type PaymentFact } from './fact.js';

/** What happened at Opayo. Whose the payment is, is not one of them. */
interface MoneyFact extends PaymentFact {
  readonly kind: Exclude<PaymentFact['kind'], 'ALLOCATED'>;
}

/** One transaction as far as its facts tell. */
export interface Payment {
  readonly transactionId: string;
  readonly vendorTxCode: string;
  /** Kind of its latest fact. */
  readonly status: MoneyFact['kind'];
  /** Amount of the latest fact that had one, minor units of `currency`. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** What this transaction adds to what we hold: a capture adds, a void, a refund or a failed settlement takes back. Minor units, signed. */
  readonly heldMinor: number;
  /** When its first fact happened; milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Where the source's times do not tell two facts of a transaction apart, the later step of a payment's life comes last. */
const LIFE = [
  'UNRECOGNISED',
  'PENDING',
  'AUTHENTICATED',
  'AUTHORISED',
  'DECLINED',
  'RELEASED_WITHOUT_CAPTURE',
  'CAPTURED',
  'REFUNDED',
  'VOIDED',
  'SETTLEMENT_FAILED',
] as const satisfies readonly MoneyFact['kind'][];

/** The transactions of an order, oldest first. */
export function paymentsOf(facts: readonly PaymentFact[]): Payment[] {
  const isMoney = (fact: PaymentFact): fact is MoneyFact => fact.kind !== 'ALLOCATED';
  const byTransaction = grouped(facts.filter(isMoney), (fact) => fact.transactionId);
  return [...byTransaction.values()]
    .map(paymentOf)
    .sort((left, right) => left.startedAt - right.startedAt || compareText(left.transactionId, right.transactionId));
}

function paymentOf(unsorted: readonly MoneyFact[]): Payment {
  const facts = inOrder(unsorted).sort(
    (left, right) => left.occurredAt - right.occurredAt || LIFE.indexOf(left.kind) - LIFE.indexOf(right.kind),
  );
  const latest = facts.at(-1) as MoneyFact;
  const priced = facts.findLast((fact) => fact.amountMinor !== null);
  return {
    transactionId: latest.transactionId,
    vendorTxCode: latest.vendorTxCode,
    status: latest.kind,
    amountMinor: priced?.amountMinor ?? null,
    currency: priced?.currency ?? null,
    heldMinor: heldBy(facts),
    startedAt: facts[0]?.occurredAt ?? 0,
  };
}

/**
 * Each kind counts once per transaction, however many ways we heard of it. A void, or a settlement the bank refused, undoes the
 * whole transaction, also when we hear of it before the capture; a refund is a transaction of its own.
 */
function heldBy(facts: readonly MoneyFact[]): number {
  const undone = facts.some(({ kind }) => kind === 'VOIDED' || kind === 'SETTLEMENT_FAILED');
  if (undone) return 0;
  const amountOf = (kind: MoneyFact['kind']) => facts.find((fact) => fact.kind === kind)?.amountMinor ?? 0;
  return amountOf('CAPTURED') - amountOf('REFUNDED');
}
