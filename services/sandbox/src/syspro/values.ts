import { Decimal, parseMinor } from '#libs/money';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A decimal with at most so many decimals, as SYSPRO's fields take it; undefined for anything else, binary-float noise included. */
export function decimalOf(text: string, decimals: number): Decimal | undefined {
  const match = /^[+-]?\d{1,12}(?:\.(\d+))?$/.exec(text);
  if (!match || (match[1]?.length ?? 0) > decimals) return undefined;
  return Decimal.parse(text);
}

/** Minor units of an amount in major units; undefined when it is none. */
export function amountOf(text: string, currency: string): number | undefined {
  try {
    return parseMinor(text, currency);
  } catch {
    return undefined;
  }
}

/** Whether the text is a day that exists, CCYY-MM-DD. */
export function isDate(text: string): boolean {
  return DATE.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}
