/** ISO 4217 alphabetic code, upper case. */
export type CurrencyCode = string;

// Currencies whose minor unit is not a hundredth (ISO 4217 list one, read 2026-11-23); every other has two decimals.
// prettier-ignore
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  CLF: 4, UYW: 4,
};

// Intl leaves out the funds codes (CLF, UYW, UYI).
const KNOWN = new Set([...Intl.supportedValuesOf('currency'), ...Object.keys(EXPONENTS)]);

/** True for a code that ISO 4217 has given to a currency. */
export function isCurrency(code: string): boolean {
  return KNOWN.has(code);
}

/** Decimal places of the currency's minor unit: 2 for GBP, 0 for JPY, 3 for KWD. Throws `RangeError` for what is not a currency. */
export function currencyExponent(currency: CurrencyCode): number {
  if (!isCurrency(currency)) throw new RangeError(`'${currency}' is not an ISO 4217 currency code`);
  return EXPONENTS[currency] ?? 2;
}
