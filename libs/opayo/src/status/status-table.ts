import type { PaymentEventKind } from '#libs/contracts';

/** What a word of Opayo's means to us. `UNRECOGNISED` is every word that is not in a table: kept, alerted, never counted as paid. */
export type FactKind = Exclude<PaymentEventKind, 'UNKNOWN'>;

/** One provider vocabulary: type of transaction → status → fact. Words are Opayo's own, in its case. */
export type StatusTable = Readonly<Record<string, Readonly<Record<string, FactKind>>>>;

/** The words of one transaction as one of Opayo's interfaces tells them. */
export interface StatusWords {
  readonly txType: string;
  readonly status: string;
}

/** The fact that two words tell. Total: a pair that is not in the table is `UNRECOGNISED`, also when each word alone is known. */
export function factKindOf(table: StatusTable, words: StatusWords): FactKind {
  if (!Object.hasOwn(table, words.txType)) return 'UNRECOGNISED';
  const statuses = table[words.txType] ?? {};
  return (Object.hasOwn(statuses, words.status) ? statuses[words.status] : undefined) ?? 'UNRECOGNISED';
}

/** Facts about an amount of money: they cannot be told without asking Opayo for it. */
export function tellsAnAmount(kind: FactKind): boolean {
  return AMOUNT[kind];
}

const AMOUNT: Readonly<Record<FactKind, boolean>> = {
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
};
