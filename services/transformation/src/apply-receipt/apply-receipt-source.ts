import { ErpCommandRecord } from '#libs/contracts';
import { optional, recordOf, shape, shapeOfAvro, text, whole } from '#libs/mapping';
import type { MinorUnits } from '#libs/money';
import { CAPTURE } from '../mapping-files/capture-shape.js';
import { INVOICE } from '../mapping-files/invoice-shape.js';
import { MAPPING_SETTINGS, type MappingSettings } from '../mapping-files/mapping-settings.js';
import { ORDER_NAME, type OrderName } from '../mapping-files/order-name.js';
import { SITE, type Site } from '../mapping-files/site.js';
import type { Capture, KnownInvoice } from '../order/order-state.js';

/** The unapplied receipt of a capture. */
export interface Credit {
  /** Effect that posted it. */
  readonly effectId: string;
  /** SYSPRO's number of it, `_CRDnn`, where its outcome told one. */
  readonly creditNumber: string | null;
}

/** What `apply-receipt.yaml` maps from. */
export interface ApplyReceiptSource {
  readonly order: OrderName;
  readonly capture: Capture;
  readonly invoice: KnownInvoice;
  readonly credit: Credit;
  /** What to apply, minor units of the invoice's currency. */
  readonly amountMinor: MinorUnits;
  /** As the sales order was sent. */
  readonly customerPoNumber: string;
  /** When the application was decided, UTC milliseconds. */
  readonly decidedAt: number;
  readonly site: Site;
  readonly effectId: string;
  readonly settings: MappingSettings;
}

export const APPLY_RECEIPT_SOURCE = shape('ApplyReceiptSource', {
  order: recordOf(ORDER_NAME),
  capture: recordOf(CAPTURE),
  invoice: recordOf(INVOICE),
  credit: recordOf(shape('Credit', { effectId: text, creditNumber: optional(text) })),
  ...{ amountMinor: whole, customerPoNumber: text, decidedAt: whole },
  site: recordOf(SITE),
  effectId: text,
  settings: recordOf(MAPPING_SETTINGS),
});

export const APPLY_RECEIPT_TARGET = shapeOfAvro(ErpCommandRecord.schema, 'ApplyReceipt');
