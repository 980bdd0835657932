import { writeDocument, type Element } from './write-xml.js';

/** An error about one element of the document that came in: the element, what stood in it, SYSPRO's number and text. */
export interface EnetError {
  /** Names from below `Item` down to the element, e.g. `['Payment', 'InvoiceToPay', 'Invoice']`. */
  readonly path: readonly [string, ...string[]];
  readonly value: string;
  readonly number: string;
  readonly text: string;
}

/** What became of one `Item`. */
export type ItemResult =
  | {
      readonly accepted: true;
      readonly key: readonly Element[];
      /** Elements that follow the key. */
      readonly also?: readonly Element[];
    }
  | { readonly accepted: false; readonly errors: readonly EnetError[] };

/** The answer to a transaction: root in lower case, the items, then the counters (syspro.md 2.0). */
export function transactionDocument(root: string, version: string, items: readonly ItemResult[]): string {
  const invalid = items.filter((item) => !item.accepted).length;
  return writeDocument(root.toLowerCase(), version, [
    ...items.map((item, index): Element => ['Item', itemElements(item, index + 1)]),
    statusOfItems([
      ['ItemsProcessed', items.length - invalid],
      ['ItemsInvalid', invalid],
    ]),
  ]);
}

function itemElements(item: ItemResult, number: number): Element[] {
  const itemNumber: Element = ['ItemNumber', counter(number)];
  if (item.accepted) return [['Key', item.key], ...(item.also ?? []), itemNumber];
  return [...item.errors.map(errorElement), itemNumber];
}

/** The offending element again, with three children (verified); a nested one inside its parents (inferred). */
export function errorElement({ path, value, number, text }: EnetError): Element {
  const children: Element[] = [
    ['Value', value],
    ['ErrorNumber', number],
    ['ErrorDescription', text],
  ];
  return path.reduceRight<readonly Element[]>((content, name) => [[name, content]], children)[0] as Element;
}

/** `StatusOfItems` with its counters. */
export function statusOfItems(counters: readonly (readonly [name: string, count: number])[]): Element {
  return ['StatusOfItems', counters.map(([name, count]): Element => [name, counter(count)])];
}

function counter(count: number): string {
  return String(count).padStart(6, '0');
}
