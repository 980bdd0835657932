import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type OrderStatus, type TopicDefinition } from '#libs/contracts';
import { createKafka, Publisher, SchemaRegistry, type KafkaConnection, type MessageToPublish } from '#libs/kafka';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { alert, minute, orderChange, outcome, payment, shopOrder } from './order/example-records.js';
import { create } from './order-status.module.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

let space: TestSpace;
const environment = (changes: Record<string, string> = {}) =>
  space.env('order-status', { SHOP_API_KEYS: 'gifts=key-of-gifts', ...changes });
let service: RunningService;
let kafka: KafkaConnection;
let registry: SchemaRegistry;
let publishers: Record<'ingestion' | 'posting', Publisher>;
const told: OrderStatus[] = [];
/** Trace each snapshot travelled in. */
const traces = new Map<string, string>();
let stopListening: () => Promise<void>;

beforeAll(async () => {
  space = await testSpace('order status');
  const { paymentEvents, shopOrders, erpOutcomes, erpOrderChanges, orderStatus, alerts, quarantine } = TOPICS;
  await space.createTopics([paymentEvents, shopOrders, erpOutcomes, erpOrderChanges, orderStatus, alerts, quarantine]);
  service = await create(environment());
  kafka = createKafka({
    brokers: space.kafkaBrokers.split(','),
    clientId: 'spec',
    topicPrefix: space.topicPrefix,
    groupPrefix: space.groupPrefix,
  });
  registry = new SchemaRegistry({ url: space.schemaRegistryUrl, autoRegister: true });
  publishers = {
    ingestion: new Publisher({ kafka, registry, service: 'ingestion' }),
    posting: new Publisher({ kafka, registry, service: 'posting' }),
  };
  stopListening = await listen();
});
afterAll(async () => {
  await stopListening();
  await Promise.all(Object.values(publishers).map((publisher) => publisher.close()));
  await service.close();
  await space.close();
});

/** Keeps everything that is told on order.status.v1. */
async function listen(): Promise<() => Promise<void>> {
  const consumer = kafka.consumer({ groupId: kafka.groupId('spec') });
  await consumer.connect();
  await consumer.subscribe({ topic: kafka.topicName(TOPICS.orderStatus.name), fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (!message.value) return;
      const status = await registry.decode(TOPICS.orderStatus, message.value);
      told.push(status);
      traces.set(status.eventId, String(message.headers?.['traceparent']));
    },
  });
  return () => consumer.disconnect();
}

function message<T extends { eventId: string; orderId: string | null }>(
  topic: TopicDefinition<T>,
  body: T,
): MessageToPublish {
  const { eventId, orderId } = body;
  const key = orderId ?? '';
  return {
    ...{ topic: topic.name, key, eventId, type: 'Example', subject: key, occurredAt: new Date(), body },
    traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
  };
}

const of = (orderId: string) => told.filter((status) => status.orderId === orderId);
const toldOf = (orderId: string, status: string) =>
  waitFor(`${orderId} to be told as ${status}`, async () => of(orderId).find((each) => each.status === status));
const get = async (path: string) => (await fetch(`${service.url}${path}`)).json() as Promise<Record<string, unknown>>;

/** The whole life of an order, from the basket to the receipt. */
const lifeOf = (orderId: string): [keyof typeof publishers, MessageToPublish][] => [
  ['ingestion', message(TOPICS.paymentEvents, payment('CAPTURED', { orderId }))],
  ['ingestion', message(TOPICS.shopOrders, shopOrder('PLACED', { orderId }))],
  ['posting', message(TOPICS.erpOutcomes, outcome('SALES_ORDER_CREATED', { orderId }))],
  ['posting', message(TOPICS.erpOrderChanges, orderChange('STATUS_CHANGED', { orderId, statusCode: '9' }))],
  ['posting', message(TOPICS.erpOrderChanges, orderChange('INVOICED', { orderId, at: 5 }))],
  [
    'posting',
    message(TOPICS.erpOutcomes, outcome('RECEIPT_POSTED', { orderId, at: 6, effectId: `receipt:GIFT:TX1:${orderId}` })),
  ],
];

