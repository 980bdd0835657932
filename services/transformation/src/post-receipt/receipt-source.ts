import { ErpCommandRecord } from '#libs/contracts';
import { recordOf, shape, shapeOfAvro, text, whole } from '#libs/mapping';
import type { MinorUnits } from '#libs/money';
import { CAPTURE } from '../mapping-files/capture-shape.js';
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
  /** Of it what is not tax, by the order's share of tax, rounded half up. */
  readonly netMinor: MinorUnits;
  /** As the sales order was sent. */
  readonly customerPoNumber: string;
  readonly site: Site;
  readonly effectId: string;
  readonly settings: MappingSettings;
}

export const RECEIPT_SOURCE = shape('ReceiptSource', {
  order: recordOf(shape('OrderName', { orderId: text, shop: text, orderReference: text })),
  capture: recordOf(CAPTURE),
  invoice: recordOf(
    shape('KnownInvoice', {
      ...{ invoice: text, company: text, salesOrder: text, customerCode: text, invoiceDate: text },
      ...{ valueMinor: whole, balanceMinor: whole, currency: text },
    }),
  ),
  amountMinor: whole,
  netMinor: whole,
  customerPoNumber: text,
  site: recordOf(SITE),
  effectId: text,
  settings: recordOf(MAPPING_SETTINGS),
});

export const RECEIPT_TARGET = shapeOfAvro(ErpCommandRecord.schema, 'PostReceipt');
