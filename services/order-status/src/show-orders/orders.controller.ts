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
import { FROM_THE_BEGINNING, type ChangeCursor, type OrderReader, type Summary } from './order-reader.js';

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
const CHANGES = z.object({
  after: z
    .string()
    .regex(/^\d{1,20}:.{0,200}$/, 'the `next` of a page before')
    .transform((cursor): ChangeCursor => {
      const [change = '0', ...orderId] = cursor.split(':');
      return { change, orderId: orderId.join(':') };
    })
    .default(FROM_THE_BEGINNING),
  shop: z.string().min(1).optional(),
  limit: limit(100),
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
    return STATUS_WORDS.map(({ word, meaning, customerText, facts }) => ({ word, meaning, customerText, facts }));
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

  /**
   * Orders that changed since, oldest change first, each once and as it is now: for who was away. `next` is the `after` of the next question,
   * also when there was nothing. A change is here at the latest when the transactions that were open beside it have ended.
   */
  @Get('orders/changes')
  async changes(
    @Query(new Validated(CHANGES)) query: z.output<typeof CHANGES>,
  ): Promise<{ orders: OrderView[]; next: string }> {
    const { orders, next } = await this.orders.changes(query);
    return { orders: orders.map(orderView), next: `${next.change}:${next.orderId}` };
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
