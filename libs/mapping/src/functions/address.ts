import { placeLines as orderOfPlace, properCase, takePostcode } from '#libs/address';

/** The postcode of an address in its country's spelling: the entered one, else the one its parts hold; empty when there is none. */
export function postcodeOf(parts: readonly string[], entered: string, countryCode: string): string {
  return takePostcode(parts, entered, countryCode).postcode;
}

/** The parts of an address without the postcode that has a field of its own, careless case mended. Empty ones are left out. */
export function addressParts(parts: readonly string[], entered: string, countryCode: string): string[] {
  return takePostcode(parts, entered, countryCode).parts.map(properCase);
}

/** City, region and postcode (empty where it has a field of its own) in the order their country writes them, careless case mended. */
export function placeLines(city: string, region: string, postcode: string, countryCode: string): string[] {
  return orderOfPlace({ city: properCase(city), region: properCase(region), postcode, countryCode });
}
