import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS, type ErpCommand, type PaymentEvent } from '#libs/contracts';
import { Database, DELIVERY_MIGRATIONS, migrate, Outbox, Parking, Vault } from '#libs/delivery';
import { InvariantViolation, RetryableError } from '#libs/errors';
import { checkEncodable } from '#libs/kafka';
import { minorUnits } from '#libs/money';
import { testSpace, type TestSpace } from '#libs/testing';
import { CommandMaker, type OrderToMap } from '../erp-command/command-maker.js';
import { loadMappingFiles } from '../mapping-files/mapping-files.js';
import {
  aCapture,
  anAllocation,
  anInvoice,
  anOrder,
  anOrderContent,
  aPayment,
  aReceiptPosted,
  aSalesOrderCreated,
  ON_INVOICE,
  ORDER_ID,
  SETTINGS,
} from '../../test/example-facts.js';
import type { OrderFact } from '../order/order-fact.js';
import { OrderView } from '../order-view/order-view.js';
import { MasterDataBook } from '../master-data/master-data-book.js';
import { FindingBook } from '../validation/finding-book.js';
import { OrderValidator } from '../validation/order-validator.js';
import type { IncomingFact } from './incoming-fact.js';
import { OrderBook } from './order-book.js';
import { OrderDesk, type DeskReport } from './order-desk.js';

const SERVICE = join(import.meta.dirname, '../..');
const maker = new CommandMaker(loadMappingFiles(join(SERVICE, 'mappings')), SETTINGS);

let space: TestSpace;
let database: Database;
let vault: Vault;
let parking: Parking;
let masterData: MasterDataBook;
let desk: OrderDesk;
let view: OrderView;
let reports: DeskReport[];
let offset = 0;

beforeAll(async () => {
  space = await testSpace('order desk');
  const env = space.env('transformation');
  database = new Database({
    url: env['DATABASE_URL'] ?? '',
    schema: env['DATABASE_SCHEMA'] ?? '',
    applicationName: 'transformation',
  });
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name: 'transformation', directory: join(SERVICE, 'migrations') });
  vault = new Vault(env['DATA_ENCRYPTION_KEY'] ?? '');
  masterData = new MasterDataBook(vault, { maxAgeMs: 3_600_000 });
});

beforeEach(async () => {
  await database.query(
    'TRUNCATE fact, fact_set_aside, command, customer_told, business_key, inbox, outbox, parked, order_awaits, order_findings, master_data, master_data_sweep',
  );
  desk = deskWith();
  const book = new OrderBook(vault);
  view = new OrderView(database, book, parking, ON_INVOICE, new FindingBook(vault));
});

afterAll(async () => {
  await database.close();
  await space.close();
});

function deskWith(overrides: Partial<ConstructorParameters<typeof OrderDesk>[0]> = {}): OrderDesk {
  reports = [];
  const outbox = new Outbox({ vault, check: ({ topic, body }) => checkEncodable(topic, body) });
  parking = new Parking({ service: 'transformation', database, vault, outbox });
  const book = new OrderBook(vault);
  const report = (each: DeskReport): void => void reports.push(each);
  return new OrderDesk({
    ...{ database, book, outbox, parking, report, maker: () => maker, check: checkEncodable, policy: ON_INVOICE },
    ...{ findings: new FindingBook(vault), validator: new OrderValidator(masterData, 'warn') },
    ...overrides,
  });
}

function read(...facts: OrderFact[]): IncomingFact[] {
  return facts.map((fact) => ({
    fact,
    topic: 'topic',
    partition: 0,
    offset: String(offset++),
    traceparent: `00-${offset}`,
  }));
}

/** Commands in the outbox, first to last. */
async function commands(): Promise<ErpCommand[]> {
  const rows = await database.query<{ body: Buffer; event_id: string }>(
    'SELECT body, event_id FROM outbox WHERE topic = $1 ORDER BY id',
    [TOPICS.erpCommands.name],
  );
  return rows.map(({ body, event_id: eventId }) => vault.open<ErpCommand>(body, `outbox ${eventId}`));
}

async function effects(): Promise<string[]> {
  return (await commands()).map(({ orderId, sequence, effectId }) => `${orderId} ${sequence} ${effectId}`);
}

async function parkedCodes(): Promise<string[]> {
  return (await parking.list()).map(({ key, code }) => `${key} ${code}`);
}

