import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS, type ErpCommand, type TopicDefinition } from '#libs/contracts';
import type { ParkedItem } from '#libs/delivery';
import { createKafka, Publisher, SchemaRegistry, type KafkaConnection } from '#libs/kafka';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import {
  aCapture,
  anInvoice,
  anOrder,
  anOrderContent,
  aRejection,
  aSalesOrderCreated,
  ORDER_ID,
} from '../test/example-facts.js';
import { customerNews, stockNews, sweptNews } from '../test/example-master-data.js';
import type { MasterDataNews } from './master-data/master-data-book.js';
import type { FactSource, OrderFact } from './order/order-fact.js';
import { create } from './transformation.module.js';

const TOPIC_OF = {
  shopOrder: TOPICS.shopOrders,
  payment: TOPICS.paymentEvents,
  outcome: TOPICS.erpOutcomes,
  orderChange: TOPICS.erpOrderChanges,
} as const satisfies Record<FactSource, TopicDefinition>;

let space: TestSpace;
let kafka: KafkaConnection;
let registry: SchemaRegistry;
let services: RunningService[];
let closers: (() => Promise<void>)[];

beforeEach(async () => {
  services = [];
  closers = [];
  space = await testSpace('transformation');
  await space.createTopics([
    ...Object.values(TOPIC_OF),
    ...[TOPICS.erpCommands, TOPICS.masterData, TOPICS.alerts, TOPICS.quarantine],
  ]);
  kafka = createKafka({
    brokers: space.kafkaBrokers.split(','),
    clientId: 'test',
    ...{ topicPrefix: space.topicPrefix, groupPrefix: space.groupPrefix },
  });
  registry = new SchemaRegistry({ url: space.schemaRegistryUrl, autoRegister: true });
});

afterEach(async () => {
  for (const service of services) await service.close();
  for (const close of closers) await close();
  await space.close();
});

async function start(overrides: Record<string, string> = {}): Promise<RunningService> {
  const service = await create(space.env('transformation', overrides));
  services.push(service);
  return service;
}

/** Publishes facts as their writers do, in the order given. */
async function publish(...facts: OrderFact[]): Promise<void> {
  for (const fact of facts) {
    const topic = TOPIC_OF[fact.source];
    const publisher = new Publisher({ kafka, registry, service: topic.writer });
    const { event } = fact;
    const key = fact.source === 'payment' ? (fact.event.orderId ?? fact.event.vendorTxCode) : fact.event.orderId;
    await publisher.publish([
      {
        topic: topic.name,
        key,
        eventId: event.eventId,
        type: 'Fact',
        subject: key,
        occurredAt: new Date(),
        body: event,
      },
    ]);
    await publisher.close();
  }
}

/** Publishes master data as posting does. */
async function publishMasterData(...news: MasterDataNews[]): Promise<void> {
  const publisher = new Publisher({ kafka, registry, service: 'posting' });
  for (const each of news) {
    if (each.is === 'gone') continue;
    const { record } = each;
    const key = `${record.company}/${record.kind}/${record.code}`;
    const { masterData } = TOPICS;
    const head = { topic: masterData.name, key, eventId: record.eventId, subject: key, type: 'MasterData' };
    await publisher.publish([{ ...head, occurredAt: new Date(), body: record }]);
  }
  await publisher.close();
}

/** Reads the commands topic from its beginning, for as long as the test runs. */
async function commandsSent(): Promise<ErpCommand[]> {
  const commands: ErpCommand[] = [];
  const consumer = kafka.consumer({ groupId: kafka.groupId('commands-reader') });
  closers.push(() => consumer.disconnect());
  await consumer.connect();
  await consumer.subscribe({ topic: kafka.topicName(TOPICS.erpCommands.name), fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (message.value) commands.push(await registry.decode<ErpCommand>(TOPICS.erpCommands, message.value));
    },
  });
  return commands;
}

async function get<T>(service: RunningService, path: string): Promise<{ status: number; body: T }> {
  const response = await fetch(`${service.url}${path}`);
  return { status: response.status, body: (await response.json()) as T };
}

interface Overview {
  readonly waitsFor: string;
  readonly commands: readonly { effectId: string }[];
}

