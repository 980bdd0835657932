import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert, type ErpCommand, type OrderContent, type PaymentEvent } from '#libs/contracts';
import { Database, DELIVERY_MIGRATIONS, migrate, Outbox, Parking, Vault } from '#libs/delivery';
import { InvariantViolation, RetryableError } from '#libs/errors';
import { checkEncodable } from '#libs/kafka';
import { minorUnits } from '#libs/money';
import { testSpace, type TestSpace } from '#libs/testing';
import { CommandMaker, type OrderToMap } from '../erp-command/command-maker.js';
import { compileRelease, loadMappingFiles } from '../mapping-files/mapping-files.js';
import { readRelease } from '../mapping-files/release.js';
import { templateRelease } from '../mapping-tool/new-mappings.js';
import {
  aCapture,
  anAllocation,
  anInvoice,
  anOrder,
  anOrderContent,
  aPayment,
  aBalance,
  anUnappliedReceipt,
  aReceiptApplied,
  aReceiptPosted,
  aRejection,
  aSalesOrderCreated,
  aStatus,
  ON_CAPTURE,
  ON_INVOICE,
  ORDER_ID,
  SETTINGS,
} from '../../test/example-facts.js';
import type { OrderFact } from '../order/order-fact.js';
import { OrderView } from '../order-view/order-view.js';
import { MasterDataBook } from '../master-data/master-data-book.js';
import { FindingBook } from '../validation/finding-book.js';
import { OrderValidator, type Candidate } from '../validation/order-validator.js';
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

describe('an order that may not leave', () => {
  const refunded = aPayment('REFUNDED', { amountMinor: 1000 }, { transactionId: 'TX-9', parentTransactionId: 'TX-1' });
  const holdOf = (holdCode: string, sequence = 2): string =>
    `${ORDER_ID} ${sequence} hold:GIFT:gifts/1001:${holdCode}:1`;

  it('is held in the transaction that parks it, and names what SYSPRO knows of it', async () => {
    await desk.take(read(anOrder(), aCapture()));
    await desk.take(read(aSalesOrderCreated('sales-order:GIFT:gifts/1001')));
    await desk.take(read(refunded));

    const [create, hold] = await commands();
    expect(hold).toMatchObject({
      ...{ kind: 'HOLD_SALES_ORDER', company: 'GIFT', dependsOn: [], sequence: 2 },
      holdSalesOrder: {
        ...{ salesOrderEffectId: 'sales-order:GIFT:gifts/1001', salesOrder: '000123', holdCode: 'PAYMENT_REFUNDED' },
        ...{ customerCode: '17850', customerPoNumber: create?.createSalesOrder?.customerPoNumber },
      },
    });
    expect(await parkedCodes()).toEqual([`${ORDER_ID} REVERSAL_NEEDS_PERSON`]);
  });

  it('is held also when its key stands parked for something else, once, and nothing more is decided of it', async () => {
    await desk.take(read(anOrder(), aCapture()));
    await desk.take(read(anOrder(anOrderContent({ totalMinor: minorUnits(3100) }), 2)));
    await desk.take(read(refunded));
    await desk.take(read(anInvoice('100001'), refunded));

    expect(await effects()).toEqual([CREATE, holdOf('PAYMENT_REFUNDED')]);
    expect(await parkedCodes()).toEqual([`${ORDER_ID} ORDER_CHANGED_AFTER_COMMAND`]);
    expect(reports.at(-2)).toMatchObject({ commands: [{ kind: 'HOLD_SALES_ORDER' }] });
  });

  it('goes on when a person has seen to it and money is left', async () => {
    await desk.take(read(anOrder(), aCapture()));
    await desk.take(read(refunded));
    await desk.release(ORDER_ID, 'ada', 'goodwill');
    await desk.release(ORDER_ID, 'ada', 'goodwill');

    expect(await effects()).toEqual([
      ...[CREATE, holdOf('PAYMENT_REFUNDED')],
      `${ORDER_ID} 3 release:GIFT:gifts/1001:PAYMENT_REFUNDED:1`,
    ]);
    expect(await parkedCodes()).toEqual([]);
  });

  it('is cancelled in SYSPRO when a person has seen to it and the shop cancelled it', async () => {
    await desk.take(read(anOrder(), aCapture()));
    await desk.take(read(anOrder(null, 2)));
    expect(await parkedCodes()).toEqual([`${ORDER_ID} ORDER_CHANGED_AFTER_COMMAND`]);
    await desk.release(ORDER_ID, 'ada', 'refunded');

    expect(await effects()).toEqual([...[CREATE, holdOf('SHOP_CANCELLED')], `${ORDER_ID} 3 cancel:GIFT:gifts/1001`]);
    expect((await commands()).at(-1)).toMatchObject({
      kind: 'CANCEL_SALES_ORDER',
      cancelSalesOrder: { reason: 'SHOP_CANCELLED', cancelReasonCode: null },
    });
  });
});

