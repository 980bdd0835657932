import { ErpCommandRecord } from '#libs/contracts';
import { optional, recordOf, shape, shapeOfAvro, text, whole } from '#libs/mapping';
import type { MinorUnits } from '#libs/money';
import { CAPTURE } from '../mapping-files/capture-shape.js';
import { MAPPING_SETTINGS, type MappingSettings } from '../mapping-files/mapping-settings.js';
import { ORDER_NAME, type OrderName } from '../mapping-files/order-name.js';
import { SITE, type Site } from '../mapping-files/site.js';
import type { UnappliedReason } from '../order/money-of-captures.js';
import type { Capture } from '../order/order-state.js';

/** The sales order as it was sent, and as SYSPRO has it where that is known. */
export interface OrderAtSyspro {
  readonly customerCode: string;
  readonly customerPoNumber: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly salesOrder: string | null;
}

/** What `unapplied-receipt.yaml` maps from. */
export interface UnappliedReceiptSource {
  readonly order: OrderName;
  readonly capture: Capture;
  /** What to post, minor units of the capture's currency. */
  readonly amountMinor: MinorUnits;
  /** Of it what is not tax, by the order's share of tax, rounded half up. */
  readonly netMinor: MinorUnits;
  readonly reason: UnappliedReason;
  readonly salesOrder: OrderAtSyspro;
  readonly site: Site;
  readonly effectId: string;
  readonly settings: MappingSettings;
}

export const UNAPPLIED_RECEIPT_SOURCE = shape('UnappliedReceiptSource', {
  order: recordOf(ORDER_NAME),
  capture: recordOf(CAPTURE),
  ...{ amountMinor: whole, netMinor: whole, reason: text },
  salesOrder: recordOf(
    shape('OrderAtSyspro', {
      ...{ customerCode: text, customerPoNumber: text, currency: text, salesOrder: optional(text) },
    }),
  ),
  site: recordOf(SITE),
  effectId: text,
  settings: recordOf(MAPPING_SETTINGS),
});

export const UNAPPLIED_RECEIPT_TARGET = shapeOfAvro(ErpCommandRecord.schema, 'PostUnappliedReceipt');
