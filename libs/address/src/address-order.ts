import formatter from '@fragaria/address-formatter';

/** Parts of an address as OpenStreetMap names them (`house_number`, `road`, `postcode`, `country_code` …), each a text. */
export type AddressComponents = Readonly<Record<string, string>>;

/**
 * The components as lines in the order the country uses, by the templates of OpenCage's address-formatting; the country is the last line where
 * it is among them. Scope of those templates: no flats, floors or PO boxes.
 *
 * @param options.abbreviate whether `Road` may become `Rd`; default false
 */
export function formatComponents(
  components: AddressComponents,
  { abbreviate = false }: { readonly abbreviate?: boolean } = {},
): string[] {
  return formatter.format(components, { output: 'array', abbreviate }).filter((line) => line !== '');
}

/** Where in a country: of an order's address what is not street or house. */
export interface Place {
  readonly city: string;
  /** County or state; empty for none. */
  readonly region: string;
  /** In standard spelling; empty where it stands in a field of its own. */
  readonly postcode: string;
  /** ISO 3166-1 alpha-2, capitals. */
  readonly countryCode: string;
}

/**
 * The lines of an address below its street, in the country's order (`75001 Paris`, `Portland, OR 97201`), without the country. What a
 * country's template leaves out (a county in Great Britain) is kept in a line of its own above the rest, since a carrier may need it.
 */
export function placeLines({ city, region, postcode, countryCode }: Place): string[] {
  const given = { city, state: region, postcode, country_code: countryCode };
  const components = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const lines = formatComponents(components);
  const missing = [city, region, postcode].filter((part) => part !== '' && !lines.some((line) => holds(line, part)));
  return [...missing, ...lines];
}

function holds(line: string, part: string): boolean {
  return line.toLowerCase().includes(part.toLowerCase());
}
