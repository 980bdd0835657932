/** How the file spells countries → ISO 3166-1 alpha-2, and a town for made-up addresses. All 38 spellings of the whole data set. */
const COUNTRIES: Readonly<Record<string, readonly [code: string, city: string]>> = {
  Australia: ['AU', 'Adelaide'],
  Austria: ['AT', 'Graz'],
  Bahrain: ['BH', 'Manama'],
  Belgium: ['BE', 'Gent'],
  Brazil: ['BR', 'Recife'],
  Canada: ['CA', 'Halifax'],
  'Channel Islands': ['JE', 'St Helier'],
  Cyprus: ['CY', 'Larnaca'],
  'Czech Republic': ['CZ', 'Brno'],
  Denmark: ['DK', 'Aarhus'],
  EIRE: ['IE', 'Cork'],
  'European Community': ['BE', 'Brussels'],
  Finland: ['FI', 'Tampere'],
  France: ['FR', 'Orléans'],
  Germany: ['DE', 'Münster'],
  Greece: ['GR', 'Patras'],
  'Hong Kong': ['HK', 'Kowloon'],
  Iceland: ['IS', 'Akureyri'],
  Israel: ['IL', 'Haifa'],
  Italy: ['IT', 'Parma'],
  Japan: ['JP', 'Osaka'],
  Lebanon: ['LB', 'Tripoli'],
  Lithuania: ['LT', 'Kaunas'],
  Malta: ['MT', 'Sliema'],
  Netherlands: ['NL', 'Utrecht'],
  Norway: ['NO', 'Tromsø'],
  Poland: ['PL', 'Gdynia'],
  Portugal: ['PT', 'Braga'],
  RSA: ['ZA', 'Durban'],
  'Saudi Arabia': ['SA', 'Jeddah'],
  Singapore: ['SG', 'Singapore'],
  Spain: ['ES', 'Cádiz'],
  Sweden: ['SE', 'Malmö'],
  Switzerland: ['CH', 'Winterthur'],
  'United Arab Emirates': ['AE', 'Sharjah'],
  'United Kingdom': ['GB', 'Leeds'],
  Unspecified: ['GB', 'Leeds'],
  USA: ['US', 'Portland'],
};

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  /** A town of it, for made-up addresses. */
  readonly city: string;
  /** Whether the sample is read as prices with VAT: the United Kingdom only. */
  readonly taxed: boolean;
}

/** The country as the file spells it; undefined when it is none of the data set's. */
export function countryOf(name: string): Country | undefined {
  const known = COUNTRIES[name];
  return known && { code: known[0], city: known[1], taxed: name === 'United Kingdom' };
}
