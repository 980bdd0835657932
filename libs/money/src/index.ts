export { currencyExponent, isCurrency, type CurrencyCode } from './currency.js';
export { Decimal, type RoundingMode } from './decimal.js';
export { addMinor, formatMinor, minorUnits, parseMinor, readMinor, sumMinor, type MinorUnits } from './minor-units.js';
