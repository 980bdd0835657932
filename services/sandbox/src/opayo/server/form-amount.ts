import { currencyExponent, isCurrency, parseMinor } from '#libs/money';
import type { Form } from './form.js';
import { invalid, malformed, type FormRefusal } from './form-refusal.js';

/** Smallest amount in minor units, largest in major ones: 0.01 to 100000.00, or what that is in the currency (opayo.md 2.1). */
const SMALLEST_MINOR = 1;
const LARGEST_MAJOR = 100_000;

/**
 * An amount in major units, `Amount=119.99`, as minor units of its currency. Refused: absent 3031, no number 3004, decimals the currency does
 * not have 3006, out of range 4009 (opayo.md 4.5; which of the amount codes when is inferred).
 */
export function readAmount(
  form: Form,
  currency: string,
  name = 'Amount',
): { readonly ok: true; readonly amountMinor: number } | { readonly ok: false; readonly refusal: FormRefusal } {
  const refuse = (refusal: FormRefusal) => ({ ok: false, refusal }) as const;
  const garbled = name === 'ReleaseAmount' ? '3102' : undefined;
  const text = form.get(name);
  if (text === undefined) return refuse(malformed(garbled ?? '3031', `The ${name} value is required.`));
  if (!isCurrency(currency)) return refuse(invalid('3003', 'The Currency is invalid.'));
  if (!/^\d{1,9}(\.\d{1,4})?$/.test(text)) return refuse(invalid(garbled ?? '3004', `The ${name} is invalid.`));
  if (hasTooManyDecimals(text, currency)) {
    return refuse(
      invalid(garbled ?? '3006', `The fractional part of the ${name} is invalid for the specified currency.`),
    );
  }
  const amountMinor = parseMinor(text, currency);
  if (amountMinor < SMALLEST_MINOR || amountMinor > LARGEST_MAJOR * 10 ** currencyExponent(currency)) {
    return refuse(invalid(garbled ?? '4009', `The ${name} is outside the allowed range.`));
  }
  return { ok: true, amountMinor };
}

/** `500.00` is no amount of yen: 3006 is about what is written, not about what it is worth [I]. */
function hasTooManyDecimals(text: string, currency: string): boolean {
  return (text.split('.')[1]?.length ?? 0) > currencyExponent(currency);
}