const CREATE = `${ORDER_ID} 1 sales-order:GIFT:gifts/1001`;
const RECEIPT = `${ORDER_ID} 2 receipt:GIFT:TX-1:100001`;
const order = (orderId: string, stockCode = '85123A'): OrderFact => {
  const [line] = anOrderContent().lines;
  return anOrder(anOrderContent({ lines: line ? [{ ...line, stockCode }] : [] }), 1, orderId);
};
const payment = (orderId: string, transactionId: string): OrderFact =>
  aCapture(3000, transactionId, 1, { orderId, vendorTxCode: `code-${transactionId}` });

describe('accepted', () => {
  it('an order, its payment and its invoice give one sales order and one receipt, in sequence', async () => {
    await desk.take(read(anOrder()));
    await desk.take(read(aCapture()));
    await desk.take(read(aSalesOrderCreated('sales-order:GIFT:gifts/1001')));
    await desk.take(read(anInvoice('100001')));

    expect(await effects()).toEqual([CREATE, RECEIPT]);
  });

  it('all at once give the same', async () => {
    await desk.take(read(anInvoice('100001'), aCapture(), anOrder()));

    expect(await effects()).toEqual([CREATE, RECEIPT]);
    expect(reports).toMatchObject([
      { newFacts: 3, repeatedFacts: 0, commands: [{ kind: 'CREATE_SALES_ORDER' }, { kind: 'POST_RECEIPT' }] },
    ]);
  });

  it('a command goes out under its order, with the trace of the fact that caused it', async () => {
    await desk.take(read(anOrder()));
    const [fact] = read(aCapture());
    await desk.take(fact ? [fact] : []);

    const rows = await database.query('SELECT key, type, subject, traceparent FROM outbox WHERE topic = $1', [
      TOPICS.erpCommands.name,
    ]);
    expect(rows).toEqual([
      { key: ORDER_ID, type: 'CreateSalesOrder', subject: ORDER_ID, traceparent: fact?.traceparent },
    ]);
  });

  it('nothing about the customer is readable in the database', async () => {
    await desk.take(read(anOrder(), aCapture()));

    const dump = JSON.stringify(
      await database.query('SELECT f::text, c::text, o::text FROM fact f, command c, outbox o'),
    );
    const hex = Buffer.from('jo@example.com').toString('hex');
    expect(dump).not.toMatch(new RegExp(`Jo Buyer|jo@example|High Street|${hex}`));
  });
});

describe('a payment that has not found its order', () => {
  const unallocated = aCapture(3000, 'TX-1', 1, { orderId: null, vendorTxCode: 'lost-1' });
  const lists = anOrder(anOrderContent({ payments: [{ vendorTxCode: 'lost-1' }] }));

  it.each([
    ['payment first', [unallocated, lists]],
    ['order first', [lists, unallocated]],
  ])('belongs to the order that lists it, %s', async (_what, facts) => {
    for (const fact of facts) await desk.take(read(fact));

    expect(await effects()).toEqual([CREATE]);
  });

  it('waits under its own code until then', async () => {
    await desk.take(read(unallocated));

    expect(await effects()).toEqual([]);
    expect(await database.query('SELECT key FROM fact')).toEqual([{ key: 'lost-1' }]);
  });

  it('is not given to a second order that lists it: that one is parked', async () => {
    await desk.take(read(unallocated, lists));
    const second = anOrder(anOrderContent({ payments: [{ vendorTxCode: 'lost-1' }] }), 1, 'gifts/1002');
    await desk.take(read(second));

    expect(await effects()).toEqual([CREATE]);
    expect(await parkedCodes()).toEqual(['gifts/1002 PAYMENT_LISTED_BY_TWO_ORDERS']);
  });
});

