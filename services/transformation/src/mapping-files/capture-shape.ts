import { optional, shape, text, whole } from '#libs/mapping';

/** A capture as mappings see it (`Capture` of the order's state). */
export const CAPTURE = shape('Capture', {
  ...{ transactionId: text, vendorTxCode: text, vendor: text, amountMinor: whole, currency: text, capturedAt: whole },
  ...{ cardType: optional(text), fraudResponse: optional(text), authProcessor: optional(text) },
  ...{ merchantNumber: optional(text), reversedMinor: whole },
});
