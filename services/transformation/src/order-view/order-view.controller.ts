import { Controller, Get, Inject, Param } from '@nestjs/common';
import { notFound } from '#libs/service';
import { ORDER_VIEW } from '../tokens.js';
import { OrderView, type OrderOverview } from './order-view.js';

/** The inside of an order's state; what customers may see is order-status' business. */
@Controller('orders')
export class OrderViewController {
  constructor(@Inject(ORDER_VIEW) private readonly view: OrderView) {}

  @Get(':shop/:orderReference')
  async find(@Param('shop') shop: string, @Param('orderReference') orderReference: string): Promise<OrderOverview> {
    const orderId = `${shop}/${orderReference}`;
    const found = await this.view.find(orderId);
    if (!found) throw notFound(`Nothing is known of order ${orderId}`);
    return found;
  }
}
