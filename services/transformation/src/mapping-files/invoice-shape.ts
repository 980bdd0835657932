import { shape, text, whole } from '#libs/mapping';

/** An invoice as mappings see it (`KnownInvoice` of the order's state). */
export const INVOICE = shape('KnownInvoice', {
  ...{ invoice: text, company: text, salesOrder: text, customerCode: text, invoiceDate: text },
  ...{ valueMinor: whole, balanceMinor: whole, currency: text },
});
