/**
 * Refusals of the Reporting API and their numbers (opayo.md 3.2 and the public list it names). The list gives bare numbers; recorded answers have
 * four digits (`0000`, `2015`), so short ones are filled up here [I]. The texts are ours.
 */
export const REFUSALS = {
  UNPARSEABLE: ['0001', 'The message was not valid XML'],
  ROOT: ['0002', 'The root element must be vspaccess'],
  USER: ['0008', 'The vendor and user are not valid together, or the user is locked out'],
  SIGNATURE: ['0010', 'The signature is not right'],
  COMMAND: ['0013', 'The command was not recognised'],
  START_AFTER_END: ['0038', 'The start date lies after the end date'],
  LONGER_THAN_A_MONTH: ['0039', 'The end date lies more than one month after the start date'],
  NO_TRANSACTION_NAMED: ['0042', 'Either vendortxcode or vpstxid is needed'],
  NOT_FOUND: ['0043', 'There is no transaction with this vendortxcode or vpstxid'],
  MORE_THAN_FIFTY_ROWS: ['0099', 'At most 50 rows can be asked for at once'],
  END_ROW_BEFORE_START_ROW: ['2222', 'The endrow lies before the startrow'],
  TX_TYPE: ['2231', 'Unknown txtype'],
  AUTH_PROCESSOR: ['2232', 'A valid authprocessor is needed'],
  CURRENCY: ['2234', 'Unknown currency'],
  AMOUNT: ['2235', 'A valid amount is needed'],
  END_ROW_WITHOUT_START_ROW: ['2243', 'An endrow over 50 needs a startrow'],
  ROW_ZERO: ['2244', 'Rows are counted from 1'],
  NO_FRAUD_DETAIL: ['2245', 'There is no fraud screen detail for this transaction'],
  VALUE: ['3002', 'A valid value is needed'],
  NUMBER: ['3006', 'A numeric value is needed'],
  DATE: ['3009', 'A date must be given as dd/MM/yyyy HH:mm:ss'],
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
