import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert, type PaymentEvent, type ShopOrder } from '#libs/contracts';
import { minorUnits } from '#libs/money';
import { testSpace, waitFor, wireTo } from '#libs/testing';
import { aClaim } from '../../test/claims.js';
import { ingestionSettings, NOWHERE } from '../../test/ingestion-environment.js';
import { anOrder } from '../../test/orders.js';
import { aPayment, notificationOf, notify, post } from '../../test/payments.js';
import { openProducersDoor, type ProducersDoor } from '../../test/producers-door.js';
import { aSubmittedEvent, aSubmittedOrder, outsideProducer, type OutsideProducer } from '../../test/submitted.js';
import { create } from '../ingestion.module.js';

/** Of Kafka's protocol: 2 is a topic. */
const TOPIC_RESOURCE = 2;

describe('what outside producers put on Kafka', () => {
  let door: ProducersDoor;
  let producer: OutsideProducer;
  beforeAll(async () => {
    door = await openProducersDoor('submitted topics');
    producer = await outsideProducer(door.space);
  }, 60_000);
  afterAll(async () => {
    await producer.close();
    await door.close();
  }, 60_000);

  const outboxOf = (orderId: string) =>
    door.rows<{ type: string; event_id: string }>('SELECT type, event_id FROM TABLE.outbox WHERE key = $1', [orderId]);
  const claimsOf = ({ transactionId }: { transactionId: string }) =>
    door.rows<{ event_id: string; door: string; order_id: string | null; shop: string }>(
      'SELECT event_id, door, order_id, shop FROM TABLE.claim WHERE transaction_id = $1',
      [transactionId],
    );
  const refusalsOf = (eventId: string) =>
    door.rows<{ code: string; field: string; reason: string; body: Buffer | null }>(
      'SELECT code, field, reason, body FROM TABLE.refused_submission WHERE event_id = $1',
      [eventId],
    );
  const quarantined = () => door.rows<{ code: string }>('SELECT code FROM TABLE.quarantined ORDER BY "offset"');
  const accepted = (orderId: string) =>
    waitFor('the order to be accepted', async () => ((await outboxOf(orderId)).length > 0 ? true : undefined));
  /** Sends a good order behind whatever was sent, and waits until it is through. */
  const partitionGoesOn = async (): Promise<void> => {
    const order = aSubmittedOrder();
    await producer.order(order);
    await accepted(order.orderId);
  };

  it.each(['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'])('an order packed with %s is accepted', async (codec) => {
    const admin = producer.kafka.admin();
    await admin.connect();
    // The broker, which is Java, packs what is written anew: these are Java's bytes.
    const configEntries = [{ name: 'compression.type', value: codec }];
    const name = producer.kafka.topicName(TOPICS.shopOrdersSubmitted.name);
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: TOPIC_RESOURCE, name, configEntries }] });
    await admin.disconnect();
    const order = aSubmittedOrder();
    await producer.order(order);
    await accepted(order.orderId);
    expect(await outboxOf(order.orderId)).toMatchObject([{ type: 'OrderPlaced' }]);
  });

  it('an order is the same whichever door it comes in by', async () => {
    const order = aSubmittedOrder();
    const { shop, orderReference, version, kind, placed } = order;
    const answer = await post(door.url, '/shop/orders', { shop, orderReference, version, kind, placed });
    expect(answer).toMatchObject({ status: 202 });
    await producer.order(order);
    await partitionGoesOn();
    expect(await outboxOf(order.orderId)).toEqual([{ type: 'OrderPlaced', event_id: answer.body.eventId }]);
    expect(await refusalsOf(order.eventId)).toEqual([]);
  });

  it('an event is a claim, held against what Opayo says, and nothing is published from it', async () => {
    const event = aSubmittedEvent();
    await producer.event(event);
    await producer.event(event);
    await waitFor('the claim', async () => (await claimsOf(event)).length > 0);
    expect(await claimsOf(event)).toEqual([
      { event_id: event.eventId, door: 'KAFKA', order_id: event.orderId, shop: 'gifts' },
    ]);
    expect(await outboxOf(event.orderId ?? '')).toEqual([]);
    await door.opayoSays({ ...event, kind: 'CAPTURED', amountMinor: event.captured.amountMinor });
    await waitFor('Opayo to confirm it', async () => {
      const [row] = await door.rows<{ state: string }>('SELECT state FROM TABLE.claim WHERE event_id = $1', [
        event.eventId,
      ]);
      return row?.state === 'CONFIRMED';
    });
  });

  it('an event may leave out its order, its id and its amount', async () => {
    const nothing = { amountMinor: minorUnits(0), currency: '' };
    const event = aSubmittedEvent({ eventId: '', orderId: null, vendor: '', occurredAt: 0 }, nothing);
    await producer.event(event);
    await waitFor('the claim', async () => (await claimsOf(event)).length > 0);
    expect(await claimsOf(event)).toEqual([
      { event_id: expect.stringMatching(/^[0-9a-f-]{36}$/), door: 'KAFKA', order_id: null, shop: '' },
    ]);
  });

  it.each<[string, ShopOrder, string, string]>([
    ['sums that do not add up', aSubmittedOrder({}, { totalMinor: minorUnits(1) }), 'INVALID', 'placed.totalMinor'],
    [
      'a shop that may not speak here',
      aSubmittedOrder({ shop: 'toys', orderId: 'toys/1', orderReference: '1' }),
      'SHOP_NOT_ALLOWED',
      'shop',
    ],
    ['an orderId that is another order', aSubmittedOrder({ orderId: 'gifts/other' }), 'INVALID', 'orderId'],
    [
      'a card number in any text',
      aSubmittedOrder({ orderReference: '4929000000006', orderId: 'gifts/4929000000006' }),
      'CARD_DATA',
      'key',
    ],
    ['a version of nothing', aSubmittedOrder({ version: 0 }), 'INVALID', 'version'],
  ])('an order with %s is refused with the field, and the partition goes on', async (_, order, code, field) => {
    await producer.order(order);
    await partitionGoesOn();
    // Of one with card data nothing of the producer's is kept, not even its id.
    const [refusal] = await refusalsOf(code === 'CARD_DATA' ? '' : order.eventId);
    expect(refusal).toMatchObject({ code, field });
    expect(refusal?.reason).not.toMatch(/4929/);
    expect(refusal?.body === null).toBe(code === 'CARD_DATA');
    expect(await outboxOf(order.orderId)).toEqual([]);
  });

  it.each<[string, PaymentEvent, string, string]>([
    ['no transaction', aSubmittedEvent({ transactionId: 'mine' }), 'INVALID', 'transactionId'],
    ['a vendor we do not serve', aSubmittedEvent({ vendor: 'another' }), 'INVALID', 'vendor'],
    [
      'an amount below nothing',
      aSubmittedEvent({}, { amountMinor: minorUnits(-1) }),
      'INVALID',
      'captured.amountMinor',
    ],
    ['an id that is none', aSubmittedEvent({ eventId: 'mine' }), 'INVALID', 'eventId'],
    [
      'words nobody knows',
      { ...aSubmittedEvent(), kind: 'UNRECOGNISED', captured: null, unrecognised: { detail: 'x' } },
      'KIND_UNKNOWN',
      'kind',
    ],
    ['half an order', aSubmittedEvent({ orderId: 'gifts' }), 'INVALID', 'orderId'],
  ])('an event with %s is refused with the field', async (_, event, code, field) => {
    await producer.event(event);
    await waitFor('the refusal', async () => (await refusalsOf(event.eventId)).length > 0);
    expect(await refusalsOf(event.eventId)).toMatchObject([{ code, field }]);
    expect(await claimsOf(event)).toEqual([]);
  });

  it('the same version with another content, and the same eventId with another content, are refused', async () => {
    const order = aSubmittedOrder();
    const event = aSubmittedEvent();
    const otherOrder = {
      ...order,
      eventId: randomUUID(),
      placed: { ...order.placed, pricesIncludeTax: !order.placed.pricesIncludeTax },
    };
    const otherEvent = { ...event, transactionId: randomUUID().toUpperCase() };
    await producer.order(order);
    await producer.order(otherOrder);
    await producer.event(event);
    await producer.event(otherEvent);
    await waitFor('the second order to be refused', async () => (await refusalsOf(otherOrder.eventId)).length > 0);
    expect(await refusalsOf(otherOrder.eventId)).toMatchObject([{ code: 'ORDER_VERSION_CONFLICT', field: 'version' }]);
    await waitFor('the second event to be refused', async () => (await refusalsOf(event.eventId)).length > 0);
    expect(await refusalsOf(event.eventId)).toMatchObject([{ code: 'EVENT_ID_REUSED', field: 'eventId' }]);
  });

  it('bytes that are no record of the topic go to quarantine, and the partition goes on', async () => {
    const before = (await quarantined()).length;
    const alert: Alert = {
      ...{
        eventId: randomUUID(),
        alertId: 'a',
        code: 'A',
        state: 'RAISED',
        severity: 'INFO',
        owner: 'o',
        service: 's',
      },
      ...{ subject: 's', orderId: null, effectId: null, what: 'w', whatToDo: 'w', amountMinor: null, currency: null },
      ...{ raisedAt: 0, resolvedAt: null },
    };
    const order = await producer.framed(TOPICS.shopOrdersSubmitted, aSubmittedOrder());
    const bad = [
      await producer.framed(TOPICS.alerts, alert),
      Buffer.concat([Buffer.from([1]), randomBytes(300)]),
      order.subarray(0, order.length - 20),
      Buffer.from(JSON.stringify(anOrder())),
      null,
    ];
    for (const bytes of bad) await producer.bytes(TOPICS.shopOrdersSubmitted, bytes);
    await partitionGoesOn();
    const codes = (await quarantined()).slice(before).map(({ code }) => code);
    expect(codes).toEqual(['DECODE_FAILED', 'NOT_AVRO', 'DECODE_FAILED', 'NOT_AVRO', 'NOT_AVRO']);
  });

  it('a producer that breaks every record is told of once, and listed', async () => {
    const orders = Array.from({ length: 30 }, () => aSubmittedOrder({ shop: 'books', orderId: '', version: -1 }));
    for (const order of orders) await producer.order(order);
    await partitionGoesOn();
    const subject = 'shop.orders.submitted.v1 of books';
    const alerts = await door.rows(`SELECT type FROM TABLE.outbox WHERE topic = 'alerts.v1' AND key = $1`, [subject]);
    expect(alerts).toHaveLength(1);
    const { refused } = (await (await fetch(`${door.url}/submissions/refused`)).json()) as {
      refused: { shop: string }[];
    };
    expect(refused.filter(({ shop }) => shop === 'books')).toHaveLength(30);
    expect(JSON.stringify(refused)).not.toContain('85123A');
  });
});

