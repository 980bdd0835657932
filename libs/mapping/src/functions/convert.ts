import { currencyExponent, Decimal, isCurrency, minorUnits, type MinorUnits, type RoundingMode } from '#libs/money';
import { FieldRefusal } from './field-refusal.js';

const MODES: readonly string[] = ['halfUp', 'halfEven', 'up', 'down'] satisfies RoundingMode[];

/**
 * `amountMinor` of `from` in minor units of `to`: 100 JPY minor units at rate `0.0051` are 51 GBP pence. `rate` is how much of `to` one of `from` buys, a
 * decimal text. The same currency needs no rate and is never converted. Refuses a rate that is missing, zero or negative: an amount at a
 * rate of 1.0 that nobody gave would be wrong money.
 *
 * @param rounding `halfUp`, `halfEven`, `up` or `down`
 */
export function convert(amountMinor: bigint, from: string, to: string, rate: string, rounding: string): MinorUnits {
  for (const currency of [from, to]) {
    if (!isCurrency(currency))
      throw new FieldRefusal('CURRENCY_UNKNOWN', currency, 'give an ISO 4217 code such as GBP');
  }
  if (from === to) return minorUnits(amountMinor);
  const amount = Decimal.of(amountMinor, currencyExponent(from)).times(rateOf(rate, from, to));
  return minorUnits(amount.round(currencyExponent(to), modeOf(rounding)).unscaled);
}

/** An amount given in decimals, in minor units of its currency. Refuses what is no decimal number or no currency. */
export function minorOf(amount: string, currency: string, rounding: string): MinorUnits {
  if (!isCurrency(currency)) throw new FieldRefusal('CURRENCY_UNKNOWN', currency, 'give an ISO 4217 code such as GBP');
  return minorUnits(decimalOf(amount).round(currencyExponent(currency), modeOf(rounding)).unscaled);
}

function rateOf(rate: string, from: string, to: string): Decimal {
  const fix = `give the rate from ${from} to ${to} that held on that day`;
  if (rate.trim() === '') throw new FieldRefusal('RATE_MISSING', `${from} to ${to}`, fix);
  const parsed = decimalOf(rate);
  if (parsed.compare(Decimal.of(0)) <= 0) throw new FieldRefusal('RATE_NOT_POSITIVE', rate, fix);
  return parsed;
}

function decimalOf(number: string): Decimal {
  try {
    return Decimal.parse(number);
  } catch {
    throw new FieldRefusal('NOT_A_NUMBER', number, 'write a plain decimal number such as 12 or 2.5');
  }
}

function modeOf(rounding: string): RoundingMode {
  if (MODES.includes(rounding)) return rounding as RoundingMode;
  throw new FieldRefusal('ROUNDING_UNKNOWN', rounding, `one of ${MODES.join(', ')}`);
}