describe('a company that posts on capture', () => {
  beforeEach(() => {
    desk = deskWith({ policy: ON_CAPTURE });
  });

  it('posts each capture to the account with the sales order, and applies it to the invoice', async () => {
    await desk.take(read(anOrder(), aCapture()));
    await desk.take(read(aSalesOrderCreated('sales-order:GIFT:gifts/1001')));
    await desk.take(read(anUnappliedReceipt('unapplied:GIFT:TX-1')));
    await desk.take(read(anInvoice('100001')));
    await desk.take(read(aReceiptApplied('apply:GIFT:TX-1:100001', 9e12), aBalance('100001', 0, 9e12)));

    expect(await effects()).toEqual([
      ...[CREATE, `${ORDER_ID} 2 unapplied:GIFT:TX-1`, `${ORDER_ID} 3 apply:GIFT:TX-1:100001`],
    ]);
    expect((await commands())[2]).toMatchObject({
      dependsOn: ['sales-order:GIFT:gifts/1001', 'unapplied:GIFT:TX-1'],
      applyReceipt: { receiptEffectId: 'unapplied:GIFT:TX-1', creditNumber: '_CRD01', invoice: '100001' },
    });
    expect(await view.find(ORDER_ID)).toMatchObject({ waitsFor: 'NOTHING', parked: [] });
  });
});

describe('money that no invoice will take', () => {
  const overpaid = [anOrder(), aCapture(3500), anInvoice('100001')];
  const alerts = async () =>
    (await alertsOf()).map(({ code, state, amountMinor, currency }) => ({ code, state, amountMinor, currency }));

  it('goes to the account once the order is complete, and finance is told of it once', async () => {
    await desk.take(read(...overpaid));
    expect(await alerts()).toEqual([]);
    await desk.take(read(aStatus('9', 9e12)));
    await desk.take(read(aReceiptPosted('receipt:GIFT:TX-1:100001', 9e12)));

    expect(await effects()).toEqual([CREATE, RECEIPT, `${ORDER_ID} 3 unapplied:GIFT:TX-1`]);
    expect((await commands())[2]).toMatchObject({ postUnappliedReceipt: { reason: 'EXCESS', amountMinor: 500 } });
    expect(await alerts()).toEqual([{ code: 'REFUND_DUE', state: 'RAISED', amountMinor: 500, currency: 'GBP' }]);
    expect(await view.find(ORDER_ID)).toMatchObject({
      waitsFor: 'REFUND',
      money: { capturedMinor: 3500, onInvoicesMinor: 3000, inFlightMinor: 500, notPostedMinor: 0 },
    });
  });

  it('is told again when it becomes another amount, and closed when nothing is due', async () => {
    await desk.take(read(...overpaid, aStatus('9', 9e12)));
    await desk.take(read(anInvoice('100002', 400)));
    await desk.take(read(aBalance('100001', 3000, 9e12)));
    const back = aPayment('REFUNDED', { amountMinor: 100 }, { transactionId: 'TX-9', parentTransactionId: 'TX-1' });
    await desk.take(read(back));
    await desk.release(ORDER_ID, 'ada', 'credit reversed');

    expect(await alerts()).toMatchObject([
      { code: 'REFUND_DUE', state: 'RAISED', amountMinor: 500 },
      { code: 'REFUND_DUE', state: 'RAISED', amountMinor: 100 },
      { code: 'REVERSAL_NEEDS_PERSON', state: 'RAISED' },
      { code: 'REVERSAL_NEEDS_PERSON', state: 'RESOLVED' },
      { code: 'REFUND_DUE', state: 'RESOLVED', amountMinor: 0 },
    ]);
  });

  it('stays on the account where the company posts on capture', async () => {
    desk = deskWith({ policy: ON_CAPTURE });
    await desk.take(read(...overpaid, aStatus('9', 9e12)));

    expect(await effects()).toEqual([
      ...[CREATE, `${ORDER_ID} 2 unapplied:GIFT:TX-1`, `${ORDER_ID} 3 apply:GIFT:TX-1:100001`],
    ]);
    expect(await alerts()).toMatchObject([{ code: 'REFUND_DUE', amountMinor: 500 }]);
  });
});

