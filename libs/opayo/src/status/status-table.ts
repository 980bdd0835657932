import type { PaymentEventKind } from '#libs/contracts';

/**
 * What a word of Opayo's means to us. `UNRECOGNISED` is every word that is not in a table: kept, alerted, never counted as paid. Whose a payment is
 * (ALLOCATED), Opayo does not know.
 */
export type FactKind = Exclude<PaymentEventKind, 'UNKNOWN' | 'ALLOCATED'>;

/** `NONE`: the words are known and say nothing about money (a stored card); nothing is to be published and nobody to be alerted. */
export type StatusMeaning = FactKind | 'NONE';

/** One provider vocabulary: type of transaction → status → meaning. Words are Opayo's own, in its case. */
export type StatusTable = Readonly<Record<string, Readonly<Record<string, StatusMeaning>>>>;

/** The words of one transaction as one of Opayo's interfaces tells them. */
export interface StatusWords {
  readonly txType: string;
  readonly status: string;
}

/** What two words mean. Total: a pair that is not in the table is `UNRECOGNISED`, also when each word alone is known. */
export function meaningOf(table: StatusTable, words: StatusWords): StatusMeaning {
  if (!Object.hasOwn(table, words.txType)) return 'UNRECOGNISED';
  const statuses = table[words.txType] ?? {};
  return (Object.hasOwn(statuses, words.status) ? statuses[words.status] : undefined) ?? 'UNRECOGNISED';
}

/** As `meaningOf`, for whoever has no other word than facts: what says nothing about money is `UNRECOGNISED`, hence never paid. */
export function factKindOf(table: StatusTable, words: StatusWords): FactKind {
  const meaning = meaningOf(table, words);
  return meaning === 'NONE' ? 'UNRECOGNISED' : meaning;
}

/** Facts about an amount of money: they cannot be told without asking Opayo for it. */
export function tellsAnAmount(meaning: StatusMeaning): boolean {
  return AMOUNT[meaning];
}

const AMOUNT: Readonly<Record<StatusMeaning, boolean>> = {
  CAPTURED: true,
  AUTHORISED: true,
  AUTHENTICATED: true,
  VOIDED: true,
  REFUNDED: true,
  SETTLEMENT_FAILED: true,
  PENDING: false,
  DECLINED: false,
  RELEASED_WITHOUT_CAPTURE: false,
  UNRECOGNISED: false,
  NONE: false,
};
