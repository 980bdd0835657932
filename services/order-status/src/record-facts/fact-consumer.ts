import { Controller, Inject } from '@nestjs/common';
import {
  TOPICS,
  type Alert,
  type ErpOrderChange,
  type ErpOutcome,
  type PaymentEvent,
  type ShopOrder,
} from '#libs/contracts';
import { OnBatch, type ConsumedRecord } from '#libs/kafka';
import { traceIdOf } from '#libs/service';
import { FACTS_RECORDED, RECORD_FACTS } from '../tokens.js';
import {
  readAlert,
  readOrderChange,
  readOutcome,
  readPaymentEvent,
  readShopOrder,
  type Origin,
  type Reading,
} from '../order/read-fact.js';
import type { BatchResult, HeardFact, NewerRecord, RecordFacts } from './record-facts.js';

/** Told after each batch, for the counters. */
export type OnRecorded = (topic: string, result: BatchResult) => void;

/**
 * The five topics order-status listens to. Each batch becomes one transaction (`RecordFacts`); a second delivery changes nothing and
 * publishes nothing; an error of the database makes the batch come again.
 */
@Controller()
export class FactConsumer {
  constructor(
    @Inject(RECORD_FACTS) private readonly facts: RecordFacts,
    @Inject(FACTS_RECORDED) private readonly onRecorded: OnRecorded,
  ) {}

  /** `shop.orders.v1`, key orderId. Personal data in it is neither stored nor logged. */
  @OnBatch(TOPICS.shopOrders)
  async shopOrders(records: ConsumedRecord<ShopOrder>[]): Promise<void> {
    await this.#take(records, readShopOrder);
  }

  /** `opayo.payment-events.v1`, key orderId, or vendorTxCode while unallocated: such a payment is stored and belongs to no order yet. */
  @OnBatch(TOPICS.paymentEvents)
  async paymentEvents(records: ConsumedRecord<PaymentEvent>[]): Promise<void> {
    await this.#take(records, readPaymentEvent);
  }

  /** `erp.outcomes.v1`, key orderId. */
  @OnBatch(TOPICS.erpOutcomes)
  async outcomes(records: ConsumedRecord<ErpOutcome>[]): Promise<void> {
    await this.#take(records, readOutcome);
  }

  /** `erp.order-changes.v1`, key orderId. */
  @OnBatch(TOPICS.erpOrderChanges)
  async orderChanges(records: ConsumedRecord<ErpOrderChange>[]): Promise<void> {
    await this.#take(records, readOrderChange);
  }

  /** `alerts.v1`, key the alert's subject. Alerts about no order are let go. */
  @OnBatch(TOPICS.alerts)
  async alerts(records: ConsumedRecord<Alert>[]): Promise<void> {
    await this.#take(records, readAlert);
  }

  async #take<T>(records: readonly ConsumedRecord<T>[], read: (value: T, origin: Origin) => Reading): Promise<void> {
    const heard: HeardFact[] = [];
    const newer: NewerRecord[] = [];
    for (const { topic, eventId, value, traceparent } of records) {
      const reading = read(value, { eventId, traceId: traceIdOf(traceparent) ?? null });
      if (reading.is === 'fact') heard.push({ fact: reading.fact, traceparent });
      if (reading.is === 'newer') newer.push({ topic, eventId, orderId: reading.orderId, value });
    }
    const result = await this.facts.record(heard, newer);
    const [first] = records;
    if (first) this.onRecorded(first.topic, result);
  }
}