describe('with Kafka and the registry away', () => {
  it('ingestion starts, is ready, answers Opayo and both doors of HTTP; and reads the topics when they are back', async () => {
    const space = await testSpace('submitted, away');
    await space.createTopics(Object.values(TOPICS), { maxPartitions: 1 });
    const kafka = await wireTo(`http://${space.kafkaBrokers}`);
    const registry = await wireTo(space.schemaRegistryUrl);
    const producer = await outsideProducer(space);
    kafka.cut();
    registry.cut();
    const settings = {
      KAFKA_SHOPS: '*',
      SCHEMA_REGISTRY_URL: registry.url,
      KAFKA_BROKERS: new URL(kafka.url).host,
    };
    const service = await create(
      space.env('ingestion', {
        ...ingestionSettings(`http://${NOWHERE}/api/v1`),
        ...settings,
        DRAIN_TIMEOUT_MS: '5000',
      }),
    );
    try {
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
      expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
      expect((await notify(service.url, notificationOf(aPayment()))).text).toContain('Status=OK');
      expect(await post(service.url, '/opayo/events', aClaim())).toMatchObject({ status: 202 });
      expect(await post(service.url, '/shop/orders', anOrder())).toMatchObject({ status: 202 });
      kafka.mend();
      registry.mend();
      const order = aSubmittedOrder();
      await producer.order(order);
      const sql = `SELECT FROM ${space.schema('ingestion')}.outbox WHERE key = $1`;
      await waitFor('the order to be read', async () => (await space.query(sql, [order.orderId])).length > 0);
    } finally {
      await service.close();
      await registry.close();
      await kafka.close();
      await producer.close();
      await space.close();
    }
  });
});
