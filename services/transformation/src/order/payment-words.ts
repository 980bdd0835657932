import type { PaymentEventKind } from '#libs/contracts';

/** What a kind of payment fact does to an order. */
export interface PaymentMeaning {
  /**
   * `captured`: money taken. `reserved`: money promised or a card checked, nothing taken. `pending`: not decided at Opayo yet.
   * `declined`: an answer, and nothing taken. `reverses`: money goes or may go back. `strange`: a word of Opayo's we do not know.
   * `links`: says whose the payment is, and nothing about money.
   * `newer`: a kind this release does not know; the fact is set aside before it reaches an order.
   */
  readonly does: 'captured' | 'reserved' | 'pending' | 'declined' | 'reverses' | 'strange' | 'links' | 'newer';
  /** Whether the order may be created in SYSPRO for it. Reserved money does so only by a setting that comes later. */
  readonly mayCreate: boolean;
  /** Whether it may be posted as a receipt. */
  readonly mayBeReceipted: boolean;
}

const NOTHING = { mayCreate: false, mayBeReceipted: false } as const;

/** The closed list of payment facts (money-and-orders, rule 1). A kind added to the contract does not compile until it has a line here. */
export const PAYMENT_MEANING: Readonly<Record<PaymentEventKind, PaymentMeaning>> = {
  CAPTURED: { does: 'captured', mayCreate: true, mayBeReceipted: true },
  AUTHORISED: { does: 'reserved', ...NOTHING },
  AUTHENTICATED: { does: 'reserved', ...NOTHING },
  PENDING: { does: 'pending', ...NOTHING },
  DECLINED: { does: 'declined', ...NOTHING },
  RELEASED_WITHOUT_CAPTURE: { does: 'reverses', ...NOTHING },
  VOIDED: { does: 'reverses', ...NOTHING },
  REFUNDED: { does: 'reverses', ...NOTHING },
  SETTLEMENT_FAILED: { does: 'reverses', ...NOTHING },
  UNRECOGNISED: { does: 'strange', ...NOTHING },
  ALLOCATED: { does: 'links', ...NOTHING },
  UNKNOWN: { does: 'newer', ...NOTHING },
};

/** The meaning of a kind as it came over the wire: a word that is not in the table is newer than this release, never paid. */
export function meaningOf(kind: string): PaymentMeaning {
  return Object.hasOwn(PAYMENT_MEANING, kind) ? PAYMENT_MEANING[kind as PaymentEventKind] : PAYMENT_MEANING.UNKNOWN;
}
