import { ErpCommandRecord } from '#libs/contracts';
import { listOf, optional, recordOf, shape, shapeOfAvro, text } from '#libs/mapping';
import { CAPTURE } from '../mapping-files/capture-shape.js';
import { MAPPING_SETTINGS, type MappingSettings } from '../mapping-files/mapping-settings.js';
import { SHOP_ORDER, type MappedOrder } from '../mapping-files/shop-order-shape.js';
import { SITE, type Site } from '../mapping-files/site.js';
import type { HoldCode } from '../order/decide.js';
import type { Capture } from '../order/order-state.js';

/** What `sales-order.yaml` maps from. */
export interface SalesOrderSource {
  readonly order: MappedOrder;
  /** Code of the customer that `customer.yaml` has entered or kept up to date for it; null where it says none. */
  readonly ensuredCustomer: string | null;
  /** What was decided beside that it is entered. */
  readonly decision: { readonly hold: HoldCode | null };
  /** Money taken for it, oldest first. */
  readonly captures: readonly Capture[];
  readonly site: Site;
  readonly effectId: string;
  readonly settings: MappingSettings;
}

export const SALES_ORDER_SOURCE = shape('SalesOrderSource', {
  order: recordOf(SHOP_ORDER),
  ensuredCustomer: optional(text),
  decision: recordOf(shape('OrderDecision', { hold: optional(text) })),
  captures: listOf(recordOf(CAPTURE)),
  site: recordOf(SITE),
  effectId: text,
  settings: recordOf(MAPPING_SETTINGS),
});

export const SALES_ORDER_TARGET = shapeOfAvro(ErpCommandRecord.schema, 'CreateSalesOrder');
