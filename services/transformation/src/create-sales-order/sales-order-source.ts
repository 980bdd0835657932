import { ErpCommandRecord, ShopOrderRecord, type OrderContent } from '#libs/contracts';
import { listOf, optional, recordOf, shape, shapeOfAvro, text, whole } from '#libs/mapping';
import { CAPTURE } from '../mapping-files/capture-shape.js';
import { MAPPING_SETTINGS, type MappingSettings } from '../mapping-files/mapping-settings.js';
import { SITE, type Site } from '../mapping-files/site.js';
import type { HoldCode } from '../order/decide.js';
import type { Capture } from '../order/order-state.js';

/** What `sales-order.yaml` maps from. */
export interface SalesOrderSource {
  readonly order: OrderContent & {
    readonly orderId: string;
    readonly shop: string;
    readonly orderReference: string;
    readonly version: number;
  };
  /** What was decided beside that it is entered. */
  readonly decision: { readonly hold: HoldCode | null };
  /** Money taken for it, oldest first. */
  readonly captures: readonly Capture[];
  readonly site: Site;
  readonly effectId: string;
  readonly settings: MappingSettings;
}

const orderContent = shapeOfAvro(ShopOrderRecord.schema, 'OrderContent');

export const SALES_ORDER_SOURCE = shape('SalesOrderSource', {
  order: recordOf(
    shape('Order', { ...orderContent.fields, orderId: text, shop: text, orderReference: text, version: whole }),
  ),
  decision: recordOf(shape('OrderDecision', { hold: optional(text) })),
  captures: listOf(recordOf(CAPTURE)),
  site: recordOf(SITE),
  effectId: text,
  settings: recordOf(MAPPING_SETTINGS),
});

export const SALES_ORDER_TARGET = shapeOfAvro(ErpCommandRecord.schema, 'CreateSalesOrder');
