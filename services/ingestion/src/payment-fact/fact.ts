import type { CapturedAtSource, HeardBy } from '#libs/contracts';
import { hashOf } from '#libs/delivery';
import type { CurrencyCode, MinorUnits } from '#libs/money';
import type { FactKind } from '#libs/opayo';

/** An amount as Opayo's own books have it. */
export interface Amount {
  readonly amountMinor: MinorUnits;
  readonly currency: CurrencyCode;
}

/** One fact about one Opayo transaction, by whatever way it was heard. Whoever makes one has proof of it from Opayo. */
export interface HeardFact {
  readonly kind: FactKind;
  /** Vendor name at Opayo, in any case. */
  readonly vendor: string;
  readonly vendorTxCode: string;
  /** Upper-case GUID without braces. */
  readonly transactionId: string;
  /** The transaction this one refers to (repeat, authorise, refund); upper-case GUID. */
  readonly parentTransactionId: string | null;
  /** `shop/orderReference`; null while the payment is unallocated. */
  readonly orderId: string | null;
  /** Opayo's own word for the type, unchanged. */
  readonly opayoTxType: string;
  /** Opayo's own word for the status, or its txstateid, unchanged. */
  readonly opayoStatus: string;
  /** When it happened at Opayo, as far as known, UTC. */
  readonly occurredAt: Date;
  /** When we heard of it, UTC. */
  readonly heardAt: Date;
  readonly heardBy: Exclude<HeardBy, 'UNKNOWN'>;
  /** Required for the kinds that tell an amount (`tellsAnAmount`). */
  readonly amount?: Amount | undefined;
  /** For CAPTURED; default: `occurredAt`, from Reporting when polled, else from the notification. */
  readonly capturedAt?: { readonly at: Date; readonly source: Exclude<CapturedAtSource, 'UNKNOWN'> } | undefined;
  /** Opayo's own words; for CAPTURED. */
  readonly card?:
    { readonly cardType?: string | null | undefined; readonly lastFourDigits?: string | null | undefined } | undefined;
  readonly bankAuthorisationCode?: string | null | undefined;
  readonly fraudResponse?: string | null | undefined;
  readonly authProcessor?: string | null | undefined;
  readonly merchantNumber?: string | null | undefined;
  /** For DECLINED; default: `detail` alone. */
  readonly decline?: { readonly code: string | null; readonly bankDeclineCode: string | null } | undefined;
  /** What Opayo said, for people; of a decline without its code. */
  readonly detail: string;
  /** Which one, where a kind can repeat on one transaction. */
  readonly instructionNumber?: number | undefined;
  /**
   * History that follows from a later state (a void tells that there was a capture) and that nobody told us. It is recorded only when its
   * identity is unknown, and never disagrees with what was told.
   */
  readonly implied?: boolean | undefined;
}

/** A fact that was published, as the book has it. */
export interface RecordedFact extends Partial<Amount> {
  readonly kind: FactKind;
  readonly eventId: string;
  readonly orderId: string | null;
  readonly occurredAt: Date;
  readonly implied: boolean;
}

/** A fact's identity: the same fact heard twice has the same one, whatever way it came. */
export function factIdentityOf(
  fact: Pick<HeardFact, 'kind' | 'transactionId' | 'opayoTxType' | 'opayoStatus' | 'instructionNumber'>,
): string {
  const { kind, transactionId, opayoTxType, opayoStatus, instructionNumber } = fact;
  // Of words we do not know we cannot say that they tell the same.
  if (kind === 'UNRECOGNISED') return `${transactionId}:${kind}:${opayoTxType}:${opayoStatus}`;
  return instructionNumber === undefined
    ? `${transactionId}:${kind}`
    : `${transactionId}:${kind}:${String(instructionNumber)}`;
}

/**
 * Hash of what every way of hearing a fact must agree on: whose it is and how much. Times, words and card details differ between
 * a notification and Opayo's reports without either being wrong.
 */
export function factHashOf(fact: HeardFact): string {
  const { transactionId, vendorTxCode, kind, parentTransactionId, amount } = fact;
  const { amountMinor = null, currency = null } = amount ?? {};
  return hashOf({ transactionId, vendorTxCode, kind, parentTransactionId, amountMinor, currency });
}

/** The business key of a fact: its order, or its own code while it is unallocated. */
export function keyOfFact({ orderId, vendorTxCode }: Pick<HeardFact, 'orderId' | 'vendorTxCode'>): string {
  return orderId ?? vendorTxCode;
}
