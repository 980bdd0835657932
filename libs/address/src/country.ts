import countries from 'i18n-iso-countries';

const NAMES = new Intl.DisplayNames('en-GB', { type: 'region', fallback: 'none' });

/** English name of a country by its ISO 3166-1 alpha-2 code in capitals, as CLDR has it; undefined for a code nobody has. */
export function countryName(countryCode: string): string | undefined {
  return /^[A-Z]{2}$/.test(countryCode) && countries.isValid(countryCode) ? NAMES.of(countryCode) : undefined;
}

/**
 * The ISO 3166-1 alpha-2 code of a country as people write it: a code of two or three letters, or its name in English, in any case; `UK` is
 * the United Kingdom. Undefined for what is none.
 */
export function countryCodeOf(country: string): string | undefined {
  const plain = country.trim().replaceAll(/\s+/g, ' ').toUpperCase();
  if (plain === 'UK') return 'GB';
  if (countryName(plain) !== undefined) return plain;
  return countries.alpha3ToAlpha2(plain) ?? countries.getAlpha2Code(plain, 'en');
}
