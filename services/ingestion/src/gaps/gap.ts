import type { CurrencyCode, MinorUnits } from '#libs/money';

/** `expectedNotSeen`: our side told of it, Opayo did not; `seenNotExpected`: Opayo has money or a reservation that nobody of our side told of. */
export type GapList = 'expectedNotSeen' | 'seenNotExpected';

export const GAP_LISTS: readonly GapList[] = ['expectedNotSeen', 'seenNotExpected'];

/**
 * `NOT_AT_OPAYO`: Opayo was asked and does not know it. `UNDECIDED`: it is at Opayo and neither paid nor declined. `UNHEARD`: no notification came and
 * Opayo's books were not asked yet, or cannot be. `UNEXPECTED`: in Opayo's books, told by nobody, of no order.
 */
export type GapReason = 'NOT_AT_OPAYO' | 'UNDECIDED' | 'UNHEARD' | 'UNEXPECTED';

/** One transaction that only one of the two sides knows of. No personal data. */
export interface Gap {
  readonly gapId: number;
  readonly list: GapList;
  readonly reason: GapReason;
  readonly vendor: string;
  readonly vendorTxCode: string;
  /** Null while only its code is known. */
  readonly transactionId: string | null;
  readonly orderId: string | null;
  /** Who told us: REGISTERED, SUBMITTED, LISTED; null when nobody did. */
  readonly toldBy: 'REGISTERED' | 'SUBMITTED' | 'LISTED' | null;
  /** What Opayo has: `CAPTURED`, `REFUNDED`, …; null when it has nothing. */
  readonly kind: string | null;
  /** UTC: when it was told, or started at Opayo. */
  readonly since: Date;
  /** Opayo's amount, else the teller's, minor units of `currency`; null when nobody named one. */
  readonly amountMinor: MinorUnits | null;
  readonly currency: CurrencyCode | null;
  readonly whatToDo: string;
}

/** All gaps of one list in one currency. */
export interface GapTotal {
  readonly list: GapList;
  /** Null: of those whose amount nobody knows. */
  readonly currency: CurrencyCode | null;
  readonly count: number;
  readonly amountMinor: MinorUnits | null;
  readonly oldestSince: Date;
}

/** What a person does next about a gap. */
export function whatToDo({ reason, toldBy, kind }: Pick<Gap, 'reason' | 'toldBy' | 'kind'>): string {
  switch (reason) {
    case 'NOT_AT_OPAYO':
      return `Look the VendorTxCode up in MyOpayo. If it is not there either, nothing was taken: ${TELLERS[toldBy ?? 'LISTED']}`;
    case 'UNDECIDED':
      return 'Opayo cancels what is left on its page after 15 minutes. Look it up in MyOpayo; if it is older, ask Opayo what became of it.';
    case 'UNHEARD':
      return "See whether Opayo's Reporting API answers (health of ingestion) and a reporting user is configured; look the transaction up in MyOpayo, and check that its NotificationURL is ours.";
    case 'UNEXPECTED':
      return kind === 'REFUNDED'
        ? 'Somebody refunded at Opayo what belongs to no order of ours. Find the refunded payment in MyOpayo and have its order registered or listed by the shop.'
        : 'Find in MyOpayo what was sold. Have the shop register the payment or list it in its order; if there is no order, refund it at Opayo.';
  }
}

const TELLERS: Readonly<Record<NonNullable<Gap['toldBy']>, string>> = {
  REGISTERED: 'ask the shop why it registered a payment Opayo does not have; dispatch nothing for it.',
  SUBMITTED: 'ask the producer what it told us of; nothing was posted from its word.',
  LISTED: 'the order lists a payment that does not exist: ask the shop; dispatch nothing for it.',
};
