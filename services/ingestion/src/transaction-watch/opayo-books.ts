import {
  meaningOf,
  REPORTING_STATE,
  reportedWords,
  type ReportedTransaction,
  type ReportingClient,
  type StatusMeaning,
} from '#libs/opayo';

/** Opayo's books about one vendor. What fails is one of the four kinds of error. */
export type OpayoBooks = Pick<ReportingClient, 'transaction' | 'transactions' | 'related'>;

/** What the state of a transaction means; `NONE`: nothing about money. */
export function kindOfState(transaction: Pick<ReportedTransaction, 'transactionType' | 'stateId'>): StatusMeaning {
  return meaningOf(REPORTING_STATE, reportedWords(transaction));
}
