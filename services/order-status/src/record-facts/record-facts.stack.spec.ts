import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Alert, ErpOutcome, OrderStatus, ShopOrder } from '#libs/contracts';
import { TOPICS } from '#libs/contracts';
import {
  Database,
  DELIVERY_MIGRATIONS,
  migrate,
  migrationsBeside,
  Outbox,
  Parking,
  Vault,
  type Transaction,
} from '#libs/delivery';
import { OutcomeUnknownError, RetryableError } from '#libs/errors';
import { checkEncodable, type ConsumedRecord } from '#libs/kafka';
import { testSpace, type TestSpace } from '#libs/testing';
import { alert, nextEventId, orderChange, outcome, payment, shopOrder } from '../order/example-records.js';
import { FactRows } from '../order-store/fact-rows.js';
import { OrderReader } from '../show-orders/order-reader.js';
import { FactConsumer } from './fact-consumer.js';
import { RecordFacts, type BatchResult } from './record-facts.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

let space: TestSpace;
let database: Database;
let vault: Vault;
let outbox: Outbox;
let parking: Parking;
let orders: OrderReader;
const results: BatchResult[] = [];

beforeAll(async () => {
  space = await testSpace('record facts');
  const env = space.env('order-status');
  database = new Database({
    url: space.databaseUrl,
    schema: env['DATABASE_SCHEMA'] ?? '',
    applicationName: 'order-status',
  });
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name: 'order-status', directory: migrationsBeside(import.meta.url) });
  vault = new Vault(env['DATA_ENCRYPTION_KEY'] ?? '');
  outbox = new Outbox({ vault, check: ({ topic, body }) => checkEncodable(topic, body) });
  parking = new Parking({ service: 'order-status', database, vault, outbox });
  orders = new OrderReader(database);
});
afterAll(async () => {
  await database.close();
  await space.close();
});
beforeEach(() => {
  results.length = 0;
});

/** A consumer over `over`, which may be a database that misbehaves. */
function consumer(over: Pick<Database, 'transaction'> = database): FactConsumer {
  const now = () => new Date('2026-11-23T12:00:00Z');
  const facts = new RecordFacts({
    database: over as Database,
    facts: new FactRows(now),
    outbox,
    parking,
    now,
    mark: (_name, { traceparent }) => traceparent,
  });
  return new FactConsumer(facts, (_topic, result) => results.push(result));
}

function records<T extends { eventId: string; orderId: string | null }>(
  topic: { name: string },
  ...values: T[]
): ConsumedRecord<T>[] {
  return values.map((value, offset) => ({
    ...{ topic: topic.name, partition: 0, offset: String(offset), key: value.orderId ?? '', value },
    ...{ eventId: value.eventId, headers: {}, traceparent: TRACEPARENT },
    receivedAt: new Date(),
  }));
}

/** What was appended for an order, in the order it will be published. */
async function published(orderId: string): Promise<OrderStatus[]> {
  const rows = await database.query<{ event_id: string; body: Buffer }>(
    'SELECT event_id, body FROM outbox WHERE topic = $1 AND key = $2 ORDER BY id',
    [TOPICS.orderStatus.name, orderId],
  );
  return rows.map((row) => vault.open<OrderStatus>(row.body, `outbox ${row.event_id}`));
}

const newOrder = () => `gifts/${nextEventId('order')}`;

