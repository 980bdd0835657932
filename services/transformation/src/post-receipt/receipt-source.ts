import { ErpCommandRecord } from '#libs/contracts';
import { optional, recordOf, shape, shapeOfAvro, text, whole } from '#libs/mapping';
import type { MinorUnits } from '#libs/money';
import { MAPPING_SETTINGS, type MappingSettings } from '../mapping-files/mapping-settings.js';
import { SITE, type Site } from '../mapping-files/site.js';
import type { Capture, KnownInvoice } from '../order/order-state.js';

/** What `receipt.yaml` maps from. */
export interface ReceiptSource {
  readonly order: { readonly orderId: string; readonly shop: string; readonly orderReference: string };
  readonly capture: Capture;
  readonly invoice: KnownInvoice;
  /** What to post, minor units of the invoice's currency. */
  readonly amountMinor: MinorUnits;
  /** As the sales order was sent. */
  readonly customerPoNumber: string;
  readonly site: Site;
  readonly effectId: string;
  readonly settings: MappingSettings;
}

export const RECEIPT_SOURCE = shape('ReceiptSource', {
  order: recordOf(shape('OrderName', { orderId: text, shop: text, orderReference: text })),
  capture: recordOf(
    shape('Capture', {
      ...{ transactionId: text, vendorTxCode: text, vendor: text, amountMinor: whole, currency: text },
      ...{ capturedAt: whole, cardType: optional(text) },
    }),
  ),
  invoice: recordOf(
    shape('KnownInvoice', {
      ...{ invoice: text, company: text, salesOrder: text, customerCode: text, invoiceDate: text },
      ...{ valueMinor: whole, balanceMinor: whole, currency: text },
    }),
  ),
  amountMinor: whole,
  customerPoNumber: text,
  site: recordOf(SITE),
  effectId: text,
  settings: recordOf(MAPPING_SETTINGS),
});

export const RECEIPT_TARGET = shapeOfAvro(ErpCommandRecord.schema, 'PostReceipt');
