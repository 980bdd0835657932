import { currencyExponent, isCurrency, type CurrencyCode } from './currency.js';
import { Decimal } from './decimal.js';

declare const minorUnitsBrand: unique symbol;

/** A whole number of a currency's minor units (pence, cents, yen), safe as a JavaScript integer. Made here only. */
export type MinorUnits = number & { readonly [minorUnitsBrand]: true };

/** Brands a whole number as minor units. Throws `RangeError` for fractions and for anything beyond ±(2^53 − 1), which JavaScript would round silently. */
export function minorUnits(value: number | bigint): MinorUnits {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || BigInt(number) !== BigInt(value)) {
    throw new RangeError(`${value} is not a whole number of minor units within 2^53`);
  }
  return (Object.is(number, -0) ? 0 : number) as MinorUnits;
}

/**
 * Minor units from a decimal text in major units: `parseMinor('119.99', 'GBP')` is 11999, `parseMinor('500', 'JPY')` is 500.
 * Throws `RangeError` when the text is no decimal or has more decimals than the currency (trailing zeros aside): money is never rounded on the way in.
 */
export function parseMinor(text: string, currency: CurrencyCode): MinorUnits {
  const exponent = currencyExponent(currency);
  const exact = Decimal.parse(text);
  const rounded = exact.round(exponent);
  if (rounded.compare(exact) !== 0)
    throw new RangeError(`'${text}' has more decimals than ${currency} has (${exponent})`);
  return minorUnits(rounded.unscaled);
}

// 2^53 has 16 digits; a text far beyond is no amount, and turning a page of digits into a number takes as long as somebody likes.
const LONGEST_AMOUNT = 40;

/**
 * As `parseMinor`, for what comes from outside: `undefined` where the text is no amount of the currency (no decimal, more decimals than it has, no such
 * currency, beyond 2^53). `readMinor('500.00', 'JPY')` is 500, `readMinor('500.50', 'JPY')` is none: rounded it would be another amount.
 */
export function readMinor(text: string, currency: string): MinorUnits | undefined {
  if (text.length > LONGEST_AMOUNT || !isCurrency(currency)) return undefined;
  try {
    return parseMinor(text, currency);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Major units as text with exactly the currency's decimals, no separators: `formatMinor(11999, 'GBP')` is `119.99`. */
export function formatMinor(amountMinor: number, currency: CurrencyCode): string {
  return Decimal.of(BigInt(amountMinor), currencyExponent(currency)).toString();
}

/** Exact sum of two amounts of the same currency; throws `RangeError` beyond 2^53. */
export function addMinor(left: number, right: number): MinorUnits {
  return minorUnits(BigInt(left) + BigInt(right));
}

/** Exact sum; 0 for none. */
export function sumMinor(amounts: Iterable<number>): MinorUnits {
  let total = 0n;
  for (const amount of amounts) total += BigInt(amount);
  return minorUnits(total);
}