describe('a payment that is given to its order afterwards', () => {
  const story = (orderId: string, transactionId: string) => [
    payment('CAPTURED', { orderId: null, transactionId, at: 1 }),
    payment('ALLOCATED', { orderId, transactionId, at: 2 }),
    payment('VOIDED', { orderId, transactionId, at: 3 }),
  ];
  const last = async (orderId: string) => (await published(orderId)).at(-1);

  it.each([
    ['as they were published', [0, 1, 2]],
    ['the allocation first', [1, 0, 2]],
    ['the allocation last', [0, 2, 1]],
    ['the later fact first', [2, 1, 0]],
    ['the payment last', [1, 2, 0]],
  ])('is the order’s with all its facts: %s', async (what, sequence) => {
    const orderId = newOrder();
    const events = story(orderId, `TX-${what}`);
    for (const index of sequence) {
      const event = events[index];
      if (event) await consumer().paymentEvents(records(TOPICS.paymentEvents, event));
    }
    expect(await last(orderId)).toMatchObject({
      capturedMinor: 0,
      payments: [{ transactionId: `TX-${what}`, status: 'VOIDED', amountMinor: 12_000 }],
    });
    expect((await orders.factsOf(orderId)).map(({ kind }) => kind).sort()).toEqual(['ALLOCATED', 'CAPTURED', 'VOIDED']);

    const told = (await published(orderId)).length;
    await consumer().paymentEvents(records(TOPICS.paymentEvents, ...events, ...events));
    expect(results.at(-1)).toMatchObject({ recorded: 0, parked: 0, told: [] });
    expect(await published(orderId)).toHaveLength(told);
  });

  it('pays for the order, in one batch or at once from two partitions', async () => {
    const { unallocatedPayments } = await orders.summary();
    const one = newOrder();
    await consumer().paymentEvents(records(TOPICS.paymentEvents, ...story(one, 'TX-one').slice(0, 2).reverse()));
    const others = Array.from({ length: 30 }, newOrder);
    await Promise.all(
      others.flatMap((orderId) =>
        story(orderId, `TX-${orderId}`)
          .slice(0, 2)
          .map((event) => consumer().paymentEvents(records(TOPICS.paymentEvents, event))),
      ),
    );
    for (const orderId of [one, ...others])
      expect(await last(orderId)).toMatchObject({ status: 'PAID', capturedMinor: 12_000 });
    expect((await orders.summary()).unallocatedPayments).toBe(unallocatedPayments);
  });

  it('a payment nobody gave away stays without an order, and an allocation alone makes none', async () => {
    const orderId = newOrder();
    const { unallocatedPayments } = await orders.summary();
    await consumer().paymentEvents(
      records(
        TOPICS.paymentEvents,
        payment('CAPTURED', { orderId: null, transactionId: 'TX-nobody' }),
        payment('ALLOCATED', { orderId, transactionId: 'TX-other' }),
      ),
    );
    expect([(await orders.summary()).unallocatedPayments, await published(orderId)]).toEqual([
      unallocatedPayments + 1,
      [],
    ]);
  });
});

