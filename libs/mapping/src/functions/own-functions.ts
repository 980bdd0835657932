import { properCase } from '#libs/address';
import { dateIn } from '#libs/calendar';
import { addressLines } from '../text/address-lines.js';
import { toLatin1252, toWindows1252 } from '../text/windows-1252.js';
import { addressParts, placeLines, postcodeOf } from './address.js';
import { convert, minorOf } from './convert.js';
import { FieldRefusal } from './field-refusal.js';
import { isPositive, lineValue, netOf, netUnitPrice, taxOn, unitPrice } from './net-price.js';
import { reference } from './reference.js';

/** A function of ours as expressions see it. Whole numbers arrive as bigint; the result may be a number and is made a bigint. */
export interface OwnFunction {
  /** CEL signature, e.g. `sum(list<int>): int`. */
  readonly signature: string;
  readonly does: string;
  // What arrives is checked by CEL against the signature before the call.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly call: (...values: any[]) => unknown;
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Every function of ours; the list in README.md is made of the same words. Amounts are exact, in minor units, rounded half up. */
export const OWN_FUNCTIONS: readonly OwnFunction[] = [
  {
    signature: 'netUnitPrice(int, string, string, string): string',
    does: 'amount in minor units, quantity, tax rate in percent, currency → net price of one unit with 5 decimals',
    call: netUnitPrice,
  },
  {
    signature: 'unitPrice(int, string): string',
    does: 'amount in minor units, currency → the amount as a price with 5 decimals',
    call: unitPrice,
  },
  {
    signature: 'lineValue(string, string, string): int',
    does: 'quantity, price, currency → round(quantity × price) in minor units, as SYSPRO computes it',
    call: lineValue,
  },
  {
    signature: 'taxOn(int, string): int',
    does: 'net in minor units, rate in percent → tax in minor units, as SYSPRO computes it',
    call: taxOn,
  },
  {
    signature: 'netOf(int, string): int',
    does: 'gross in minor units, rate in percent → net in minor units',
    call: netOf,
  },
  { signature: 'isPositive(string): bool', does: 'whether a decimal text is above zero', call: isPositive },
  {
    signature: 'sum(list<int>): int',
    does: 'sum of whole numbers; 0 for none',
    call: (values: bigint[]) => values.reduce((total, value) => total + value, 0n),
  },
  {
    signature: 'largest(list<int>): int',
    does: 'largest of whole numbers; 0 for none',
    call: (values: bigint[]) => values.reduce((most, value) => (value > most ? value : most), 0n),
  },
  { signature: 'abs(int): int', does: 'the number without its sign', call: absolute },
  {
    signature: 'distinct(list<string>): list<string>',
    does: 'each text once, in order of first appearance',
    call: (values: string[]) => [...new Set(values)],
  },
  { signature: 'text(dyn): string', does: 'a text that may be null, as a text: null becomes empty', call: textOf },
  {
    signature: 'filled(dyn): bool',
    does: 'whether a text that may be null has something in it besides blanks',
    call: (value: unknown) => textOf(value).trim() !== '',
  },
  {
    signature: 'reference(string, string, int): string',
    does: 'readable part, effectId, greatest length → our reference of that effect in SYSPRO',
    call: (readable: string, effectId: string, maxLength: bigint) => reference(readable, effectId, Number(maxLength)),
  },
  {
    signature: 'cp1252(string): string',
    does: 'the text in characters of Windows-1252, accents dropped where they must be',
    call: toWindows1252,
  },
  {
    signature: 'latin(string): string',
    does: 'the text in characters of Windows-1252, other scripts in their usual Latin letters, pictures left out: for names and addresses, never for codes',
    call: toLatin1252,
  },
  {
    signature: 'convert(int, string, string, string, string): int',
    does: 'amount in minor units, its currency, the other currency, rate, rounding (halfUp, halfEven, up, down) → minor units of the other currency; without a rate it is refused',
    call: convert,
  },
  {
    signature: 'minorOf(string, string, string): int',
    does: 'amount in decimals, currency, rounding → minor units',
    call: minorOf,
  },
  {
    signature: 'properCase(string): string',
    does: 'a line all in capitals or all in small letters in the case people write; any other stays',
    call: properCase,
  },
  {
    signature: 'postcodeOf(list<string>, string, string): string',
    does: 'parts of an address, postcode as entered, country code → the postcode rightly spelt, wherever it was written',
    call: postcodeOf,
  },
  {
    signature: 'addressParts(list<string>, string, string): list<string>',
    does: 'parts of an address, postcode as entered, country code → the parts without the postcode, careless case mended',
    call: addressParts,
  },
  {
    signature: 'placeLines(string, string, string, string): list<string>',
    does: 'city, region, postcode or nothing, country code → lines in the order of that country',
    call: placeLines,
  },
  {
    signature: 'addressLines(list<string>, int, int): list<string>',
    does: 'parts of an address, greatest number of lines, greatest length of a line → lines, nothing lost',
    call: (parts: string[], lines: bigint, length: bigint) => addressLines(parts, Number(lines), Number(length)),
  },
  {
    signature: 'dateIn(int, string): string',
    does: 'instant in milliseconds, time zone → CCYY-MM-DD in that calendar',
    call: (instant: bigint, timeZone: string) => dateIn(new Date(Number(instant)), timeZone),
  },
];

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  throw new FieldRefusal('NOT_A_TEXT', typeof value, 'give a text');
}