describe('a payment that is given to its order afterwards', () => {
  const captured = aCapture(3000, 'TX-1', 1, { orderId: null, vendorTxCode: 'lost-1' });
  const given = anAllocation(ORDER_ID, 'TX-1', 'lost-1');
  const placed = anOrder();
  /** What ingestion tells after it has given the payment away: it names the order itself. */
  const voided = aPayment('VOIDED', {}, { vendorTxCode: 'lost-1' });
  const where = async () =>
    (await database.query<{ key: string }>('SELECT DISTINCT key FROM fact ORDER BY key')).map(({ key }) => key);

  it.each(permutationsOf([captured, given, placed]).map((facts) => [kindsOf(facts), facts] as const))(
    'pays for the order, once: %s',
    async (_what, facts) => {
      for (const fact of facts) await desk.take(read(fact));
      expect([await effects(), await parkedCodes(), await where()]).toEqual([[CREATE], [], [ORDER_ID]]);

      await desk.take(read(...facts, ...facts));
      expect(reports.at(-1)).toMatchObject({ newFacts: 0, commands: [] });
      expect(await effects()).toEqual([CREATE]);
    },
  );

  it.each(permutationsOf([captured, given, placed]).map((facts) => [kindsOf(facts), facts] as const))(
    'all in one batch: %s',
    async (_what, facts) => {
      await desk.take(read(...facts, given));
      expect([await effects(), await parkedCodes(), await where()]).toEqual([[CREATE], [], [ORDER_ID]]);
    },
  );

  it('has all its facts at the order, whatever came first', async () => {
    for (const facts of permutationsOf([captured, given, voided])) {
      await database.query('TRUNCATE fact, business_key, inbox, outbox, parked CASCADE');
      for (const fact of facts) await desk.take(read(fact));

      expect(await where()).toEqual([ORDER_ID]);
      expect((await view.find(ORDER_ID))?.captures).toMatchObject([{ amountMinor: 3000, reversedMinor: 3000 }]);
    }
  });

  it('an order that lists it as well says nothing new', async () => {
    const lists = anOrder(anOrderContent({ payments: [{ vendorTxCode: 'lost-1' }] }));
    for (const facts of permutationsOf([captured, given, lists])) {
      await database.query('TRUNCATE fact, command, customer_told, business_key, inbox, outbox, parked CASCADE');
      for (const fact of facts) await desk.take(read(fact));

      expect([await effects(), await parkedCodes()]).toEqual([[CREATE], []]);
    }
  });

  it.each([
    ['another order lists it', anOrder(anOrderContent({ payments: [{ vendorTxCode: 'lost-1' }] }), 1, 'gifts/1002')],
    ['it is given to another order', anAllocation('gifts/1002', 'TX-1', 'lost-1')],
  ])('refused: %s, which is parked, and the first one keeps it', async (_what, second) => {
    for (const facts of [
      [captured, given, placed],
      [given, captured, placed],
      [given, placed, second, captured],
    ]) {
      await database.query('TRUNCATE fact, command, customer_told, business_key, inbox, outbox, parked CASCADE');
      for (const fact of [...facts, second]) await desk.take(read(fact));

      expect(await parkedCodes()).toEqual(['gifts/1002 PAYMENT_LISTED_BY_TWO_ORDERS']);
      expect(await effects()).toEqual([CREATE]);
    }
  });

  it('refused: given to an order after another one listed it, the order it was given to is parked', async () => {
    const lists = anOrder(anOrderContent({ payments: [{ vendorTxCode: 'lost-1' }] }), 1, 'gifts/1002');
    await desk.take(read(lists, captured));
    await desk.take(read(given, placed));

    expect(await parkedCodes()).toEqual([`${ORDER_ID} PAYMENT_LISTED_BY_TWO_ORDERS`]);
    expect((await effects()).map((effect) => effect.split(' ')[0])).toEqual(['gifts/1002']);
  });

  it('what an older release stored of a fact is the same fact when this one reads it again', async () => {
    const { allocated: _allocated, ...older } = captured.event as PaymentEvent;
    await desk.take(read({ source: 'payment', event: older as PaymentEvent }, captured));

    expect(reports).toMatchObject([{ newFacts: 1, repeatedFacts: 1, parked: [] }]);
  });
});

