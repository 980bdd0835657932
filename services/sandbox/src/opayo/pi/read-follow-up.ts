import { CHECK_SETTINGS } from './assess.js';
import { checkCredentialType, checkShippingDetails, readAmount, readCurrency } from './common-fields.js';
import type { Fields } from './fields.js';
import { readNewVendorTxCode, type ReadingContext } from './read-registration.js';

/** An Authorise, Repeat or Refund as it was asked for. */
export interface AskedFollowUp {
  readonly referenceTransactionId: string;
  readonly vendorTxCode: string;
  readonly amountMinor: number;
  readonly description: string;
  /** Only of a Repeat. */
  readonly currency: string | undefined;
}

export const FOLLOW_UP_TYPES = ['Authorise', 'Repeat', 'Refund'] as const;
export type FollowUpType = (typeof FOLLOW_UP_TYPES)[number];

/** Reads an Authorise, Repeat or Refund (opayo.md 1.3). `currencyOf` tells the original's currency, which bounds the amount. */
export function readFollowUp(
  request: Fields,
  transactionType: FollowUpType,
  context: ReadingContext & { readonly currencyOf: (referenceTransactionId: string) => string | undefined },
): AskedFollowUp | undefined {
  const repeat = transactionType === 'Repeat';
  const referenceTransactionId = request.text('referenceTransactionId', { max: 38 });
  const vendorTxCode = readNewVendorTxCode(request, context);
  const description = request.text('description', { max: repeat ? 40 : 100 });
  const currency = repeat ? readCurrency(request) : undefined;
  const counted = currency ?? context.currencyOf(referenceTransactionId ?? '');
  const amountMinor = readAmount(request, { currency: counted, min: 1 });
  if (repeat) {
    request.flag('giftAid');
    checkShippingDetails(request);
    checkCredentialType(request, { repeat });
  }
  if (transactionType === 'Authorise') {
    request.word('applyAvsCvcCheck', CHECK_SETTINGS, { optional: true });
    request.text('cv2', { min: 3, max: 4, charset: /^\d*$/, optional: true });
  }
  if (request.errors.length > 0 || referenceTransactionId === undefined || vendorTxCode === undefined) return undefined;
  if (amountMinor === undefined || description === undefined) return undefined;
  return { referenceTransactionId, vendorTxCode, amountMinor, description, currency };
}