describe('a customer of our own', () => {
  const accounts = compileRelease(templateRelease('b2b-accounts', join(SERVICE, 'mappings')));
  const acme = (orderId: string, more: Partial<OrderContent['customer']> = {}, placedAt = 1000): OrderFact =>
    anOrder(
      anOrderContent({
        placedAt,
        customer: { customerCode: 'ACME', name: 'Acme Ltd', email: null, customerPurchaseOrder: null, ...more },
      }),
      1,
      orderId,
    );
  const ENSURE = 'customer/GIFT/ACME 1 customer:GIFT:ACME:1';
  const dependsOn = async () => (await commands()).map((command) => [command.effectId, command.dependsOn]);
  const deskOfAccounts = (files = accounts): OrderDesk => deskWith({ maker: () => new CommandMaker(files, SETTINGS) });

  beforeEach(() => {
    desk = deskOfAccounts();
  });

  it('is entered before its first order, under a key and a sequence of its own', async () => {
    await desk.take(read(acme('gifts/1'), payment('gifts/1', 'TX-1')));

    expect(await effects()).toEqual([ENSURE, 'gifts/1 1 sales-order:GIFT:gifts/1']);
    expect((await dependsOn())[1]).toEqual(['sales-order:GIFT:gifts/1', ['customer:GIFT:ACME:1']]);
    expect((await commands())[0]).toMatchObject({
      ...{ kind: 'ENSURE_CUSTOMER', orderId: 'customer/GIFT/ACME', sequence: 1, dependsOn: [] },
      ensureCustomer: { customerCode: 'ACME', onBehalfOfOrderId: 'gifts/1', name: 'Acme Ltd' },
    });
  });

  it('is told once for all its orders, in one batch or several, and replayed tells nothing', async () => {
    const facts = [acme('gifts/1'), payment('gifts/1', 'TX-1'), acme('gifts/2'), payment('gifts/2', 'TX-2')];
    await desk.take(read(...facts));
    await desk.take(read(acme('gifts/3', {}, 2000), payment('gifts/3', 'TX-3')));
    await desk.take(read(...facts));

    expect((await effects()).filter((effect) => effect.startsWith('customer/'))).toEqual([ENSURE]);
    expect((await dependsOn()).slice(1).every(([, needs]) => String(needs) === 'customer:GIFT:ACME:1')).toBe(true);
  });

  it('is told again when something of it changed, not when an older order says what it was', async () => {
    await desk.take(read(acme('gifts/1'), payment('gifts/1', 'TX-1')));
    await desk.take(read(acme('gifts/2', { email: 'ap@acme.example' }, 3000), payment('gifts/2', 'TX-2')));
    await desk.take(read(acme('gifts/3', {}, 2000), payment('gifts/3', 'TX-3')));

    expect((await effects()).filter((effect) => effect.startsWith('customer/'))).toEqual([
      ...[ENSURE, 'customer/GIFT/ACME 2 customer:GIFT:ACME:2'],
    ]);
    expect((await dependsOn()).at(-1)).toEqual(['sales-order:GIFT:gifts/3', ['customer:GIFT:ACME:2']]);
  });

  it('two batches at the same time tell it once', async () => {
    const batches = ['1', '2', '3', '4'].map((name) =>
      read(acme(`gifts/${name}`), payment(`gifts/${name}`, `TX-${name}`)),
    );
    await Promise.all(batches.map((batch) => desk.take(batch)));

    expect((await effects()).filter((effect) => effect.startsWith('customer/'))).toEqual([ENSURE]);
  });

  it('is not entered for an order that is refused', async () => {
    const long = anOrderContent({
      customer: { customerCode: 'ACME', name: 'A', email: null, customerPurchaseOrder: null },
    });
    const lines = long.lines.map((line) => ({ ...line, stockCode: 'X'.repeat(31) }));
    await desk.take(read(anOrder({ ...long, lines }, 1, 'gifts/1'), payment('gifts/1', 'TX-1')));

    expect([await effects(), await parkedCodes()]).toEqual([[], ['gifts/1 TOO_LONG']]);
  });

  it.each(['refuse', 'wait'] as const)('is not entered for an order that is not sent: %s', async (verdict) => {
    const validate = (_tx: unknown, candidates: readonly Candidate[]) =>
      Promise.resolve(
        new Map(candidates.map(({ orderId, command }) => [orderId, { verdict, command, findings: [], awaits: [] }])),
      );
    const maker = () => new CommandMaker(accounts, SETTINGS);
    await deskWith({ maker, validator: { validate } }).take(read(acme('gifts/1'), payment('gifts/1', 'TX-1')));
    expect(await effects()).toEqual([]);

    await desk.take(read(acme('gifts/2'), payment('gifts/2', 'TX-2')));
    expect((await effects())[0]).toBe(ENSURE);
  });

  it('whose code is of 16 characters parks its order, and nobody is entered', async () => {
    await desk.take(read(acme('gifts/1', { customerCode: 'C'.repeat(16) }), payment('gifts/1', 'TX-1')));

    expect([await effects(), await parkedCodes()]).toEqual([[], ['gifts/1 CUSTOMER_FIELD_TOO_LONG']]);
  });

  it('pays on capture to the account once that is there', async () => {
    const options = { maker: () => new CommandMaker(accounts, SETTINGS), policy: ON_CAPTURE };
    await deskWith(options).take(read(acme('gifts/1'), payment('gifts/1', 'TX-1')));

    expect((await dependsOn()).at(-1)).toEqual(['unapplied:GIFT:TX-1', ['customer:GIFT:ACME:1']]);
  });

  it('that SYSPRO refused is made anew when its key is released', async () => {
    await desk.take(read(acme('gifts/1'), payment('gifts/1', 'TX-1')));
    const refusal = aRejection('customer:GIFT:ACME:1', { code: 'CUSTOMER_REFUSED' });
    const event = { ...refusal.event, orderId: 'customer/GIFT/ACME' };
    await desk.take(read({ source: 'outcome', event } as OrderFact));
    const branch = new Map(templateRelease('b2b-accounts', join(SERVICE, 'mappings')).files);
    branch.set('customer.yaml', `${branch.get('customer.yaml') ?? ''}  branch: '"10"'\n`);
    desk = deskOfAccounts(compileRelease({ name: '', contentHash: '', files: branch }));
    const answer = await desk.release('customer/GIFT/ACME', 'ada', 'branch 10 it is');

    expect(answer).toEqual({
      ...{ released: [], redriven: [{ effectId: 'customer:GIFT:ACME:1', revision: 2, code: 'CUSTOMER_REFUSED' }] },
    });
    expect((await commands()).at(-1)).toMatchObject({
      ...{ orderId: 'customer/GIFT/ACME', sequence: 1, revision: 2, ensureCustomer: { branch: '10' } },
    });
    await desk.take(read(acme('gifts/2', {}, 2000), payment('gifts/2', 'TX-2')));
    expect((await effects()).filter((effect) => effect.startsWith('customer/'))).toHaveLength(2);
  });

  it('is nobody’s business where the release has no such mapping', async () => {
    const without = new Map(readRelease(join(SERVICE, 'mappings')).files);
    without.delete('customer.yaml');
    desk = deskOfAccounts(compileRelease({ name: '', contentHash: '', files: without }));
    await desk.take(read(acme('gifts/1'), payment('gifts/1', 'TX-1')));

    expect(await effects()).toEqual(['gifts/1 1 sales-order:GIFT:gifts/1']);
  });
});

