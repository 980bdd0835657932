import { randomUUID } from 'node:crypto';
import {
  TOPICS,
  type PaymentEvent,
  type PaymentEventHead,
  type ShopOrder,
  type ShopOrderHead,
  type TopicDefinition,
} from '#libs/contracts';
import { createKafka, Publisher, SchemaRegistry, type KafkaConnection } from '#libs/kafka';
import { aPaymentEvent, aShopOrder, type TestSpace } from '#libs/testing';

/** Somebody outside who writes the submitted topics. */
export interface OutsideProducer {
  readonly kafka: KafkaConnection;
  order(order: ShopOrder): Promise<void>;
  event(event: PaymentEvent): Promise<void>;
  /** Bytes as they are. */
  bytes(topic: TopicDefinition, value: Buffer | null): Promise<void>;
  /** The framed value of a record of another topic. */
  framed<T>(topic: TopicDefinition<T>, body: T): Promise<Buffer>;
  close(): Promise<void>;
}

export async function outsideProducer(space: TestSpace): Promise<OutsideProducer> {
  const kafka = createKafka({
    brokers: space.kafkaBrokers.split(','),
    clientId: 'outside',
    topicPrefix: space.topicPrefix,
  });
  const registry = new SchemaRegistry({ url: space.schemaRegistryUrl, autoRegister: true });
  const publisher = new Publisher({ kafka, registry, service: 'outside producers' });
  const producer = kafka.producer();
  await producer.connect();
  const publish = (topic: string, body: ShopOrder | PaymentEvent, key: string) =>
    publisher.publish([
      { topic, key, eventId: body.eventId, type: 'Told', subject: key, occurredAt: new Date(), body },
    ]);
  return {
    kafka,
    order: (order) => publish(TOPICS.shopOrdersSubmitted.name, order, order.orderId),
    event: (event) => publish(TOPICS.paymentEventsSubmitted.name, event, event.orderId ?? event.vendorTxCode),
    bytes: async (topic, value) => {
      await producer.send({ topic: kafka.topicName(topic.name), messages: [{ key: 'k', value }] });
    },
    framed: (topic, body) => registry.encode(topic, body),
    close: async () => {
      await producer.disconnect();
      await publisher.close();
    },
  };
}

/** A shop's order as an outside producer writes it; each its own. */
export function aSubmittedOrder(
  overrides: Partial<ShopOrderHead> = {},
  placed: Parameters<typeof aShopOrder>[1] = {},
): ShopOrder & { readonly kind: 'PLACED' } {
  const orderReference = `K${randomUUID().slice(0, 8)}`;
  return aShopOrder({ orderReference, orderId: `gifts/${orderReference}`, ...overrides }, placed);
}

/** A payment as an outside producer writes it; each its own. */
export function aSubmittedEvent(
  overrides: Partial<PaymentEventHead> = {},
  captured: Parameters<typeof aPaymentEvent>[1] = {},
): PaymentEvent & { readonly kind: 'CAPTURED' } {
  const orderReference = `K${randomUUID().slice(0, 8)}`;
  const ids = { transactionId: randomUUID().toUpperCase(), vendorTxCode: `gifts-${orderReference}-1` };
  return aPaymentEvent({ ...ids, orderId: `gifts/${orderReference}`, heardBy: 'SUBMITTED', ...overrides }, captured);
}