describe('order-status between its topics', () => {
  it('tells each change of an order with an increasing sequence, and a replay tells nothing new', async () => {
    const orderId = 'gifts/1001';
    const life = lifeOf(orderId);
    for (const [writer, each] of life) await publishers[writer].publish([each]);
    const completed = await toldOf(orderId, 'COMPLETED');
    expect(completed).toMatchObject({
      capturedMinor: 12_000,
      receiptedMinor: 12_000,
      salesOrder: '000777',
      invoices: ['000321'],
    });

    expect(traces.get(completed.eventId)).toMatch(`00-${TRACE}-`);

    // The same again, then something new of another order in the same partitions: when that is told, the replay has been read.
    for (const [writer, each] of life) await publishers[writer].publish([each]);
    const repeats = await waitFor('the replay to be read', async () => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      const counts = [...metrics.matchAll(/order_facts_total\{[^}]*result="repeated"[^}]*\} (\d+)/g)];
      return counts.reduce((sum, [, count]) => sum + Number(count), 0) >= life.length;
    });
    expect(repeats).toBe(true);
    await publishers.ingestion.publish([message(TOPICS.shopOrders, shopOrder('PLACED', { orderId: 'gifts/1002' }))]);
    await toldOf('gifts/1002', 'AWAITING_PAYMENT');

    const sequences = of(orderId).map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((left, right) => left - right));
    expect(of(orderId).at(-1)).toEqual(completed);
  });

  it('an order that SYSPRO refuses needs attention until somebody has dealt with it', async () => {
    const orderId = 'gifts/1003';
    const effectId = `sales-order:GIFT:${orderId}`;
    const raised = { alertId: 'alert-1003', orderId, effectId, at: 4 };
    await publishers.ingestion.publish([
      message(TOPICS.shopOrders, shopOrder('PLACED', { orderId })),
      message(TOPICS.paymentEvents, payment('CAPTURED', { orderId })),
    ]);
    await publishers.posting.publish([
      message(TOPICS.erpOutcomes, outcome('REJECTED', { orderId, at: 4 })),
      message(TOPICS.alerts, alert('RAISED', raised)),
    ]);
    await toldOf(orderId, 'NEEDS_ATTENTION');
    const waiting = (await get('/attention'))['orders'] as { orderId: string }[];
    expect(waiting.find((each) => each.orderId === orderId)).toEqual({
      orderId,
      effectId,
      code: 'STOCK_CODE_NOT_FOUND',
      text: "Stock code '85123X' not found",
      owner: 'integration',
      suggestedFix: 'Add the stock code',
      amountMinor: 12_000,
      currency: 'GBP',
      since: new Date(minute(4)).toISOString(),
    });

    await publishers.posting.publish([
      message(TOPICS.alerts, alert('RESOLVED', { ...raised, at: 8, raisedAt: 4 })),
      message(TOPICS.erpOutcomes, outcome('SALES_ORDER_CREATED', { orderId, revision: 2, at: 9 })),
    ]);
    expect(await toldOf(orderId, 'ORDER_CREATED')).toMatchObject({ attention: null });
  });

  it('bytes that nobody can read go to quarantine, and the topic goes on', async () => {
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({
      topic: kafka.topicName(TOPICS.shopOrders.name),
      messages: [{ key: 'gifts/1004', value: 'not Avro' }],
    });
    await producer.disconnect();
    await publishers.ingestion.publish([message(TOPICS.shopOrders, shopOrder('PLACED', { orderId: 'gifts/1004' }))]);
    await toldOf('gifts/1004', 'AWAITING_PAYMENT');
    const kept = await space.query(`SELECT code FROM ${space.schema('order-status')}.quarantined`);
    expect(kept).toEqual([{ code: 'NOT_AVRO' }]);
  });
});

