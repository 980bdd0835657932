import { shape, text } from '#libs/mapping';

/** Which order it is. */
export interface OrderName {
  /** `shop/orderReference`. */
  readonly orderId: string;
  readonly shop: string;
  readonly orderReference: string;
}

export const ORDER_NAME = shape('OrderName', { orderId: text, shop: text, orderReference: text });
