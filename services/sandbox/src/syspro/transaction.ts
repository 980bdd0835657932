import type { CalendarDate } from '#libs/calendar';
import type { BookDraft } from '../books/collection.js';
import type { Company } from './company/company.js';
import type { XmlElement } from './wire/read-xml.js';

/** One Transaction/Post as its business object sees it. */
export interface TransactionCall {
  readonly draft: BookDraft;
  readonly company: Company;
  readonly operator: string;
  readonly today: CalendarDate;
  readonly parameters: XmlElement;
  readonly document: XmlElement;
}

/** A business object that changes the books. */
export interface TransactionObject {
  /** Root that both documents must have. */
  readonly root: string;
  /** Answers with the whole body; changes the draft only if it says so. */
  post(call: TransactionCall): string;
}

/** A `Parameters` value in the letter case it came in; the default when it is absent or empty. */
export function parameterOf(
  { parameters }: Pick<TransactionCall, 'parameters'>,
  name: string,
  byDefault: string,
): string {
  const given = parameters.child('Parameters')?.value(name) ?? '';
  return given === '' ? byDefault : given;
}

/** Whether a Y/N parameter is Y. */
export function isSet(call: Pick<TransactionCall, 'parameters'>, name: string, byDefault: 'Y' | 'N'): boolean {
  return parameterOf(call, name, byDefault).toUpperCase() === 'Y';
}
