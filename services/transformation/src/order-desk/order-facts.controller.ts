import { Controller, Inject } from '@nestjs/common';
import { TOPICS, type ErpOrderChange, type ErpOutcome, type PaymentEvent, type ShopOrder } from '#libs/contracts';
import { OnBatch, type ConsumedRecord } from '#libs/kafka';
import type { OrderFact } from '../order/order-fact.js';
import { ORDER_DESK } from '../tokens.js';
import type { IncomingFact } from './incoming-fact.js';
import { OrderDesk } from './order-desk.js';

/**
 * The four topics that tell of orders, each keyed by order (an unallocated payment by its vendorTxCode). Returning means that the batch is
 * stored with everything that follows from it; a second delivery changes nothing.
 */
@Controller()
export class OrderFactsController {
  constructor(@Inject(ORDER_DESK) private readonly desk: OrderDesk) {}

  @OnBatch(TOPICS.shopOrders)
  async shopOrders(records: ConsumedRecord<ShopOrder>[]): Promise<void> {
    await this.desk.take(records.map((record) => incoming(record, { source: 'shopOrder', event: record.value })));
  }

  @OnBatch(TOPICS.paymentEvents)
  async paymentEvents(records: ConsumedRecord<PaymentEvent>[]): Promise<void> {
    await this.desk.take(records.map((record) => incoming(record, { source: 'payment', event: record.value })));
  }

  @OnBatch(TOPICS.erpOutcomes)
  async outcomes(records: ConsumedRecord<ErpOutcome>[]): Promise<void> {
    await this.desk.take(records.map((record) => incoming(record, { source: 'outcome', event: record.value })));
  }

  @OnBatch(TOPICS.erpOrderChanges)
  async orderChanges(records: ConsumedRecord<ErpOrderChange>[]): Promise<void> {
    await this.desk.take(records.map((record) => incoming(record, { source: 'orderChange', event: record.value })));
  }
}

function incoming({ topic, partition, offset, traceparent }: ConsumedRecord<unknown>, fact: OrderFact): IncomingFact {
  return { fact, topic, partition, offset, traceparent };
}
