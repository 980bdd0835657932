import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import type { OrderStatusWord } from '#libs/contracts';
import { notFound, Validated } from '#libs/service';
import { meaningOf, STATUS_WORDS } from '../order/status-words.js';
import { ORDER_READER } from '../tokens.js';
import {
  attentionView,
  orderView,
  storyView,
  type AttentionView,
  type OrderStory,
  type OrderView,
} from './order-view.js';
import type { OrderReader, Summary } from './order-reader.js';

const WORDS = STATUS_WORDS.map(({ word }) => word) as [OrderStatusWord, ...OrderStatusWord[]];

const limit = (byDefault: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/, 'a whole number')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 1000, 'between 1 and 1000')
    .default(byDefault);

const LIST = z.object({
  status: z.enum(WORDS, `one of ${WORDS.join(', ')}`).optional(),
  limit: limit(100),
  after: z.string().default(''),
});
const ATTENTION = z.object({ limit: limit(100) });

/** Where orders stand, for shops and for people. Amounts are minor units of the currency beside them, times UTC ISO 8601. */
@Controller()
export class OrdersController {
  constructor(@Inject(ORDER_READER) private readonly orders: OrderReader) {}

  /** Counts by status word and by step, money per currency, newest change. */
  @Get('summary')
  summary(): Promise<Summary> {
    return this.orders.summary();
  }

  /** The closed list of words with their meaning. */
  @Get('status-words')
  words() {
    return STATUS_WORDS.map(({ word, meaning, facts }) => ({ word, meaning, facts }));
  }

  /** A page in the order of the ids; `after` is the last id of the page before, given as `next` while there may be more. */
  @Get('orders')
  async list(
    @Query(new Validated(LIST)) query: z.output<typeof LIST>,
  ): Promise<{ orders: OrderView[]; next: string | null }> {
    const orders = await this.orders.list(query);
    const next = orders.length === query.limit ? (orders.at(-1)?.orderId ?? null) : null;
    return { orders: orders.map(orderView), next };
  }

  /** One order with its whole story; 404 for one nobody told us of. */
  @Get('orders/:shop/:orderReference')
  async one(@Param('shop') shop: string, @Param('orderReference') orderReference: string): Promise<OrderStory> {
    const orderId = `${shop}/${orderReference}`;
    const [order, facts] = await Promise.all([this.orders.find(orderId), this.orders.factsOf(orderId)]);
    if (!order) throw notFound(`Nothing is known about an order ${orderId}`);
    return storyView(order, facts, meaningOf(order.snapshot.status));
  }

  /** Orders a person has to look at, the longest waiting first: why, whose turn it is, what to do, what money waits. */
  @Get('attention')
  async attention(
    @Query(new Validated(ATTENTION)) query: z.output<typeof ATTENTION>,
  ): Promise<{ orders: AttentionView[] }> {
    const orders = await this.orders.needingAttention(query.limit);
    return { orders: orders.flatMap(attentionView) };
  }
}
