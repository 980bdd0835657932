/**
 * Refusals of the Reporting API and their numbers (opayo.md 3.2). The list gives bare numbers; recorded answers have four digits (`0000`,
 * `2015`), so short ones are filled up here [I]. The texts are ours.
 */
export const REFUSALS = {
  UNPARSEABLE: ['0001', 'The XML could not be parsed'],
  ROOT: ['0002', 'The root element must be vspaccess'],
  USER: ['0008', 'The vendor or user name is not right, or the user is locked'],
  SIGNATURE: ['0010', 'The signature is not right'],
  COMMAND: ['0013', 'Unknown command'],
  PARSE: ['0019', 'A value could not be parsed'],
  START_AFTER_END: ['0038', 'The start date lies after the end date'],
  LONGER_THAN_A_MONTH: ['0039', 'The dates lie more than one month apart'],
  NO_TRANSACTION_NAMED: ['0042', 'A vendortxcode or vpstxid is needed'],
  NOT_FOUND: ['0043', 'The transaction was not found'],
  MORE_THAN_FIFTY_ROWS: ['0099', 'At most 50 rows can be asked for at once'],
  ROW_NUMBER: ['2222', 'A row number must be a whole number from 1'],
  START_ROW_AFTER_END_ROW: ['2243', 'The start row lies after the end row'],
  TX_TYPE: ['2231', 'Unknown transaction type'],
  AUTH_PROCESSOR: ['2232', 'Unknown authorisation processor'],
  NO_FRAUD_DETAIL: ['2245', 'There is no fraud detail for the transaction'],
  DATE: ['3009', 'A date must be given as dd/MM/yyyy HH:mm:ss'],
  RESULT: ['2015', 'INVALID STATUS'],
} as const;

export type Refusal = keyof typeof REFUSALS;

/** The Reporting API says no; it still answers HTTP 200. */
export class ReportingRefusal extends Error {
  override readonly name = 'ReportingRefusal';
  /** `errorcode`, four digits. */
  readonly errorCode: string;

  /** `about`: what of the request is meant, added to the text. */
  constructor(
    readonly refusal: Refusal,
    about?: string,
  ) {
    const [code, text] = REFUSALS[refusal];
    super(about === undefined ? text : `${text}: ${about}`);
    this.errorCode = code;
  }
}