function permutationsOf<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((first, index) => permutationsOf(values.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

function kindsOf(facts: readonly OrderFact[]): string {
  return facts.map(({ event }) => event.kind).join(', ');
}

describe('refused', () => {
  it('a decline changes nothing and parks nothing', async () => {
    await desk.take(read(anOrder(), aPayment('DECLINED')));

    expect([await effects(), await parkedCodes()]).toEqual([[], []]);
  });

  it('an order that cannot be mapped is parked with everything that is wrong with it, and the others go on', async () => {
    const bad = order('gifts/1002', 'X'.repeat(31));
    await desk.take(read(bad, payment('gifts/1002', 'TX-2'), anOrder(), aCapture()));

    expect(await effects()).toEqual([CREATE]);
    const [parked] = await parking.list();
    expect(parked).toMatchObject({ key: 'gifts/1002', code: 'TOO_LONG', owner: 'integration' });
    expect(await parking.bodyOf(parked?.parkedId ?? '')).toMatchObject({
      failures: [{ field: 'lines[0].stockCode', rule: 'TOO_LONG', value: 'X'.repeat(31) }],
    });
    expect(await alertCodes()).toEqual(['TOO_LONG']);
  });

  it('what follows on a parked key is kept and waits', async () => {
    await desk.take(read(order('gifts/1002', 'X'.repeat(31)), payment('gifts/1002', 'TX-2')));
    await desk.take(read(payment('gifts/1002', 'TX-3')));

    expect(await parkedCodes()).toEqual(['gifts/1002 TOO_LONG']);
    expect(await database.query('SELECT count(*) FROM fact')).toEqual([{ count: 3 }]);
  });

  it('money taken back after the order was sent is parked with its amount', async () => {
    await desk.take(read(anOrder(), aCapture()));
    await desk.take(
      read(aPayment('REFUNDED', { amountMinor: 1000 }, { transactionId: 'TX-9', parentTransactionId: 'TX-1' })),
    );
    await desk.take(read(anInvoice('100001')));

    expect(await effects()).toEqual([CREATE, `${ORDER_ID} 2 hold:GIFT:gifts/1001:PAYMENT_REFUNDED:1`]);
    expect(await parking.list()).toMatchObject([
      { key: ORDER_ID, code: 'REVERSAL_NEEDS_PERSON', amountMinor: 2000, currency: 'GBP', owner: 'finance' },
    ]);
  });

  it('a change after the order was sent is parked', async () => {
    await desk.take(read(anOrder(), aCapture()));
    await desk.take(read(anOrder(anOrderContent({ totalMinor: minorUnits(3100) }), 2)));

    expect(await parkedCodes()).toEqual([`${ORDER_ID} ORDER_CHANGED_AFTER_COMMAND`]);
  });
});

describe('replayed', () => {
  const everything = [
    anOrder(),
    aCapture(),
    aSalesOrderCreated('sales-order:GIFT:gifts/1001'),
    anInvoice('100001'),
    aReceiptPosted('receipt:GIFT:TX-1:100001', 9e12),
  ];

  it('everything again, in another order and twice in a batch, sends nothing', async () => {
    await desk.take(read(...everything));
    await desk.take(read(...everything.toReversed(), ...everything));

    expect(await effects()).toEqual([CREATE, RECEIPT]);
    expect(reports.at(-1)).toMatchObject({ newFacts: 0, repeatedFacts: 10, commands: [], parked: [] });
  });

  it('a payment heard by another way is the same fact', async () => {
    await desk.take(read(anOrder(), aCapture()));
    const polled = aCapture();
    await desk.take(
      read({ ...polled, event: { ...polled.event, eventId: 'other', heardBy: 'POLL', heardAt: 1 } } as OrderFact),
    );

    expect(await parkedCodes()).toEqual([]);
    expect(await effects()).toEqual([CREATE]);
  });

  it('two batches of one order at the same time send each command once', async () => {
    await Promise.all([desk.take(read(anOrder())), desk.take(read(aCapture())), desk.take(read(anInvoice('100001')))]);

    expect(await effects()).toEqual([CREATE, RECEIPT]);
  });
});

describe('unknown', () => {
  it('a kind newer than this release is kept beside and parks its key, once', async () => {
    const [newer] = read(aPayment('UNKNOWN'));
    const batch = newer ? [newer, ...read(order('gifts/1002'), payment('gifts/1002', 'TX-2'))] : [];
    await desk.take(batch);
    await desk.take(batch);
    await desk.take(read(anOrder(), aCapture()));

    expect(await parkedCodes()).toEqual([`${ORDER_ID} NEWER_THAN_ME`]);
    expect(await effects()).toEqual(['gifts/1002 1 sales-order:GIFT:gifts/1002']);
    expect(await database.query('SELECT key, code FROM fact_set_aside')).toEqual([
      { key: ORDER_ID, code: 'NEWER_THAN_ME' },
    ]);
  });

  it('a word of Opayo’s in no table raises an alert and blocks nothing', async () => {
    await desk.take(read(anOrder(), aPayment('UNRECOGNISED', {}, { transactionId: 'TX-8', opayoStatus: 'FOO' })));
    await desk.take(read(aCapture()));

    expect(await alertCodes()).toEqual(['PAYMENT_WORD_UNRECOGNISED']);
    expect(await effects()).toEqual([CREATE]);
  });

  it('an outcome in doubt sends nothing', async () => {
    await desk.take(read(anOrder(), aCapture()));
    const confirmed = aSalesOrderCreated('sales-order:GIFT:gifts/1001');
    const doubt = { ...confirmed.event, kind: 'IN_DOUBT', salesOrderCreated: null, inDoubt: { code: 'X', text: 'x' } };
    await desk.take(read({ source: 'outcome', event: doubt } as OrderFact));

    expect(await effects()).toEqual([CREATE]);
  });
});

describe('broken', () => {
  it('a known fact with another content is a break: kept beside, parked with somebody woken', async () => {
    await desk.take(read(anOrder(), aCapture(2000)));
    await desk.take(read(aCapture(3000)));

    expect(await parking.list()).toMatchObject([{ key: ORDER_ID, code: 'FACT_CONFLICT', severity: 'CRITICAL' }]);
    expect(await effects()).toEqual([]);
    expect((await view.find(ORDER_ID))?.captures).toMatchObject([{ amountMinor: 2000 }]);
  });

  it('a fault of ours while deciding parks that order alone', async () => {
    const faulty = new CommandMaker(loadMappingFiles(join(SERVICE, 'mappings')), { ...SETTINGS, timeZone: 'Nowhere' });
    const either = {
      createSalesOrder: (order: OrderToMap, hold: null) =>
        (order.orderId === ORDER_ID ? maker : faulty).createSalesOrder(order, hold),
    } as unknown as CommandMaker;
    await deskWith({ maker: () => either }).take(
      read(order('gifts/1002'), payment('gifts/1002', 'TX-2'), anOrder(), aCapture()),
    );

    expect(await effects()).toEqual([CREATE]);
    expect(await parkedCodes()).toEqual([expect.stringMatching(/^gifts\/1002 /)]);
  });

  it('a command that could not be encoded parks its order with somebody woken', async () => {
    const check = (): never => {
      throw new InvariantViolation('a field is missing', { code: 'BODY_DOES_NOT_FIT' });
    };
    await deskWith({ check }).take(read(anOrder(), aCapture()));

    expect(await effects()).toEqual([]);
    expect(await parking.list()).toMatchObject([{ code: 'BODY_DOES_NOT_FIT', severity: 'CRITICAL' }]);
  });

  it('what may work later stores nothing of the batch, so that all of it comes again', async () => {
    const check = (): never => {
      throw new RetryableError('not now', { code: 'NOT_NOW', target: 'somewhere' });
    };
    await expect(deskWith({ check }).take(read(anOrder(), aCapture()))).rejects.toThrow(RetryableError);

    expect(await database.query('SELECT count(*) FROM fact')).toEqual([{ count: 0 }]);
    await deskWith().take(read(anOrder(), aCapture()));
    expect(await effects()).toEqual([CREATE]);
  });
});

describe('what people see of an order', () => {
  it('what it waits for, what was sent and why it stands', async () => {
    await desk.take(read(anOrder(), aCapture(1000)));
    expect(await view.find(ORDER_ID)).toMatchObject({
      waitsFor: 'REST_OF_PAYMENT',
      totalMinor: 3000,
      commands: [],
      parked: [],
    });

    await desk.take(read(aCapture(2000, 'TX-2')));
    expect(await view.find(ORDER_ID)).toMatchObject({
      waitsFor: 'INVOICE',
      commands: [{ effectId: 'sales-order:GIFT:gifts/1001', sequence: 1 }],
    });

    await desk.take(read(aPayment('VOIDED')));
    expect(await view.find(ORDER_ID)).toMatchObject({ parked: ['REVERSAL_NEEDS_PERSON'] });
    expect(await view.find('gifts/nobody')).toBeUndefined();
  });
});

async function alertCodes(): Promise<string[]> {
  const rows = await database.query<{ body: Buffer; event_id: string }>(
    'SELECT body, event_id FROM outbox WHERE topic = $1 ORDER BY id',
    [TOPICS.alerts.name],
  );
  return rows.map(({ body, event_id: eventId }) => vault.open<{ code: string }>(body, `outbox ${eventId}`).code);
}
