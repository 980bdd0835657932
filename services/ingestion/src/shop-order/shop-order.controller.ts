import { Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { conflict, Shop, ShopKeyGuard, speakFor } from '#libs/service';
import { NoCardData } from '../card-data/no-card-data.pipe.js';
import { Checked } from '../request-body/checked.js';
import { JsonBody } from '../request-body/json-body.js';
import { ORDER_BOOK } from '../tokens.js';
import type { OrderBook } from './order-book.js';
import { orderRequest, type OrderRequest } from './order-request.js';

/** How a shop tells us of an order it placed, amended or cancelled. */
@Controller('shop/orders')
@UseGuards(ShopKeyGuard)
export class ShopOrderController {
  constructor(@Inject(ORDER_BOOK) private readonly book: OrderBook) {}

  /**
   * 202 with the eventId once it is stored; it is published afterwards. The same again gets the same eventId and is published once.
   * 409 when the version is known with another content: a change needs the next version.
   */
  @Post()
  @HttpCode(202)
  async accept(
    @Shop() shop: string,
    @JsonBody(new NoCardData(), new Checked(orderRequest)) request: OrderRequest,
  ): Promise<{ eventId: string; orderId: string }> {
    speakFor(shop, request.shop);
    const answer = await this.book.accept(request);
    if (answer.result === 'conflict') {
      throw conflict(
        `Version ${request.version} of order '${answer.orderId}' is known with another content (SHA-256 ${answer.knownHash}; ` +
          `this one ${answer.toldHash}); nothing was changed. Send changes as a higher version.`,
      );
    }
    return { eventId: answer.eventId, orderId: answer.orderId };
  }
}