describe('what SYSPRO refused', () => {
  const salesOrder = 'sales-order:GIFT:gifts/1001';
  const receiptId = 'receipt:GIFT:TX-1:100001';
  const corrected = async () =>
    (await commands()).map(({ effectId, sequence, revision, eventId }) => ({ effectId, sequence, revision, eventId }));

  it('is sent again as the next revision when its key is released, under the same reference, by the mapping of now', async () => {
    await desk.take(read(anOrder(), aCapture()));
    await desk.take(read(aRejection(salesOrder)));
    const files = loadMappingFiles(join(SERVICE, 'mappings'));
    const mended = new Map(readRelease(join(SERVICE, 'mappings')).files);
    mended.set(
      'sales-order.yaml',
      (mended.get('sales-order.yaml') ?? '').replace(
        'warehouse: { value: site.warehouse,',
        'warehouse: { constant: OTHER,',
      ),
    );
    const other = compileRelease({ name: '', contentHash: '', files: mended });
    expect(other.salesOrder.contentHash).not.toBe(files.salesOrder.contentHash);
    desk = deskWith({ maker: () => new CommandMaker(other, SETTINGS) });
    const answer = await desk.release(ORDER_ID, 'ada', 'stock code added');

    expect(answer).toEqual({
      released: [],
      redriven: [{ effectId: salesOrder, revision: 2, code: 'STOCK_CODE_NOT_FOUND' }],
    });
    const [first, second, ...more] = await commands();
    expect(more).toEqual([]);
    expect(second).toMatchObject({ effectId: salesOrder, sequence: 1, revision: 2, kind: 'CREATE_SALES_ORDER' });
    expect(second?.eventId).not.toBe(first?.eventId);
    expect(second?.createSalesOrder?.warehouse).toBe('OTHER');
    expect(second?.createSalesOrder?.customerPoNumber).toBe(first?.createSalesOrder?.customerPoNumber);
  });

  it('is sent once for each refusal', async () => {
    await desk.take(read(anOrder(), aCapture(), aRejection(salesOrder)));
    await desk.release(ORDER_ID, 'ada', 'stock code added');
    expect(await desk.release(ORDER_ID, 'ada', 'stock code added')).toEqual({ released: [], redriven: [] });
    await desk.take(read(aRejection(salesOrder, { revision: 2, occurredAt: 9e12 })));
    await desk.release(ORDER_ID, 'ada', 'added in the right company');

    expect((await corrected()).map(({ revision, sequence }) => [revision, sequence])).toEqual([
      ...[
        [null, 1],
        [2, 1],
        [3, 1],
      ],
    ]);
    expect(new Set((await corrected()).map(({ eventId }) => eventId)).size).toBe(3);
  });

  it('knows the revisions that an operator of posting made', async () => {
    await desk.take(read(anOrder(), aCapture(), aRejection(salesOrder)));
    await desk.take(read(aRejection(salesOrder, { revision: 4, occurredAt: 9e12 })));
    await desk.release(ORDER_ID, 'ada', 'stock code added');

    expect((await corrected()).at(-1)).toMatchObject({ revision: 5, sequence: 1 });
  });

  it('is not sent again once it was confirmed, nor without anybody asking', async () => {
    await desk.take(read(anOrder(), aCapture(), aRejection(salesOrder)));
    await desk.take(read(aReceiptPosted('other', 1)));
    expect(await effects()).toEqual([CREATE]);
    await desk.take(read({ ...aSalesOrderCreated(salesOrder, 9e12) }));

    expect(await desk.release(ORDER_ID, 'ada', 'nothing to do')).toEqual({ released: [], redriven: [] });
  });

  it('what is known of it goes on from the correction', async () => {
    await desk.take(read(anOrder(), aCapture(), aRejection(salesOrder)));
    await desk.release(ORDER_ID, 'ada', 'stock code added');
    await desk.take(read(anInvoice('100001')));

    expect(await effects()).toEqual([CREATE, CREATE, RECEIPT]);
  });

  it('a receipt is not above what its invoice still owes', async () => {
    await desk.take(read(anOrder(), aCapture(), anInvoice('100001')));
    const refusal = aRejection(receiptId, { code: 'INVOICE_BALANCE_TOO_SMALL' });
    await desk.take(read(refusal, aBalance('100001', 1200, 9e12)));
    await desk.release(ORDER_ID, 'ada', 'the customer paid some by hand');

    expect((await commands()).at(-1)).toMatchObject({ effectId: receiptId, sequence: 2, revision: 2 });
    expect((await commands()).map(({ postReceipt }) => postReceipt?.amountMinor)).toEqual([undefined, 3000, 1200]);
    expect((await commands())[2]?.postReceipt?.reference).toBe((await commands())[1]?.postReceipt?.reference);
    expect((await view.find(ORDER_ID))?.money).toMatchObject({ inFlightMinor: 1200, notPostedMinor: 1800 });
  });

  it('keeps its references although the mapping makes others now', async () => {
    await desk.take(read(anOrder(), aCapture(), aRejection(salesOrder), anInvoice('100001')));
    await desk.take(read(aRejection(receiptId)));
    const files = new Map(readRelease(join(SERVICE, 'mappings')).files);
    for (const file of ['sales-order.yaml', 'receipt.yaml']) {
      const text = files.get(file) ?? '';
      expect(text).toContain('reference(order.orderReference, effectId, 30)');
      files.set(file, text.replace('reference(order.orderReference, effectId, 30)', 'reference("X", effectId, 30)'));
    }
    const other = compileRelease({ name: '', contentHash: '', files });
    await deskWith({ maker: () => new CommandMaker(other, SETTINGS) }).release(ORDER_ID, 'ada', 'mended');

    const [create, pay, createAgain, payAgain] = await commands();
    expect([createAgain?.revision, payAgain?.revision]).toEqual([2, 2]);
    expect(createAgain?.createSalesOrder?.customerPoNumber).toBe(create?.createSalesOrder?.customerPoNumber);
    expect(payAgain?.postReceipt?.reference).toBe(pay?.postReceipt?.reference);
  });

  it('is left where it is when nobody wants it any more: the order lost its money', async () => {
    await desk.take(read(anOrder(), aCapture(), aRejection(salesOrder)));
    await desk.take(read(aPayment('VOIDED')));
    const { redriven } = await desk.release(ORDER_ID, 'ada', 'voided, will not be entered');

    expect(redriven).toEqual([]);
    expect((await commands()).filter(({ kind }) => kind === 'CREATE_SALES_ORDER')).toHaveLength(1);
  });

  it('that cannot be mapped is parked, and sent when that is mended', async () => {
    await desk.take(read(anOrder(), aCapture(), aRejection(salesOrder)));
    const broken = new Map(readRelease(join(SERVICE, 'mappings')).files);
    broken.set('lookups/countries.csv', (broken.get('lookups/countries.csv') ?? '').replace(/^GB,.*\n/m, ''));
    const without = compileRelease({ name: '', contentHash: '', files: broken });
    await deskWith({ maker: () => new CommandMaker(without, SETTINGS) }).release(ORDER_ID, 'ada', 'too early');
    expect([await effects(), await parkedCodes()]).toEqual([[CREATE], [`${ORDER_ID} LOOKUP_MISS`]]);
    await desk.release(ORDER_ID, 'ada', 'country added');

    expect((await corrected()).map(({ revision }) => revision)).toEqual([null, 2]);
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
  return (await alertsOf()).map(({ code }) => code);
}

/** Alerts in the outbox, first to last. */
async function alertsOf(): Promise<Alert[]> {
  const rows = await database.query<{ body: Buffer; event_id: string }>(
    'SELECT body, event_id FROM outbox WHERE topic = $1 ORDER BY id',
    [TOPICS.alerts.name],
  );
  return rows.map(({ body, event_id: eventId }) => vault.open<Alert>(body, `outbox ${eventId}`));
}
