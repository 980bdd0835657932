import { currencyExponent, Decimal, minorUnits, type MinorUnits } from '#libs/money';
import { FieldRefusal } from './field-refusal.js';

const HUNDRED = Decimal.of(100);
/** SORTOI's Price is 10.5 (syspro.md 2.1). */
const PRICE_DECIMALS = 5;

/**
 * Net price of one unit with 5 decimals: what `amountMinor` for `quantity` comes to without `ratePercent` of tax. With rate `0` the
 * amount is taken as net already. Rounded half up; refuses a quantity of zero.
 */
export function netUnitPrice(amountMinor: bigint, quantity: string, ratePercent: string, currency: string): string {
  const units = decimal(quantity);
  if (units.isZero) throw new FieldRefusal('QUANTITY_ZERO', quantity, 'give the line a quantity other than zero');
  const hundredfold = Decimal.of(amountMinor, currencyExponent(currency)).times(HUNDRED);
  return hundredfold.dividedBy(units.times(HUNDRED.plus(decimal(ratePercent))), PRICE_DECIMALS).toString();
}

/** `amountMinor` as a price text with 5 decimals: 495 GBP minor units are `4.95000`. */
export function unitPrice(amountMinor: bigint, currency: string): string {
  return Decimal.of(amountMinor, currencyExponent(currency)).round(PRICE_DECIMALS).toString();
}

/** round(quantity × price) in minor units, half up: the line value as SYSPRO computes it. */
export function lineValue(quantity: string, price: string, currency: string): MinorUnits {
  const exponent = currencyExponent(currency);
  return minorUnits(decimal(quantity).times(decimal(price)).round(exponent).unscaled);
}

/** round(net × rate ÷ 100) in minor units, half up: tax as SYSPRO computes it. */
export function taxOn(netMinor: bigint, ratePercent: string): MinorUnits {
  return minorUnits(Decimal.of(netMinor).times(decimal(ratePercent)).dividedBy(HUNDRED, 0).unscaled);
}

/** The net part of a gross amount in minor units, half up. */
export function netOf(grossMinor: bigint, ratePercent: string): MinorUnits {
  const hundredfold = Decimal.of(grossMinor).times(HUNDRED);
  return minorUnits(hundredfold.dividedBy(HUNDRED.plus(decimal(ratePercent)), 0).unscaled);
}

/** Whether the text is a decimal number above zero. */
export function isPositive(number: string): boolean {
  return decimal(number).compare(Decimal.of(0)) > 0;
}

function decimal(number: string): Decimal {
  try {
    return Decimal.parse(number);
  } catch {
    throw new FieldRefusal('NOT_A_NUMBER', number, 'write a plain decimal number such as 12 or 2.5');
  }
}
