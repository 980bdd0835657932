import { ErpCommandRecord } from '#libs/contracts';
import { recordOf, shape, shapeOfAvro, text, whole } from '#libs/mapping';
import type { MinorUnits } from '#libs/money';
import { CAPTURE } from '../mapping-files/capture-shape.js';
import { INVOICE } from '../mapping-files/invoice-shape.js';
import { MAPPING_SETTINGS, type MappingSettings } from '../mapping-files/mapping-settings.js';
import { ORDER_NAME, type OrderName } from '../mapping-files/order-name.js';
import { SITE, type Site } from '../mapping-files/site.js';
import type { Capture, KnownInvoice } from '../order/order-state.js';

/** What `receipt.yaml` maps from. */
export interface ReceiptSource {
  readonly order: OrderName;
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
  order: recordOf(ORDER_NAME),
  capture: recordOf(CAPTURE),
  invoice: recordOf(INVOICE),
  amountMinor: whole,
  netMinor: whole,
  customerPoNumber: text,
  site: recordOf(SITE),
  effectId: text,
  settings: recordOf(MAPPING_SETTINGS),
});

export const RECEIPT_TARGET = shapeOfAvro(ErpCommandRecord.schema, 'PostReceipt');
