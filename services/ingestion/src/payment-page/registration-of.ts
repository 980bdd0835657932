import type { ServerAddress, ServerRegistrationRequest } from '#libs/opayo';
import type { PageRequest } from './page-request.js';

/** What Opayo is asked for a shop's wish. */
export function registrationOf(
  request: PageRequest,
  vendorTxCode: string,
  vendor: string,
  notificationUrl: string,
): ServerRegistrationRequest {
  const { txType, amountMinor, currency, description, billing, delivery, customerEmail } = request;
  return {
    ...{ vendor, txType, vendorTxCode, amountMinor, currency, description, notificationUrl },
    billing: addressOf(billing),
    ...(delivery && { delivery: addressOf(delivery) }),
    ...(customerEmail !== undefined && { customerEmail }),
  };
}

/** Without what was left out. */
function addressOf({ address2, postCode, state, phone, ...address }: PageRequest['billing']): ServerAddress {
  return {
    ...address,
    ...(address2 !== undefined && { address2 }),
    ...(postCode !== undefined && { postCode }),
    ...(state !== undefined && { state }),
    ...(phone !== undefined && { phone }),
  };
}
