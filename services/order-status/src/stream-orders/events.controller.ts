import { Controller, Get, Headers, Inject, Param, Query, Req, Res, ServiceUnavailableException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalid, notFound } from '#libs/service';
import type { OrderReader } from '../show-orders/order-reader.js';
import { ORDER_READER, ORDER_STREAMS } from '../tokens.js';
import { eventStream } from './event-stream.js';
import type { OrderStreams } from './order-streams.js';

/** One order as it goes, for a page that shows it. */
@Controller('orders')
export class EventsController {
  constructor(
    @Inject(ORDER_STREAMS) private readonly streams: OrderStreams,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
  ) {}

  /**
   * Server-sent events, each with the order as `GET /orders` lists it and its sequence as the id. The first comes at once, unless
   * `Last-Event-ID` (or `?lastEventId=`, for who cannot set headers) says that it is known.
   */
  @Get(':shop/:orderReference/events')
  async events(
    @Param('shop') shop: string,
    @Param('orderReference') orderReference: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query('lastEventId') lastEventIdInQuery: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = lastEventId ?? lastEventIdInQuery ?? '0';
    if (!/^\d{1,15}$/.test(after)) throw invalid([{ field: 'Last-Event-ID', message: 'is the id of an event' }]);
    const orderId = `${shop}/${orderReference}`;
    if (!(await this.orders.find(orderId))) throw notFound(`Nothing is known about an order ${orderId}`);
    if (!this.streams.hasRoom) {
      throw new ServiceUnavailableException('This process has as many streams open as it takes: come back later');
    }
    reply.hijack();
    const remove = this.streams.add(orderId, eventStream(reply.raw), Number(after));
    request.raw.on('close', remove);
  }
}
