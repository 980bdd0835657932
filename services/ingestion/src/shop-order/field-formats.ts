import { SHOP_NAME } from '#libs/service';
import { z } from 'zod';
import { isCurrency, minorUnits } from '#libs/money';

// What a field may be, with words for the person who sent something else; the value itself is never repeated, it may be personal.

// Minor units; small enough that the sums of all lines an order may have stay exact.
const LARGEST_AMOUNT_MINOR = 1_000_000_000_000;

const NO_CONTROL_CHARACTERS = /^[^\p{Cc}\p{Cs}]*$/u;

/** Text of 1 to `length` characters, no line ends or other control characters, not blank. */
export const textOf = (length: number) =>
  z
    .string()
    .max(length, `at most ${length} characters`)
    .regex(/\S/, 'not blank')
    .regex(NO_CONTROL_CHARACTERS, 'no control characters');

/** As `textOf`; absent, null and blank are all null. */
export const optionalTextOf = (length: number) =>
  z
    .string()
    .max(length, `at most ${length} characters`)
    .regex(NO_CONTROL_CHARACTERS, 'no control characters')
    .nullish()
    .transform((text) => (text === null || text === undefined || text.trim() === '' ? null : text));

/** The shop's short name. */
export const shopName = () => z.string().regex(SHOP_NAME, 'letters, digits and -, at most 30');

/** The shop's own reference: no `/`, because it ends the shop's name in an orderId; no blanks at the ends. */
export const orderReference = () =>
  textOf(50).regex(/^[^\s/](?:[^/]*[^\s/])?$/, 'no / in it and no blanks at its ends');

/** Opayo VendorTxCode. */
export const vendorTxCode = () => z.string().regex(/^[A-Za-z0-9{}._-]{1,40}$/, 'letters, digits and {}._-, at most 40');

/** An instant: ISO 8601 with its offset, or milliseconds since 1970; becomes milliseconds. */
export const instant = () =>
  z.union(
    [
      z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
      z.int().nonnegative().max(8_640_000_000_000_000),
    ],
    'an instant such as 2026-11-23T18:30:00Z, or milliseconds since 1970',
  );

/** ISO 4217, upper case. */
export const currency = () => z.string().refine(isCurrency, 'an ISO 4217 code in upper case');

/** Whole minor units, also negative (discounts). */
export const amountMinor = () =>
  z
    .int('a whole number of minor units')
    .min(-LARGEST_AMOUNT_MINOR, { error: `from -${LARGEST_AMOUNT_MINOR}`, abort: true })
    .max(LARGEST_AMOUNT_MINOR, { error: `at most ${LARGEST_AMOUNT_MINOR}`, abort: true })
    .transform((value) => minorUnits(value));

/** Decimal number as text: at most `integers` digits before and `decimals` after the point, no sign. */
export const decimalText = (integers: number, decimals: number) =>
  z
    .string()
    .regex(
      new RegExp(`^\\d{1,${integers}}(?:\\.\\d{1,${decimals}})?$`),
      `a decimal number as text, at most ${decimals} decimals`,
    );
