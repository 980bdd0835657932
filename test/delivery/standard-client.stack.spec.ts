import { SchemaRegistry as StandardRegistry } from '@kafkajs/confluent-schema-registry';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type ShopOrder, type TopicDefinition } from '#libs/contracts';
import { SchemaRegistry } from '#libs/kafka';
import { aPaymentEvent, aShopOrder, stack } from '#libs/testing';

/** What a program that uses the registry client of the KafkaJS world sees of our topics, and we of what it writes. */
describe('a client that is not ours', () => {
  let url: string;
  const topicOfItsOwn = <T>(topic: TopicDefinition<T>): TopicDefinition<T> => ({
    ...topic,
    name: `test-${randomUUID()}`,
  });

  beforeAll(async () => {
    url = (await stack()).schemaRegistryUrl;
  });

  it('reads what we write, and sees the same as we', async () => {
    const topic = topicOfItsOwn(TOPICS.paymentEvents);
    const event = aPaymentEvent();
    const framed = await new SchemaRegistry({ url, autoRegister: true }).encode(topic, event);
    const ours = await new SchemaRegistry({ url }).decode(topic, framed);
    const theirs: unknown = await new StandardRegistry({ host: url }).decode(framed);
    expect(JSON.parse(JSON.stringify(theirs))).toEqual(ours);
  });

  it('writes what we read', async () => {
    const topic: TopicDefinition<ShopOrder> = topicOfItsOwn(TOPICS.shopOrders);
    const ours = new SchemaRegistry({ url, autoRegister: true });
    const order = aShopOrder();
    const asWeWriteIt = await ours.encode(topic, order);
    const standard = new StandardRegistry({ host: url });
    const id = await standard.getLatestSchemaId(`${topic.name}-value`);
    const framed = await standard.encode(id, await ours.decode(topic, asWeWriteIt));
    expect(framed.equals(asWeWriteIt)).toBe(true);
    await expect(ours.decode(topic, framed)).resolves.toEqual(await ours.decode(topic, asWeWriteIt));
  });
});
