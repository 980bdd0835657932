import type { XmlElement } from '../xml/xml-element.js';

/** One sentence of SYSPRO's about one element of our document. */
export interface SysproMessage {
  /** Element SYSPRO objects to, e.g. `StockCode`; empty when the message stands for a whole section. */
  readonly element: string;
  /** What we had put there; empty when SYSPRO does not say. */
  readonly value: string;
  /** SYSPRO's number; empty when it gives none (SORTOI's `ErrorMessages`). */
  readonly number: string;
  readonly text: string;
}

/** What a transaction's or setup's reply says. `accepted` follows the rule of syspro.md 2.0. */
export interface ReplyReport {
  readonly accepted: boolean;
  readonly errors: readonly SysproMessage[];
  /** Said beside a posting that was done; never a failure by themselves. */
  readonly warnings: readonly SysproMessage[];
  /** `ItemsProcessed` or its like; undefined where the object does not count (PORTOR answers without StatusOfItems). */
  readonly processed: number | undefined;
}

const REFUSED_COUNTERS = ['ItemsInvalid', 'RecordsInvalid', 'ItemsRejectedWithWarnings', 'PostingsInvalid'];
const PROCESSED_COUNTERS = ['ItemsProcessed', 'RecordsRead', 'JournalsProcessed', 'PostingsProcessed'];
const WRAPPERS = ['ErrorMessages', 'WarningMessages'];

/**
 * Reads the envelope: refused when any error description or number stands anywhere, or any counter of refused items is above zero.
 * Warnings alone refuse nothing, unless SYSPRO counts an item as rejected because of them: then they are the reason.
 */
export function readReport(root: XmlElement): ReplyReport {
  const errors = messagesOf(root, 'Error');
  const warnings = messagesOf(root, 'Warning');
  const refused = REFUSED_COUNTERS.some((counter) => (counterOf(root, counter) ?? 0) > 0);
  const validationFailed = /^failed$/i.test(root.child('ValidationStatus')?.value('Status') ?? '');
  const accepted = errors.length === 0 && !refused && !validationFailed;
  return {
    accepted,
    errors: accepted || errors.length > 0 ? errors : warnings,
    warnings: accepted || errors.length > 0 ? warnings : [],
    processed: PROCESSED_COUNTERS.map((counter) => counterOf(root, counter)).find((count) => count !== undefined),
  };
}

function messagesOf(root: XmlElement, kind: 'Error' | 'Warning'): SysproMessage[] {
  return [...messagesBelow(root, '', kind)];
}

function* messagesBelow(element: XmlElement, section: string, kind: 'Error' | 'Warning'): Generator<SysproMessage> {
  const isWrapper = WRAPPERS.some((wrapper) => element.is(wrapper));
  const numbers = element.children(`${kind}Number`);
  const texts = element.children(`${kind}Description`);
  for (let index = 0; index < Math.max(numbers.length, texts.length); index += 1) {
    yield {
      element: isWrapper ? section : element.name,
      value: element.value('Value'),
      number: numbers[index]?.text ?? '',
      text: texts[index]?.text ?? '',
    };
  }
  for (const child of element.elements) yield* messagesBelow(child, isWrapper ? section : element.name, kind);
}

function counterOf(root: XmlElement, name: string): number | undefined {
  for (const element of root.descendants()) {
    if (element.is(name) && /^\d+$/.test(element.text)) return Number(element.text);
  }
  return undefined;
}
