import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  TOPICS,
  type Alert,
  type ErpCommand,
  type ErpOrderChange,
  type ErpOutcome,
  type TopicDefinition,
} from '#libs/contracts';
import { createKafka, Publisher, SchemaRegistry, type KafkaConnection } from '#libs/kafka';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { aReceipt, customerCommand, receiptCommand, salesOrderCommand } from '../test/effect-bench.js';
import { LittleEnet } from '../test/little-enet.js';
import { create } from './posting.module.js';

let space: TestSpace;
let kafka: KafkaConnection;
let registry: SchemaRegistry;
let enet: LittleEnet;
let services: RunningService[];
let closers: (() => Promise<void>)[];

beforeEach(async () => {
  services = [];
  closers = [];
  enet = await new LittleEnet().start();
  space = await testSpace('posting');
  const { erpCommands, erpOutcomes, erpOrderChanges, masterData, alerts, quarantine } = TOPICS;
  await space.createTopics([erpCommands, erpOutcomes, erpOrderChanges, masterData, alerts, quarantine]);
  kafka = createKafka({
    brokers: space.kafkaBrokers.split(','),
    clientId: 'test',
    ...{ topicPrefix: space.topicPrefix, groupPrefix: space.groupPrefix },
  });
  registry = new SchemaRegistry({ url: space.schemaRegistryUrl, autoRegister: true });
}, 60_000);

afterEach(async () => {
  for (const service of services) await service.close();
  for (const close of closers) await close();
  await space.close();
  await enet.stop();
}, 60_000);

async function start(overrides: Record<string, string> = {}): Promise<RunningService> {
  const service = await create(
    space.env('posting', {
      SYSPRO_BASE_URL: enet.url,
      SYSPRO_COMPANY_ID: 'GIFT',
      SYSPRO_COMPANY_PASSWORD: 'company-secret',
      SYSPRO_LANE_OPERATOR: 'POST01',
      SYSPRO_LANE_PASSWORD: 'lane-secret',
      SYSPRO_POLLER_OPERATOR: 'POLL01',
      SYSPRO_POLLER_PASSWORD: 'poller-secret',
      SYSPRO_TIMEOUT_MS: '500',
      READ_BACK_QUARANTINE_MS: '500',
      LANE_REST_LONGEST_MS: '100',
      LANE_IDLE_MS: '200',
      RETRY_FIRST_MS: '50',
      POLL_INTERVAL_MS: '50',
      POLL_LONGEST_INTERVAL_MS: '200',
      LOG_LEVEL: 'error',
      ...overrides,
    }),
  );
  services.push(service);
  return service;
}

async function send(...commands: ErpCommand[]): Promise<void> {
  const publisher = new Publisher({ kafka, registry, service: 'transformation' });
  await publisher.publish(
    commands.map((body) => ({
      topic: TOPICS.erpCommands.name,
      key: body.orderId,
      eventId: body.eventId,
      type: 'Command',
      subject: body.orderId,
      occurredAt: new Date(),
      body,
    })),
  );
  await publisher.close();
}

/** What is published on a topic, from its beginning, for as long as the test runs. */
async function heard<T>(topic: TopicDefinition<T>): Promise<T[]> {
  const records: T[] = [];
  const consumer = kafka.consumer({ groupId: kafka.groupId(`reader-of-${topic.name}`), maxWaitTimeInMs: 100 });
  closers.push(() => consumer.disconnect());
  await consumer.connect();
  await consumer.subscribe({ topic: kafka.topicName(topic.name), fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (message.value) records.push(await registry.decode<T>(topic, message.value));
    },
  });
  return records;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what an answer holds is what the expectations say
async function get(service: RunningService, path: string): Promise<{ status: number; body: any }> {
  const response = await fetch(`${service.url}${path}`);
  return { status: response.status, body: await response.json() };
}

const ORDER_EFFECT = salesOrderCommand().effectId;
const kinds = (records: readonly { kind: string }[]) => records.map((record) => record.kind);

