import { ShopOrderRecord, type OrderContent } from '#libs/contracts';
import { shape, shapeOfAvro, text, whole } from '#libs/mapping';

/** The shop's order as mappings see it. */
export type MappedOrder = OrderContent & {
  readonly orderId: string;
  readonly shop: string;
  readonly orderReference: string;
  readonly version: number;
};

const { fields } = shapeOfAvro(ShopOrderRecord.schema, 'OrderContent');

export const SHOP_ORDER = shape('Order', {
  ...fields,
  orderId: text,
  shop: text,
  orderReference: text,
  version: whole,
});
