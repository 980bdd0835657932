import { currencyExponent, isCurrency } from '#libs/money';
import type { Address, Customer } from '../ledger/transaction.js';
import type { Fields } from './fields.js';

const LARGEST_MAJOR_UNITS = 100_000;
/** Of the form posts, assumed for Pi (opayo.md 1.3). */
const CODE_CHARSET = /^[A-Za-z0-9{}._-]*$/;

/** VendorTxCode: at most 40 letters, digits and `{}.-_`. */
export function readVendorTxCode(request: Fields): string | undefined {
  return request.text('vendorTxCode', { max: 40, charset: CODE_CHARSET });
}

/** A currency code; 1010 when there is no such currency. */
export function readCurrency(request: Fields): string | undefined {
  const currency = request.text('currency', { min: 3, max: 3 });
  if (currency === undefined) return undefined;
  return isCurrency(currency) ? currency : request.wrong(1010, 'currency');
}

/** Minor units, at most 100,000 major ones (the forms' limit). Without a known currency hundredths are assumed. */
export function readAmount(
  request: Fields,
  { currency, min }: { currency: string | undefined; min: number },
): number | undefined {
  const exponent = currency === undefined ? 2 : currencyExponent(currency);
  return request.integer('amount', { min, max: LARGEST_MAJOR_UNITS * 10 ** exponent });
}

export function readCustomer(request: Fields): Customer | undefined {
  const firstNames = request.text('customerFirstName', { max: 20 });
  const surname = request.text('customerLastName', { max: 20 });
  const email = request.text('customerEmail', { max: 80, optional: true });
  for (const phone of ['customerPhone', 'customerMobilePhone', 'customerWorkPhone']) {
    request.text(phone, { max: 19, optional: true, charset: /^\+?[\d ()-]*$/ });
  }
  return firstNames === undefined || surname === undefined ? undefined : { firstNames, surname, email: email ?? null };
}

export function readBillingAddress(request: Fields): Address | undefined {
  const billing = request.object('billingAddress');
  if (!billing) return undefined;
  const address1 = billing.text('address1', { max: 50 });
  const address2 = billing.text('address2', { max: 50, optional: true });
  billing.text('address3', { max: 50, optional: true });
  const city = billing.text('city', { max: 40 });
  const country = billing.text('country', { min: 2, max: 2, charset: /^[A-Z]*$/ });
  // Ireland alone may do without a postcode, only the United States have states.
  const postCode = billing.text('postalCode', { max: 10, optional: country === 'IE' });
  const state = billing.text('state', { min: 2, max: 2, optional: country !== 'US' });
  if (address1 === undefined || city === undefined || country === undefined) return undefined;
  return { address1, address2: address2 ?? null, city, postCode: postCode ?? null, country, state: state ?? null };
}

/** Checked, and not kept: nothing in the sandbox is shipped by Opayo. */
export function checkShippingDetails(request: Fields): void {
  const shipping = request.object('shippingDetails', { optional: true });
  if (!shipping) return;
  shipping.text('recipientFirstName', { max: 20 });
  shipping.text('recipientLastName', { max: 20 });
  shipping.text('shippingAddress1', { max: 50 });
  shipping.text('shippingAddress2', { max: 50, optional: true });
  shipping.text('shippingAddress3', { max: 50, optional: true });
  shipping.text('shippingCity', { max: 40 });
  const country = shipping.text('shippingCountry', { min: 2, max: 2, charset: /^[A-Z]*$/ });
  shipping.text('shippingPostalCode', { max: 10, optional: country === 'IE' });
  shipping.text('shippingState', { min: 2, max: 2, optional: country !== 'US' });
}

const MIT_TYPES = [
  ...['Instalment', 'Recurring', 'Unscheduled', 'Incremental', 'DelayedCharge', 'NoShow'],
  ...['Reauthorisation', 'Resubmission'],
];

/** Stored credentials (opayo.md 1.7). A repeat is the merchant's and never the first. */
export function checkCredentialType(request: Fields, { repeat }: { repeat: boolean }): void {
  const credential = request.object('credentialType', { optional: !repeat });
  if (!credential) return;
  credential.word('cofUsage', repeat ? ['Subsequent'] : ['First', 'Subsequent']);
  const initiated = credential.word('initiatedType', repeat ? ['MIT'] : ['CIT', 'MIT']);
  const mitType = credential.word('mitType', MIT_TYPES, { optional: initiated !== 'MIT' });
  const scheduled = mitType === 'Recurring' || mitType === 'Instalment';
  credential.text('recurringExpiry', { min: 8, max: 8, charset: /^\d*$/, optional: !scheduled });
  credential.text('recurringFrequency', { max: 4, charset: /^\d*$/, optional: !scheduled });
  credential.text('purchaseInstalData', { max: 3, charset: /^\d*$/, optional: mitType !== 'Instalment' });
}

/** Letters and digits, at most 30: what the acquirer's report carries through. */
export function readSettlementReference(request: Fields): string | undefined {
  return request.text('settlementReferenceText', { max: 30, charset: /^[A-Za-z0-9]*$/, optional: true });
}
