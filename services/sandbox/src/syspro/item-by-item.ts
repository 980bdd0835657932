import { isSet, type TransactionCall } from './transaction.js';
import { transactionDocument, type EnetError, type ItemResult } from './wire/envelope.js';
import type { XmlElement } from './wire/read-xml.js';
import type { Element } from './wire/write-xml.js';

/** How a business object deals with one `Item`. */
export interface ItemWork<T> {
  readonly root: string;
  readonly version: string;
  /** What ApplyIfEntireDocumentValid is when nobody says; it differs per object (syspro.md 2). */
  readonly entireByDefault: 'Y' | 'N';
  /** What is to be done, or why not. */
  read(item: XmlElement): T | EnetError[];
  /** Does it; the key of the answer. */
  post(work: T): readonly Element[];
}

/** The common course of a transaction: every item is checked, then all of them, each valid one or none are posted (syspro.md 2.0). */
export function itemByItem<T>(call: TransactionCall, work: ItemWork<T>): string {
  const items = call.document.children('Item').map((item) => work.read(item));
  const allValid = items.every((item) => !Array.isArray(item));
  const applies =
    !isSet(call, 'ValidateOnly', 'N') && (allValid || !isSet(call, 'ApplyIfEntireDocumentValid', work.entireByDefault));
  const results = items.map((item): ItemResult => {
    if (Array.isArray(item)) return { accepted: false, errors: item };
    return { accepted: true, key: applies ? work.post(item) : [] };
  });
  return transactionDocument(work.root, work.version, results);
}

/** An error about an element of the item. */
export function itemError(
  path: string | readonly [string, ...string[]],
  value: string,
  number: string,
  text: string,
): EnetError {
  return { path: typeof path === 'string' ? [path] : path, value, number, text };
}

/** 100028, verified. */
export function badDate(element: string, value: string): EnetError {
  const text = `Date '${value}' is invalid for XML element '${element}' it must be CCYY-MM-DD format`;
  return itemError(element, value, '100028', text);
}

/** 999005, invented. */
export function periodNotOpen(code: string): EnetError {
  return itemError('PostingPeriod', code, '999005', `Posting period '${code}' is not open`);
}

/** 100030, verified. */
export function missing(element: string): EnetError {
  return itemError(element, '', '100030', `XML element 'Item${element}' cannot be spaces`);
}

/** 100031, verified. */
export function notNumeric(element: string, value: string): EnetError {
  return itemError(element, value, '100031', `XML element '${element}' must be numeric`);
}
