export { formatComponents, placeLines, type AddressComponents, type Place } from './address-order.js';
export { countryCodeOf, countryName } from './country.js';
export { fitLines } from './fit-lines.js';
export { hasBritishPostcodes, standardPostcode, takePostcode, type TakenPostcode } from './postcode.js';
export { properCase } from './proper-case.js';
