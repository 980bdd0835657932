import { Controller, Inject } from '@nestjs/common';
import { TOPICS, type PaymentEvent, type ShopOrder } from '#libs/contracts';
import { OnBatch, type ConsumedRecord } from '#libs/kafka';
import { SUBMITTED_DESK } from '../tokens.js';
import type { SubmittedDesk } from './submitted-desk.js';

/**
 * The door for producers that write Kafka. Keys are not believed: the order is read from the record. Returning means that the batch is stored, accepted or
 * refused; a second delivery changes nothing.
 */
@Controller()
export class SubmittedTopicsController {
  constructor(@Inject(SUBMITTED_DESK) private readonly desk: SubmittedDesk) {}

  @OnBatch(TOPICS.shopOrdersSubmitted)
  async orders(records: ConsumedRecord<ShopOrder>[]): Promise<void> {
    await this.desk.takeOrders(records);
  }

  @OnBatch(TOPICS.paymentEventsSubmitted)
  async events(records: ConsumedRecord<PaymentEvent>[]): Promise<void> {
    await this.desk.takeEvents(records);
  }
}