function orderWaitsFor(service: RunningService, orderId: string, expected: string): Promise<Overview> {
  return waitFor(`${orderId} to wait for ${expected}`, async () => {
    const { status, body } = await get<Overview>(service, `/orders/${orderId}`);
    return status === 200 && body.waitsFor === expected && body;
  });
}

describe('transformation on a real broker', () => {
  it.each([
    ['the order first', [anOrder(), aCapture()]],
    ['the payment first', [aCapture(), anOrder()]],
  ])('sends exactly one sales order, %s', async (_what, facts) => {
    const commands = await commandsSent();
    const service = await start();

    await publish(...facts);
    await orderWaitsFor(service, ORDER_ID, 'INVOICE');
    await publish(aSalesOrderCreated('sales-order:GIFT:gifts/1001'), anInvoice('100001'));
    await waitFor('both commands', () => commands.length >= 2);

    expect(commands.map(({ kind, sequence, effectId }) => [kind, sequence, effectId])).toEqual([
      ['CREATE_SALES_ORDER', 1, 'sales-order:GIFT:gifts/1001'],
      ['POST_RECEIPT', 2, 'receipt:GIFT:TX-1:100001'],
    ]);
  });

  it('its topics read again from the beginning send nothing new', async () => {
    const commands = await commandsSent();
    const first = await start();
    await publish(anOrder(), aCapture(), anInvoice('100001'));
    await waitFor('both commands', () => commands.length >= 2);
    await first.close();

    // A new group reads everything again.
    const second = await start({ GROUP_PREFIX: `${space.groupPrefix}again.` });
    await waitFor('the three facts to be known again', async () => {
      const metrics = await (await fetch(`${second.url}/metrics`)).text();
      return /order_facts_total\{news="repeat".*\} 3\b/.test(metrics);
    });
    await publish(anOrder(anOrderContent(), 1, 'gifts/1002'), aCapture(3000, 'TX-2', 1, { orderId: 'gifts/1002' }));
    await waitFor('a later order’s command', () => commands.some(({ orderId }) => orderId === 'gifts/1002'));

    expect(commands.map(({ effectId }) => effectId)).toEqual([
      'sales-order:GIFT:gifts/1001',
      'receipt:GIFT:TX-1:100001',
      'sales-order:GIFT:gifts/1002',
    ]);
  });

  it('a parked order is shown and holds no other', async () => {
    const service = await start();
    const nowhere = { ...anOrderContent().deliveryAddress, countryCode: 'ZZ' };
    await publish(anOrder(anOrderContent({ deliveryAddress: nowhere })), anOrder(anOrderContent(), 1, 'gifts/1002'));
    await publish(aCapture(), aCapture(3000, 'TX-2', 1, { orderId: 'gifts/1002' }));
    await orderWaitsFor(service, 'gifts/1002', 'INVOICE');

    const parked = await waitFor('the order to be parked', async () => {
      const { body } = await get<{ parked: ParkedItem[] }>(service, '/parked');
      return body.parked.length > 0 && body.parked;
    });
    expect(parked).toMatchObject([{ key: ORDER_ID, code: 'LOOKUP_MISS' }]);
    expect(parked[0]?.suggestedFix).toContain('lookups/countries.csv');
  });

  it('what SYSPRO refused is sent again as the next revision when an operator releases its order', async () => {
    const commands = await commandsSent();
    const service = await start({ OPERATOR_KEYS: 'ada=opensesame', RECEIPT_POLICY: 'GIFT=onCapture' });
    await publish(anOrder(), aCapture());
    await waitFor('both commands', () => commands.length > 1);
    expect(commands.map(({ kind }) => kind)).toEqual(['CREATE_SALES_ORDER', 'POST_UNAPPLIED_RECEIPT']);
    const refusal = aRejection(`sales-order:GIFT:${ORDER_ID}`);
    const rest = { customerEnsured: null, unappliedReceiptPosted: null, receiptApplied: null, salesOrderHeld: null };
    const event = { ...refusal.event, ...rest, salesOrderReleased: null, salesOrderCancelled: null };
    await publish({ source: 'outcome', event } as OrderFact);

    const release = () =>
      fetch(`${service.url}/parked/${encodeURIComponent(ORDER_ID)}/release`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer opensesame' },
        body: JSON.stringify({ reason: 'stock code added' }),
      });
    const answer = await waitFor('the refusal to be known', async () => {
      const response = await release();
      return response.status === 200 ? ((await response.json()) as object) : undefined;
    });
    expect(answer).toEqual({
      released: [],
      redriven: [{ effectId: `sales-order:GIFT:${ORDER_ID}`, revision: 2, code: 'STOCK_CODE_NOT_FOUND' }],
    });
    await waitFor('the correction', () => commands.length > 2);
    expect(commands[2]).toMatchObject({ kind: 'CREATE_SALES_ORDER', sequence: 1, revision: 2 });
    expect((await release()).status).toBe(404);
  });

  it('an order for a code that SYSPRO does not have is decided anew when it comes, or when an operator releases it', async () => {
    const commands = await commandsSent();
    const service = await start({ OPERATOR_KEYS: 'ada=opensesame' });
    await publishMasterData(customerNews('0017850'), sweptNews('CUSTOMER', 1, new Date()), stockNews('22841'));
    await publishMasterData(sweptNews('STOCK_ITEM', 1, new Date()));
    await waitFor('master data to be fresh', async () => {
      const { body } = await get<{ masterData: { state: string }[] }>(service, '/master-data');
      return body.masterData.length === 2 && body.masterData.every(({ state }) => state !== 'none');
    });
    await publish(anOrder(), aCapture());
    await waitFor('the order to be parked', async () => {
      const { body } = await get<{ parked: ParkedItem[] }>(service, '/parked');
      return body.parked.some(({ code }) => code === 'STOCK_CODE_NOT_FOUND');
    });

    const release = (key: string | undefined, of = ORDER_ID, body: object = { reason: 'looked at it' }) =>
      fetch(`${service.url}/parked/${encodeURIComponent(of)}/release`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify(body),
      });
    expect((await release(undefined)).status).toBe(401);
    expect((await release('guessed')).status).toBe(401);
    expect((await release('opensesame', ORDER_ID, {})).status).toBe(400);
    expect((await release('opensesame', 'gifts/other')).status).toBe(404);
    const released = await release('opensesame');
    expect([released.status, await released.json()]).toMatchObject([
      200,
      { released: [{ code: 'STOCK_CODE_NOT_FOUND' }] },
    ]);
    expect((await fetch(`${service.url}/orders/${ORDER_ID}/findings`)).status).toBe(401);
    const found = await fetch(`${service.url}/orders/${ORDER_ID}/findings`, {
      headers: { authorization: 'Bearer opensesame' },
    });
    expect(await found.json()).toMatchObject({ findings: [{ rule: 'STOCK_CODE_NOT_FOUND', value: '85123A' }] });

    await publishMasterData(stockNews('85123A'));
    await waitFor('the command', () => commands.length > 0);
    expect(commands).toMatchObject([{ orderId: ORDER_ID, kind: 'CREATE_SALES_ORDER' }]);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/validation_findings_total\{rule="STOCK_CODE_NOT_FOUND",severity="refuse".*\} 2/);
    expect(metrics).toMatch(/master_data_age_seconds\{company="GIFT",kind="STOCK_ITEM"/);
  });

  it('without operators’ keys nobody releases anything', async () => {
    const service = await start();
    const answer = await fetch(`${service.url}/parked/any/release`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' },
      body: '{"reason":"because"}',
    });

    expect(answer.status).toBe(401);
  });

  it('an order nobody told of is a 404 problem', async () => {
    const service = await start();

    expect(await get(service, '/orders/gifts/nobody')).toMatchObject({ status: 404, body: { status: 404 } });
  });

  it('is live and ready', async () => {
    const service = await start();

    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });

  it('does not start with a mapping that does not compile, and says file, line and field', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mappings-'));
    try {
      cpSync(join(import.meta.dirname, '../mappings'), directory, { recursive: true });
      const file = join(directory, 'sales-order.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('site.warehouse', 'site.warehose'));

      await expect(start({ MAPPINGS_DIRECTORY: directory })).rejects.toThrow(
        /sales-order\.yaml:\d+:\d+ fields\.warehouse\.value: .*did you mean site\.warehouse\?/,
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