describe('posting on a real broker and database', () => {
  it('takes an order from command to receipt, and tells of each step', async () => {
    const [outcomes, changes] = [
      await heard<ErpOutcome>(TOPICS.erpOutcomes),
      await heard<ErpOrderChange>(TOPICS.erpOrderChanges),
    ];
    const service = await start();
    await send(salesOrderCommand());
    await waitFor('the sales order', () => outcomes.length === 1);
    await waitFor('its status', () => changes.length === 1);

    const invoice = enet.invoice(enet.orders[0]!);
    await waitFor('its invoice', () => kinds(changes).includes('INVOICED'));
    await send(receiptCommand({ invoice: invoice.invoice.slice(-6) }, 2, [ORDER_EFFECT]));
    await waitFor('the receipt', () => outcomes.length === 2);
    await waitFor('its balance', () => kinds(changes).includes('INVOICE_BALANCE_CHANGED'));

    expect(outcomes).toMatchObject([
      { kind: 'SALES_ORDER_CREATED', orderId: 'gifts/536365', salesOrderCreated: { grossMinor: 11999 } },
      { kind: 'RECEIPT_POSTED', receiptPosted: { reference: aReceipt.reference, journal: '00042' } },
    ]);
    expect(kinds(changes)).toEqual([
      'STATUS_CHANGED',
      'STATUS_CHANGED',
      'SHIPPED',
      'INVOICED',
      'INVOICE_BALANCE_CHANGED',
    ]);
    expect(changes.at(-1)).toMatchObject({ invoiceBalanceChanged: { balanceMinor: 0 } });
    expect((await get(service, '/effects/summary')).body).toMatchObject({ CONFIRMED: 2, PLANNED: 0, parked: 0 });
    expect((await get(service, '/parked')).body).toEqual({ parked: [] });
  }, 60_000);

  it('shows an effect with what was said, without persons and secrets', async () => {
    const service = await start();
    await send(salesOrderCommand());
    const path = `/effects/${encodeURIComponent(ORDER_EFFECT)}`;
    const { body } = await waitFor('the effect to be confirmed', async () => {
      const answer = await get(service, path);
      return answer.status === 200 && answer.body.effect.state === 'CONFIRMED' && answer;
    });
    expect(body).toMatchObject({
      effect: { effectId: ORDER_EFFECT, reference: '536365-K7Q2MA', sends: 1, evidence: { salesOrder: '000101' } },
      intent: { kind: 'CREATE_SALES_ORDER', createSalesOrder: { shipTo: '[redacted]', email: '[redacted]' } },
      attempts: [{ purpose: 'POST', result: 'done' }],
    });
    const text = JSON.stringify(body);
    expect(text).toContain('<CustomerPoNumber>536365-K7Q2MA</CustomerPoNumber>');
    expect(text).not.toMatch(/Ann Example|High Street|ann@example|lane-secret|company-secret|AAAAAAAA/);

    expect((await get(service, `/effects/${ORDER_EFFECT}`)).status).toBe(200);
    expect((await get(service, '/effects?orderId=gifts/536365')).body.effects).toMatchObject([
      { effectId: ORDER_EFFECT },
    ]);
    expect((await get(service, '/effects?orderId=gifts/none')).body.effects).toEqual([]);
    expect((await get(service, '/effects/none')).status).toBe(404);
    expect((await get(service, '/effects')).status).toBe(400);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/posting_effects\{state="CONFIRMED".*\} 1/);
    expect(metrics).toMatch(/syspro_call_duration_seconds_count\{.*business_object="SORTOI".*\} 1/);
    const rows = await space.query(`SELECT * FROM ${space.schema('posting')}.effect`);
    expect(JSON.stringify(rows)).not.toMatch(/Ann Example|ann@example/);
  }, 60_000);

  it('a rejected order is parked with an alert and an outcome; its followers wait, other orders flow', async () => {
    const [outcomes, alerts] = [await heard<ErpOutcome>(TOPICS.erpOutcomes), await heard<Alert>(TOPICS.alerts)];
    enet.fail('SORTOI', { error: { element: 'StockLine', number: '240004', text: "Stock code 'X' not found" } });
    const service = await start({ LANE_WORKERS: '1' });
    await send(salesOrderCommand(), receiptCommand({}, 2));
    await waitFor('the rejection', () => outcomes.length === 1);
    await send(salesOrderCommand({ customerPoNumber: 'OTHER' }, { orderId: 'gifts/2' }));
    await waitFor('the other order', () => outcomes.length === 2);
    await waitFor('the alert', () => alerts.length === 1);

    expect(kinds(outcomes)).toEqual(['REJECTED', 'SALES_ORDER_CREATED']);
    expect(alerts).toMatchObject([
      {
        code: 'STOCK_CODE_NOT_FOUND',
        state: 'RAISED',
        subject: 'gifts/536365',
        amountMinor: 11999,
        service: 'posting',
      },
    ]);
    expect((await get(service, '/parked')).body.parked).toMatchObject([
      { code: 'STOCK_CODE_NOT_FOUND', effectId: ORDER_EFFECT, owner: 'operations', key: 'gifts/536365' },
    ]);
    const receipt = encodeURIComponent(receiptCommand().effectId);
    expect((await get(service, `/effects/${receipt}`)).body).toMatchObject({
      effect: { state: 'PLANNED' },
      waitsFor: [ORDER_EFFECT],
    });
  }, 60_000);

  it('an operator has a rejected order sent again, with a key and a reason; it is on record and its alert closes', async () => {
    const [outcomes, alerts] = [await heard<ErpOutcome>(TOPICS.erpOutcomes), await heard<Alert>(TOPICS.alerts)];
    enet.fail('SORTOI', { error: { element: 'StockLine', number: '240004', text: "Stock code 'X' not found" } });
    const service = await start({ OPERATOR_KEYS: 'ada=opensesame' });
    await send(salesOrderCommand());
    await waitFor('the rejection', () => outcomes.length === 1);
    const redrive = async (key: string, body: object, effectId = ORDER_EFFECT): Promise<number> => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const url = `${service.url}/effects/${encodeURIComponent(effectId)}/redrive`;
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    };
    expect(await redrive('guessed', { reason: 'stock code added' })).toBe(401);
    expect(await redrive('opensesame', {})).toBe(400);
    expect(await redrive('opensesame', { reason: 'stock code added' }, 'none')).toBe(404);
    expect(await redrive('opensesame', { reason: 'stock code added' })).toBe(200);
    await waitFor('the order', () => outcomes.length === 2);
    await waitFor('the end of the alert', () => alerts.length === 2);
    expect(await redrive('opensesame', { reason: 'once more' })).toBe(409);
    expect(outcomes).toMatchObject([
      { kind: 'REJECTED', revision: 1 },
      { kind: 'SALES_ORDER_CREATED', revision: 2 },
    ]);
    expect(alerts.map(({ state }) => state)).toEqual(['RAISED', 'RESOLVED']);
    expect(enet.orders).toHaveLength(1);
    const record = await space.query(`SELECT decided_by, reason FROM ${space.schema('posting')}.effect_revision`);
    expect(record).toEqual([{ decided_by: 'ada', reason: 'stock code added' }]);
  }, 60_000);

  it('an answer lost after the effect: in doubt, read back, entered once', async () => {
    const outcomes = await heard<ErpOutcome>(TOPICS.erpOutcomes);
    enet.fail('SORTOI', 'drop after');
    await start();
    await send(salesOrderCommand());
    await waitFor('both outcomes', () => outcomes.length === 2);
    expect(outcomes).toMatchObject([
      { kind: 'IN_DOUBT', inDoubt: { code: 'SYSPRO_CONNECTION_LOST' } },
      { kind: 'SALES_ORDER_CREATED', attempts: 1, salesOrderCreated: { foundByReadBack: true } },
    ]);
    expect(enet.orders).toHaveLength(1);
  }, 60_000);

  it('a request lost before the effect is sent again after the quarantine, with the same reference', async () => {
    const outcomes = await heard<ErpOutcome>(TOPICS.erpOutcomes);
    enet.fail('SORTOI', 'drop before');
    await start();
    await send(salesOrderCommand());
    await waitFor('both outcomes', () => outcomes.length === 2);
    expect(outcomes.map((outcome) => [outcome.kind, outcome.attempts])).toEqual([
      ['IN_DOUBT', 1],
      ['SALES_ORDER_CREATED', 2],
    ]);
    expect(enet.orders.map((order) => order.po)).toEqual(['536365-K7Q2MA']);
  }, 60_000);

  it('starts and takes commands while SYSPRO is away, shows why it rests, and posts when it is back', async () => {
    const outcomes = await heard<ErpOutcome>(TOPICS.erpOutcomes);
    await enet.stop();
    const service = await start();
    await send(salesOrderCommand());
    const line = await waitFor('the lane to rest', async () => {
      const { body } = await get(service, '/health/ready');
      return body.checks.find((check: { name: string; ok: boolean }) => check.name === 'syspro' && !check.ok);
    });
    expect(line).toMatchObject({ state: 'resting', detail: expect.stringContaining('SYSPRO_UNREACHABLE') });
    expect((await get(service, '/health/ready')).status).toBe(200);
    expect((await get(service, '/health/live')).status).toBe(200);
    expect((await get(service, '/parked')).body).toEqual({ parked: [] });
    await enet.start();
    await waitFor('the sales order', () => outcomes.length === 1);
    expect(enet.orders).toHaveLength(1);
  }, 60_000);

  it('an operator used elsewhere in mid-batch is an alert, closed when it ends; no order is rejected', async () => {
    const [outcomes, alerts] = [await heard<ErpOutcome>(TOPICS.erpOutcomes), await heard<Alert>(TOPICS.alerts)];
    const evicted = { text: 'ERROR: The supplied UserID is invalid. Either you were not logged in' };
    for (let times = 0; times < 6; times += 1) enet.fail('SORTOI', evicted);
    await start();
    await send(
      ...[1, 2, 3].map((index) =>
        salesOrderCommand({ customerPoNumber: `PO-${index}` }, { orderId: `gifts/${index}` }),
      ),
    );
    await waitFor('all orders', () => outcomes.length === 3);
    await waitFor('the alert and its end', () => alerts.length === 2);
    expect(kinds(outcomes)).toEqual(Array(3).fill('SALES_ORDER_CREATED'));
    expect(alerts).toMatchObject([
      { code: 'SYSPRO_OPERATOR_EVICTED', state: 'RAISED', severity: 'CRITICAL', subject: 'syspro:GIFT' },
      { code: 'SYSPRO_OPERATOR_EVICTED', state: 'RESOLVED' },
    ]);
    expect(enet.orders).toHaveLength(3);
  }, 60_000);

  it('the polling operator used elsewhere is an alert too, closed when it ends', async () => {
    const alerts = await heard<Alert>(TOPICS.alerts);
    const service = await start();
    await send(salesOrderCommand());
    await waitFor('the order', async () => {
      const { body } = await get(service, `/effects/${encodeURIComponent(ORDER_EFFECT)}`);
      return body.effect?.state === 'CONFIRMED';
    });
    // The lane has nothing left to do: whoever asks next is a poller.
    const evicted = { text: 'ERROR: The supplied UserID is invalid. Either you were not logged in' };
    for (let times = 0; times < 2; times += 1) enet.fail('COMFND', evicted);
    await waitFor('the alert and its end', () => alerts.length === 2);
    expect(alerts).toMatchObject([
      { code: 'SYSPRO_OPERATOR_EVICTED', state: 'RAISED', subject: 'syspro:GIFT:POLL01' },
      { code: 'SYSPRO_OPERATOR_EVICTED', state: 'RESOLVED' },
    ]);
  });

  it('shows a customer without his person, and who had what sent again', async () => {
    const service = await start({ OPERATOR_KEYS: 'ada=opensesame' });
    enet.fail('ARSSCS', { error: { element: 'Name', number: '100030', text: 'cannot be spaces' } });
    const command = customerCommand();
    await send(command);
    const path = `/effects/${encodeURIComponent(command.effectId)}`;
    const inState = (state: string) =>
      waitFor(`the customer to be ${state}`, async () => {
        const answer = await get(service, path);
        return answer.status === 200 && answer.body.effect.state === state && answer.body;
      });
    await inState('REJECTED');
    const headers = { authorization: 'Bearer opensesame', 'content-type': 'application/json' };
    const redriven = { method: 'POST', headers, body: JSON.stringify({ reason: 'the name is filled in' }) };
    expect((await fetch(`${service.url}${path}/redrive`, redriven)).status).toBe(200);
    const body = await inState('CONFIRMED');
    expect(body).toMatchObject({
      intent: { kind: 'ENSURE_CUSTOMER', ensureCustomer: { customerCode: 'WEB0042', soldTo: '[redacted]' } },
      revisions: [{ revision: 2, by: 'ada', reason: 'the name is filled in' }],
    });
    expect(JSON.stringify(body)).not.toMatch(/Søren|soren|High Street/);
  });

  it('does not start with times too short for the time-out, and says why', async () => {
    await expect(start({ READ_BACK_QUARANTINE_MS: '499' })).rejects.toThrow(/posted a second time/);
  });

  it('the topic read again from the beginning, and a restart in mid-flight, post nothing twice', async () => {
    const outcomes = await heard<ErpOutcome>(TOPICS.erpOutcomes);
    const first = await start();
    const commands = Array.from({ length: 20 }, (_, index) =>
      salesOrderCommand({ customerPoNumber: `PO-${index}` }, { orderId: `gifts/${index}` }),
    );
    await send(...commands);
    await waitFor('the first orders', () => enet.orders.length >= 3);
    await first.close();
    const second = await start({ GROUP_PREFIX: `${space.groupPrefix}again.` });
    await waitFor('all commands to be read again', async () => {
      const metrics = await (await fetch(`${second.url}/metrics`)).text();
      return /kafka_records_handled_total\{.*topic="erp.commands.v1".*\} 20\b/.test(metrics);
    });
    await waitFor(
      'all outcomes',
      () => outcomes.filter((outcome) => outcome.kind === 'SALES_ORDER_CREATED').length >= 20,
    );
    expect(enet.count('SORTOI')).toBe(20);
    expect(new Set(outcomes.map((outcome) => outcome.eventId)).size).toBe(20);
  }, 60_000);

  it('the same effect with another content is an alert, and the first one stands', async () => {
    const [outcomes, alerts] = [await heard<ErpOutcome>(TOPICS.erpOutcomes), await heard<Alert>(TOPICS.alerts)];
    await start();
    await send(salesOrderCommand(), { ...salesOrderCommand({ warehouse: 'EAST' }), eventId: 'another' });
    await waitFor('the alert', () => alerts.length === 1);
    await waitFor('the outcome', () => outcomes.length === 1);
    expect(alerts).toMatchObject([{ code: 'COMMAND_CONFLICT', severity: 'CRITICAL' }]);
    expect(enet.orders).toHaveLength(1);
  }, 60_000);
});