describe('a batch of facts', () => {
  it('accepted: is stored, and each order it touches tells once where it stands', async () => {
    const [first, second] = [newOrder(), newOrder()];
    await consumer().shopOrders(
      records(TOPICS.shopOrders, shopOrder('PLACED', { orderId: first }), shopOrder('PLACED', { orderId: second })),
    );
    await consumer().paymentEvents(
      records(
        TOPICS.paymentEvents,
        payment('DECLINED', { orderId: first, transactionId: 'TX0' }),
        payment('CAPTURED', { orderId: first }),
      ),
    );
    await consumer().outcomes(records(TOPICS.erpOutcomes, outcome('SALES_ORDER_CREATED', { orderId: first })));
    await consumer().orderChanges(
      records(
        TOPICS.erpOrderChanges,
        orderChange('SHIPPED', { orderId: first }),
        orderChange('INVOICED', { orderId: first }),
      ),
    );

    const told = await published(first);
    expect(told.map(({ sequence, status }) => [sequence, status])).toEqual([
      [1, 'AWAITING_PAYMENT'],
      [2, 'PAID'],
      [3, 'ORDER_CREATED'],
      [4, 'INVOICED'],
    ]);
    expect(told.at(-1)).toMatchObject({
      salesOrder: '000777',
      invoices: ['000321'],
      capturedMinor: 12_000,
      attention: null,
    });
    expect((await published(second)).map(({ status }) => status)).toEqual(['AWAITING_PAYMENT']);
    expect((await orders.factsOf(first))[0]).toMatchObject({ traceId: TRACE });
  });

  it('replayed: changes nothing and tells nothing, whatever the trace it comes in', async () => {
    const orderId = newOrder();
    const batch = records(
      TOPICS.shopOrders,
      shopOrder('PLACED', { orderId }),
      shopOrder('AMENDED', { orderId, version: 2, totalMinor: 5 }),
    );
    await consumer().shopOrders([...batch, ...batch]);
    const once = await published(orderId);
    await consumer().shopOrders(batch.map(({ traceparent: _traceparent, ...record }) => record));

    expect(once).toHaveLength(1);
    expect(await published(orderId)).toEqual(once);
    expect(results).toEqual([
      {
        ...{ recorded: 2, repeated: 2, parked: 0 },
        told: [{ orderId, status: 'AWAITING_PAYMENT', sequence: 1, traceparent: TRACEPARENT }],
      },
      { recorded: 0, repeated: 2, parked: 0, told: [] },
    ]);
  });

  it('refused: an event that comes again with another content is parked, and the first stands', async () => {
    const orderId = newOrder();
    const value = payment('CAPTURED', { orderId });
    await consumer().paymentEvents(records(TOPICS.paymentEvents, value));
    await consumer().paymentEvents(
      records(TOPICS.paymentEvents, payment('CAPTURED', { orderId, eventId: value.eventId, amountMinor: 1 })),
    );

    expect((await orders.find(orderId))?.snapshot.capturedMinor).toBe(12_000);
    const [item] = (await parking.list()).filter((parked) => parked.orderId === orderId);
    expect(item).toMatchObject({ code: 'FACT_CONTRADICTED', owner: 'integration' });
  });

  it('refused: a kind newer than this version is kept sealed for the one that knows it', async () => {
    const orderId = newOrder();
    const { cancelled: _cancelled, ...head } = shopOrder('CANCELLED', { orderId }) as ShopOrder & { kind: 'CANCELLED' };
    const unknown: ShopOrder = { ...head, kind: 'UNKNOWN' };
    await consumer().shopOrders(records<ShopOrder>(TOPICS.shopOrders, unknown, shopOrder('PLACED', { orderId })));

    const [item] = (await parking.list()).filter((parked) => parked.orderId === orderId);
    expect(item).toMatchObject({ code: 'NEWER_THAN_ORDER_STATUS', owner: 'operations' });
    expect(await parking.bodyOf(item?.parkedId ?? '')).toEqual(unknown);
    expect((await orders.find(orderId))?.snapshot.status).toBe('AWAITING_PAYMENT');
  });

  it('unknown: after a commit without an answer the same batch again ends as if it had come once', async () => {
    const orderId = newOrder();
    const lost = {
      transaction: async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
        await database.transaction(work);
        throw new OutcomeUnknownError('the connection broke', { code: 'COMMIT_OUTCOME_UNKNOWN' });
      },
    };
    const batch = records(TOPICS.shopOrders, shopOrder('PLACED', { orderId }));
    await expect(consumer(lost).shopOrders(batch)).rejects.toBeInstanceOf(OutcomeUnknownError);
    await consumer().shopOrders(batch);
    expect(await published(orderId)).toHaveLength(1);
  });

  it('broken: without the database the batch is refused as retryable, and nothing of it is there', async () => {
    const orderId = newOrder();
    const away = new Database({
      url: 'postgres://nobody@127.0.0.1:1/none',
      schema: 'none',
      applicationName: 'order-status',
    });
    const batch = records(TOPICS.shopOrders, shopOrder('PLACED', { orderId }));
    await expect(consumer(away).shopOrders(batch)).rejects.toBeInstanceOf(RetryableError);
    await away.close();
    expect(await orders.find(orderId)).toBeUndefined();
  });

  it('broken: an order whose fold throws is parked, and the others of the batch go on', async () => {
    const [bad, good] = [newOrder(), newOrder()];
    const tooMuch = Number.MAX_SAFE_INTEGER;
    const twice = [1, 2].map((n) =>
      payment('CAPTURED', { orderId: bad, transactionId: `TX${n}`, amountMinor: tooMuch }),
    );
    await consumer().paymentEvents(records(TOPICS.paymentEvents, ...twice, payment('CAPTURED', { orderId: good })));

    expect((await published(good)).map(({ status }) => status)).toEqual(['PAID']);
    expect(await published(bad)).toEqual([]);
    expect((await parking.list()).filter((parked) => parked.orderId === bad)).toMatchObject([
      { code: 'ORDER_STATUS_FOLD_FAILED', severity: 'CRITICAL' },
    ]);
  });

  it('many batches at once over the same orders end as one after the other would', async () => {
    const some = Array.from({ length: 8 }, newOrder);
    const batches = [
      () =>
        consumer().shopOrders(records(TOPICS.shopOrders, ...some.map((orderId) => shopOrder('PLACED', { orderId })))),
      () =>
        consumer().paymentEvents(
          records(TOPICS.paymentEvents, ...[...some].reverse().map((orderId) => payment('CAPTURED', { orderId }))),
        ),
      () =>
        consumer().outcomes(
          records<ErpOutcome>(
            TOPICS.erpOutcomes,
            ...some.map((orderId) => outcome('SALES_ORDER_CREATED', { orderId })),
          ),
        ),
      () =>
        consumer().alerts(
          records<Alert>(
            TOPICS.alerts,
            ...[...some].reverse().map((orderId) => alert('RAISED', { orderId, alertId: orderId })),
          ),
        ),
      () =>
        consumer().alerts(
          records<Alert>(TOPICS.alerts, ...some.map((orderId) => alert('RESOLVED', { orderId, alertId: orderId }))),
        ),
    ];
    await Promise.all([...batches, ...batches].map((batch) => batch()));

    for (const orderId of some) {
      const told = await published(orderId);
      expect(told.at(-1)).toMatchObject({ status: 'ORDER_CREATED', capturedMinor: 12_000, totalMinor: 12_000 });
      expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, position) => position + 1));
      expect((await orders.find(orderId))?.sequence).toBe(told.length);
    }
  });

  it('a step hidden behind a word is counted nevertheless', async () => {
    const orderId = newOrder();
    await consumer().alerts(records<Alert>(TOPICS.alerts, alert('RAISED', { orderId, alertId: orderId })));
    const before = await orders.summary();
    await consumer().orderChanges(
      records(TOPICS.erpOrderChanges, orderChange('STATUS_CHANGED', { orderId, statusCode: '4' })),
    );
    const told = await published(orderId);
    await consumer().orderChanges(records(TOPICS.erpOrderChanges, orderChange('SHIPPED', { orderId })));

    expect(await published(orderId)).toEqual(told);
    expect((await orders.summary()).steps.shipped).toBe(before.steps.shipped + 1);
  });

  it('a payment of no order is kept, counted, and tells nothing', async () => {
    const before = (await orders.summary()).unallocatedPayments;
    await consumer().paymentEvents(records(TOPICS.paymentEvents, payment('CAPTURED', { orderId: null })));
    expect((await orders.summary()).unallocatedPayments).toBe(before + 1);
  });

  it('keeps no personal data anywhere', async () => {
    const orderId = newOrder();
    await consumer().shopOrders(records(TOPICS.shopOrders, shopOrder('PLACED', { orderId })));
    const rows = await database.query(
      'SELECT f.fact, s.snapshot FROM order_fact f JOIN order_state s USING (order_id) WHERE order_id = $1',
      [orderId],
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/Jane|High Street|LS1/);
  });
});