describe('order-status over HTTP', () => {
  beforeAll(async () => {
    const orderId = 'books/a:b/2';
    for (const [writer, each] of lifeOf(orderId)) await publishers[writer].publish([each]);
    await toldOf(orderId, 'COMPLETED');
  });

  it('tells an order’s story in words, with the keys of both systems and the trace', async () => {
    const story = await get(`/orders/books/${encodeURIComponent('a:b/2')}`);
    expect(story).toMatchObject({
      orderId: 'books/a:b/2',
      status: 'COMPLETED',
      meaning: 'Shipped, invoiced and paid in SYSPRO: nothing is left to do',
      totalMinor: 12_000,
      currency: 'GBP',
      salesOrder: '000777',
      invoices: ['000321'],
      receipts: ['536365-QWERTY'],
      traceIds: [TRACE],
    });
    const timeline = story['timeline'] as { what: string; at: string; topic: string; keys: object }[];
    expect(timeline).toHaveLength(6);
    expect(timeline[1]).toEqual({
      at: new Date(minute(1)).toISOString(),
      what: 'Opayo took 120.00 GBP',
      topic: 'opayo.payment-events.v1',
      kind: 'CAPTURED',
      eventId: expect.any(String),
      keys: { vendorTxCode: 'tx1', transactionId: 'TX1', traceId: TRACE },
    });
  });

  it('does not know an order nobody told of', async () => {
    const answer = await fetch(`${service.url}/orders/gifts/none`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await answer.json()).toMatchObject({
      title: 'Not Found',
      detail: 'Nothing is known about an order gifts/none',
    });
  });

  it('sums up: every word and every step has its count, money adds up', async () => {
    const summary = await get('/summary');
    const byStatus = summary['byStatus'] as Record<string, number>;
    const sum = Object.values(byStatus).reduce((total, count) => total + count, 0);
    const listed = (await get('/orders?limit=1000'))['orders'] as { capturedMinor: number }[];
    expect(summary['orders']).toBe(listed.length);
    expect(sum).toBe(listed.length);
    expect(byStatus).toMatchObject({ COMPLETED: 2, AUTHORISED: 0 });
    expect(summary['steps']).toMatchObject({ heard: listed.length, completed: 2, receipted: 2, needsAttention: 0 });
    expect(summary['money']).toEqual({
      GBP: expect.objectContaining({
        capturedMinor: listed.reduce((total, { capturedMinor }) => total + capturedMinor, 0),
        receiptedMinor: 24_000,
      }),
    });
    expect(Date.parse(summary['changedAt'] as string)).not.toBeNaN();

    const measured = await (await fetch(`${service.url}/metrics`)).text();
    expect(measured).toMatch(/^order_count\{.*status="COMPLETED".*\} 2$/m);
    expect(measured).toMatch(/^order_count\{.*status="CANCELLED".*\} 0$/m);
    expect(measured).toMatch(/^order_captured_minor\{.*status="COMPLETED".*currency="GBP".*\} 24000$/m);
    expect(measured).toMatch(/^kafka_record_age_seconds_count\{.*topic="erp.outcomes.v1".*\} [1-9]/m);
  });

  it('pages through the orders without losing or repeating one', async () => {
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = (await get(`/orders?limit=2&after=${encodeURIComponent(after)}`)) as {
        orders: { orderId: string }[];
        next: string | null;
      };
      seen.push(...page.orders.map(({ orderId }) => orderId));
      after = page.next;
    }
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toEqual(expect.arrayContaining(['books/a:b/2', 'gifts/1001', 'gifts/1004']));
    const completed = (await get('/orders?status=COMPLETED'))['orders'] as { orderId: string }[];
    expect(completed.map(({ orderId }) => orderId)).toEqual(['books/a:b/2', 'gifts/1001']);
  });

  it.each([
    ['/orders?status=SENT', 'status'],
    ['/orders?limit=0', 'limit'],
    ['/attention?limit=many', 'limit'],
  ])('%s is refused, naming the field', async (path, field) => {
    const answer = await fetch(`${service.url}${path}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field, message: expect.any(String) }] });
  });

  it('is ready with its table of dependencies', async () => {
    expect(await get('/health/ready')).toMatchObject({
      ok: true,
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'postgres', ready: true }),
        expect.objectContaining({ name: 'kafka', ready: false }),
      ]),
    });
    expect(await get('/parked')).toEqual({ parked: [] });
  });
});

/** Events of a stream as they come, until it is given up. */
function follow(path: string, headers: Record<string, string> = {}) {
  const given = new AbortController();
  const events: { id: string; status: string }[] = [];
  const ended = (async () => {
    const response = await fetch(service.url + path, { headers, signal: given.signal });
    if (!response.ok || !response.body) return response.status;
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const id = /^id: (\d+)$/m.exec(part)?.[1];
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (id && data) events.push({ id, status: (JSON.parse(data) as OrderStatus).status });
      }
    }
    return response.status;
  })().catch(() => 0);
  return { events, ended, stop: () => given.abort() };
}

describe('an order as it goes', () => {
  it('is streamed from where the reader was, each state once, in sequence', async () => {
    const orderId = 'gifts/streamed';
    const [first, ...rest] = lifeOf(orderId);
    await publishers[first![0]].publish([first![1]]);
    await toldOf(orderId, 'PAID');
    const stream = follow(`/orders/${orderId}/events`);
    await waitFor('the state of now', () => stream.events.length === 1);
    for (const [publisher, each] of rest) {
      await publishers[publisher].publish([each]);
    }
    await waitFor('the end', () => stream.events.at(-1)?.status === 'COMPLETED');
    const ids = stream.events.map(({ id }) => Number(id));
    expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
    stream.stop();

    const back = follow(`/orders/${orderId}/events`, { 'last-event-id': String(ids[0]) });
    await waitFor('what was missed', () => back.events.length === 1);
    expect(back.events[0]?.status).toBe('COMPLETED');
    back.stop();
    expect(await follow('/orders/gifts/nobody/events').ended).toBe(404);
    expect(await follow(`/orders/${orderId}/events?lastEventId=x`).ended).toBe(400);
  });

  it('is among the changes after a cursor once, as it is now; who has read all gets nothing until more changes', async () => {
    const all: { orderId: string; status: string }[] = [];
    let next = '';
    const read = async (more = '') => {
      const page = (await get(`/orders/changes?limit=2${next && `&after=${encodeURIComponent(next)}`}${more}`)) as {
        orders: typeof all;
        next: string;
      };
      next = page.next;
      return page.orders;
    };
    const orderId = 'gifts/caught-up';
    for (const [publisher, each] of lifeOf(orderId)) await publishers[publisher].publish([each]);
    await toldOf(orderId, 'COMPLETED');
    await waitFor('the order among the changes', async () => {
      all.push(...(await read()));
      return all.some((order) => order.orderId === orderId && order.status === 'COMPLETED');
    });
    await waitFor('the end of the changes', async () => (await read()).length === 0);
    expect(await read('&shop=another')).toEqual([]);

    await publishers.ingestion.publish([
      message(TOPICS.shopOrders, shopOrder('PLACED', { orderId: 'gifts/after-it' })),
    ]);
    const later = await waitFor('the next change', async () => {
      const orders = await read();
      return orders.length > 0 && orders;
    });
    expect(later.map((order) => order.orderId)).toEqual(['gifts/after-it']);
    expect((await fetch(`${service.url}/orders/changes?after=yesterday`)).status).toBe(400);
  });
});

describe('order-status as a process of its own', () => {
  const root = join(import.meta.dirname, '../../..');
  const arguments_ = ['--import', './deploy/local/typescript.mjs', 'services/order-status/src/main.ts'];
  const start = (environment: Record<string, string>) => {
    const child = spawn(process.execPath, arguments_, {
      cwd: root,
      env: { PATH: process.env['PATH'], ...environment },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, ended, output: () => output };
  };

  it('drains on SIGTERM and ends with 0', async () => {
    const { child, ended, output } = start(environment({ LOG_LEVEL: 'info' }));
    await waitFor('it to listen', async () => output().includes('order-status is listening on'));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const last = JSON.parse(output().trim().split('\n').at(-1) ?? '') as object;
    expect(last).toMatchObject({ service: 'order-status', msg: 'order-status has stopped', unwell: [] });
  });

  it('says everything that is wrong with its environment and ends with 1', async () => {
    const { ended, output } = start(environment({ KAFKA_BROKERS: 'nowhere', DATABASE_URL: '' }));
    expect(await ended).toBe(1);
    expect(output()).toMatch(/DATABASE_URL: is missing.*\n.*KAFKA_BROKERS: expected host:port/);
  });
});
