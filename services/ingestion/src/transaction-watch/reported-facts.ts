import { tellsAnAmount, type FactKind, type ReportedTransaction, type StatusMeaning } from '#libs/opayo';
import type { Amount, HeardFact } from '../payment-fact/fact.js';

/** What is needed besides Opayo's own record to tell its facts. */
export interface ReportContext {
  readonly vendor: string;
  readonly kind: StatusMeaning;
  /** Kinds published about this transaction before. */
  readonly known: ReadonlySet<FactKind>;
  readonly orderId: string | null;
  readonly parentTransactionId: string | null;
  /** From the record, or from Pi where the record has none. */
  readonly amount: Amount | undefined;
  readonly heardAt: Date;
  readonly heardBy: 'POLL' | 'SUBMITTED';
}

/** European payment methods: the one not-yet state that Opayo also notifies. The others pass in minutes, and who asks when would decide whether they are told. */
const AWAITING_AUTHORISATION = 28;

/**
 * The facts that follow from one look at Opayo's record, in the order they happened, history that nobody may have told us included: a poller that
 * looks every minute and one that was away for a week tell the same. None for a state that is about to pass and for what is no payment.
 */
export function reportedFacts(reported: ReportedTransaction, context: ReportContext): HeardFact[] {
  const { known } = context;
  const kind = takenBack(context.kind, known);
  if (kind === 'NONE' || (kind === 'PENDING' && reported.stateId !== AWAITING_AUTHORISATION)) return [];
  const implied = historyOf(kind, reported.transactionType).map((earlier) => ({
    ...factOf(reported, context, earlier),
    implied: true,
  }));
  return [...implied, factOf(reported, context, kind)];
}

/**
 * Opayo cancels what it had told as paid when our answer displeased it or did not arrive (states 8 and 9). After a published capture that is not
 * "declined", which takes nothing back, but a void; after a reservation it is its end.
 */
export function takenBack(kind: StatusMeaning, known: ReadonlySet<FactKind>): StatusMeaning {
  if (kind !== 'DECLINED') return kind;
  if (known.has('CAPTURED')) return 'VOIDED';
  if (known.has('AUTHORISED') || known.has('AUTHENTICATED')) return 'RELEASED_WITHOUT_CAPTURE';
  return kind;
}

/** What must have happened before, by the type of transaction. */
function historyOf(kind: FactKind, transactionType: string): FactKind[] {
  const course = courseOf(transactionType);
  switch (kind) {
    case 'CAPTURED':
    case 'REFUNDED':
      return course.slice(0, Math.max(0, course.indexOf(kind)));
    case 'RELEASED_WITHOUT_CAPTURE':
      return course.filter((earlier) => earlier === 'AUTHORISED' || earlier === 'AUTHENTICATED');
    case 'VOIDED':
    case 'SETTLEMENT_FAILED':
      return course;
    default:
      return [];
  }
}

/** How a transaction of this type goes when all goes well. */
function courseOf(transactionType: string): FactKind[] {
  switch (transactionType.toLowerCase()) {
    case 'deferred':
    case 'repeatdeferred':
      return ['AUTHORISED', 'CAPTURED'];
    case 'authenticate':
      return ['AUTHENTICATED'];
    case 'refund':
      return ['REFUNDED'];
    default:
      return ['CAPTURED'];
  }
}

function factOf(reported: ReportedTransaction, context: ReportContext, kind: FactKind): HeardFact {
  const { vendor, orderId, parentTransactionId, heardAt, heardBy } = context;
  // Only where the fact is about it: a notified decline knows none, and both are to be the same fact.
  const amount = tellsAnAmount(kind) ? context.amount : undefined;
  const occurredAt = occurredAtOf(reported, kind, heardAt);
  return {
    kind,
    ...{ vendor, orderId, parentTransactionId, amount, heardAt, heardBy, occurredAt },
    vendorTxCode: reported.vendorTxCode,
    transactionId: reported.transactionId,
    opayoTxType: reported.transactionType,
    opayoStatus: reported.stateId === null ? reported.status : String(reported.stateId),
    capturedAt: { at: occurredAt, source: 'REPORTING' },
    card: { cardType: reported.cardType, lastFourDigits: reported.lastFourDigits },
    bankAuthorisationCode: reported.bankAuthorisationCode,
    fraudResponse: reported.fraudRecommendation,
    authProcessor: reported.authProcessor,
    merchantNumber: reported.merchantNumber,
    detail: reported.status,
  };
}

/** Money is taken when the transaction completes, not when it starts; when a later state came Opayo does not tell, so it is when we saw it. */
function occurredAtOf(reported: ReportedTransaction, kind: FactKind, heardAt: Date): Date {
  const { startedAt, completedAt } = reported;
  switch (kind) {
    case 'CAPTURED':
    case 'REFUNDED':
    case 'DECLINED':
      return completedAt ?? startedAt ?? heardAt;
    case 'AUTHORISED':
    case 'AUTHENTICATED':
      // A release completes a deferred transaction anew: only its start is surely the reservation's time.
      return startedAt ?? completedAt ?? heardAt;
    default:
      return heardAt;
  }
}
