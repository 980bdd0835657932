import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert, type ErpCommand } from '#libs/contracts';
import { Database, DELIVERY_MIGRATIONS, migrate, Outbox, Parking, Vault } from '#libs/delivery';
import { checkEncodable } from '#libs/kafka';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import {
  aCapture,
  anOrder,
  anOrderContent,
  anOrderLine,
  aPayment,
  ON_INVOICE,
  ORDER_ID,
  SETTINGS,
} from '../../test/example-facts.js';
import { AS_OF, customerNews, stockNews, sweptNews } from '../../test/example-master-data.js';
import { CommandMaker } from '../erp-command/command-maker.js';
import { loadMappingFiles, type MappingFiles } from '../mapping-files/mapping-files.js';
import type { OrderFact } from '../order/order-fact.js';
import { OrderBook } from '../order-desk/order-book.js';
import { OrderDesk } from '../order-desk/order-desk.js';
import { OrderView } from '../order-view/order-view.js';
import { FindingBook } from '../validation/finding-book.js';
import { OrderValidator, type MasterDataPolicy } from '../validation/order-validator.js';
import { MasterDataBook, type MasterDataNews } from './master-data-book.js';
import { MasterDataDesk, newsOf } from './master-data-desk.js';

const SERVICE = join(import.meta.dirname, '../..');
const MAX_AGE_MS = 3_600_000;
const mappings = loadMappingFiles(join(SERVICE, 'mappings'));
const WITH_CUSTOMER = [customerNews('0017850'), sweptNews('CUSTOMER', 1)];
const WITH_STOCK = [stockNews('85123A'), sweptNews('STOCK_ITEM', 1)];

let space: TestSpace;
let database: Database;
let vault: Vault;
let parking: Parking;
let desk: OrderDesk;
let masterData: MasterDataDesk;
let findings: FindingBook;
let now: Date;
let offset = 0;
/** Happens between the validation of a batch and its commit. */
let meanwhile: (() => Promise<void>) | undefined;
let lookedAgain: Promise<number> | undefined;
/** All of them: the tables are emptied only when none is at work any more, or the two wait for each other. */
const looks: Promise<number>[] = [];

beforeAll(async () => {
  space = await testSpace('validation');
  const env = space.env('transformation');
  const [url, schema] = [env['DATABASE_URL'] ?? '', env['DATABASE_SCHEMA'] ?? ''];
  database = new Database({ url, schema, applicationName: 'transformation' });
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name: 'transformation', directory: join(SERVICE, 'migrations') });
  vault = new Vault(env['DATA_ENCRYPTION_KEY'] ?? '');
});

beforeEach(async () => {
  await database.query(
    'TRUNCATE fact, fact_set_aside, command, customer_told, business_key, inbox, outbox, parked, order_awaits, order_findings, master_data, master_data_sweep',
  );
  now = new Date(AS_OF.getTime() + 60_000);
  [meanwhile, lookedAgain] = [undefined, undefined];
  open('warn');
});

afterEach(() => Promise.allSettled(looks.splice(0)));

afterAll(async () => {
  await database.close();
  await space.close();
});

function open(policy: MasterDataPolicy, files: MappingFiles = mappings): void {
  const outbox = new Outbox({ vault, check: ({ topic, body }) => checkEncodable(topic, body) });
  parking = new Parking({ service: 'transformation', database, vault, outbox });
  findings = new FindingBook(vault);
  const book = new MasterDataBook(vault, { maxAgeMs: MAX_AGE_MS, now: () => now });
  const validator = new OrderValidator(book, policy);
  desk = new OrderDesk({
    ...{ database, outbox, parking, findings, check: checkEncodable, policy: ON_INVOICE, book: new OrderBook(vault) },
    maker: () => new CommandMaker(files, SETTINGS),
    validator: {
      validate: async (tx, candidates) => {
        const verdicts = await validator.validate(tx, candidates);
        const happens = meanwhile;
        meanwhile = undefined;
        await happens?.();
        return verdicts;
      },
    },
    onAwaiting: () => void looks.push((lookedAgain = masterData.decideReady())),
    now: () => now,
  });
  const decideAnew = (orderIds: readonly string[]): Promise<void> => desk.decideAnew(orderIds);
  masterData = new MasterDataDesk({ database, book, findings, decideAnew, maxAgeMs: MAX_AGE_MS, now: () => now });
}

/** The standard mapping with these repairs of stock codes allowed. */
function mappingsThatRepair(...repairs: string[]): MappingFiles {
  const { salesOrder } = mappings;
  const { lines } = salesOrder.definition;
  if (!lines) throw new Error('the standard mapping has lines');
  const sections = lines.sections.map((section) => {
    const { stockCode } = section.fields;
    if (section.id !== 'goods' || !stockCode) return section;
    return { ...section, fields: { ...section.fields, stockCode: { ...stockCode, repair: repairs } } };
  });
  return {
    ...mappings,
    salesOrder: { ...salesOrder, definition: { ...salesOrder.definition, lines: { ...lines, sections } } },
  };
}

function take(...facts: OrderFact[]): Promise<void> {
  return desk.take(
    facts.map((fact) => ({ fact, topic: 'topic', partition: 0, offset: String(offset++), traceparent: undefined })),
  );
}

function placed(stockCode = '85123A', customerCode: string | null = '17850'): OrderFact {
  const customer = { ...anOrderContent().customer, customerCode };
  return anOrder(anOrderContent({ customer, lines: [anOrderLine({ stockCode })] }));
}

async function told<T>(topic: string): Promise<T[]> {
  const rows = await database.query<{ body: Buffer; event_id: string }>(
    'SELECT body, event_id FROM outbox WHERE topic = $1 ORDER BY id',
    [topic],
  );
  return rows.map(({ body, event_id: eventId }) => vault.open<T>(body, `outbox ${eventId}`));
}

const commands = (): Promise<ErpCommand[]> => told<ErpCommand>(TOPICS.erpCommands.name);
const alerts = (): Promise<Alert[]> => told<Alert>(TOPICS.alerts.name);
const parkedCodes = async (): Promise<string[]> => (await parking.list()).map(({ code }) => code);
const waitsFor = async (): Promise<string | null | undefined> =>
  (await new OrderView(database, new OrderBook(vault), parking, ON_INVOICE, findings).find(ORDER_ID))?.waitsFor;

describe('an order whose customer and stock code SYSPRO has', () => {
  it('is sent, however the customer’s number is written', async () => {
    await masterData.take([...WITH_CUSTOMER, ...WITH_STOCK]);
    await take(placed(), aCapture());

    expect(await commands()).toHaveLength(1);
    expect(await findings.of(database, ORDER_ID)).toEqual({ foundAt: now, findings: [] });
  });
});

describe('an order with a stock code that SYSPRO does not have', () => {
  beforeEach(() => masterData.take([...WITH_CUSTOMER, ...WITH_STOCK]));

  it('is parked with its money, all findings and the age of the data, and no personal data in the alert', async () => {
    await take(placed('NOPE-1', '999'), aCapture());

    expect(await commands()).toEqual([]);
    expect(await parking.list()).toMatchObject([
      { key: ORDER_ID, code: 'DOCUMENT_NOT_VALID', owner: 'operations', amountMinor: 3000, currency: 'GBP' },
    ]);
    const [alert] = await alerts();
    expect(alert?.what).toBe(
      "sales-order: customerCode CUSTOMER_CODE_INVALID '999', lines[0].stockCode STOCK_CODE_NOT_FOUND 'NOPE-1'",
    );
    expect(alert?.whatToDo).toContain('read 1 min ago');
    expect(JSON.stringify(alert)).not.toMatch(/Jo Buyer|High Street|example\.com/);
  });

  it('is decided anew and sent when the code comes to exist, and its alert is closed', async () => {
    await take(placed('NEW-1'), aCapture());
    expect(await parkedCodes()).toEqual(['STOCK_CODE_NOT_FOUND']);
    await masterData.take([stockNews('OTHER-1')]);
    expect(await parkedCodes()).toEqual(['STOCK_CODE_NOT_FOUND']);

    await masterData.take([stockNews('NEW-1')]);
    expect(await parkedCodes()).toEqual([]);
    expect((await commands()).map(({ effectId }) => effectId)).toEqual(['sales-order:GIFT:gifts/1001']);
    expect((await alerts()).map(({ state }) => state)).toEqual(['RAISED', 'RESOLVED']);
    expect(await masterData.decideReady()).toBe(0);
  });

  it('that stands for another reason too stays where it is', async () => {
    await take(placed('NEW-1'), aCapture());
    const conflict = aCapture(2000);
    await take(conflict);
    expect(await parkedCodes()).toEqual(['STOCK_CODE_NOT_FOUND', 'FACT_CONFLICT']);

    await masterData.take([stockNews('NEW-1')]);
    expect(await parkedCodes()).toEqual(['FACT_CONFLICT']);
    expect(await commands()).toEqual([]);
  });

  it('of a customer on hold is decided anew when the customer is changed', async () => {
    const later = new Date(AS_OF.getTime() + 1000);
    await masterData.take([customerNews('0017850', { onHold: true }, later)]);
    await take(placed(), aCapture());
    expect(await parkedCodes()).toEqual(['CUSTOMER_ON_HOLD']);
    await masterData.take([customerNews('0017850', { onHold: true }, later)]);
    expect(await parkedCodes()).toEqual(['CUSTOMER_ON_HOLD']);

    await masterData.take([customerNews('0017850', { onHold: false }, new Date(later.getTime() + 1000))]);
    expect(await parkedCodes()).toEqual([]);
    expect(await commands()).toHaveLength(1);
  });

  it.each([
    ['85123a ', [], 'sent as it is mapped', '85123A'],
    ['85-123A', [], 'only proposed', undefined],
    ['85-123A', ['nearMatch'], 'mended', '85123A'],
    ['85123B', ['nearMatch'], 'mended', '85123A'],
    ['85123B', ['letterCase'], 'only proposed', undefined],
  ])('%j with repairs %j is %s', async (stockCode, repairs, _what, sent) => {
    open('warn', mappingsThatRepair(...repairs));
    await take(placed(stockCode), aCapture());

    expect((await commands()).map(({ createSalesOrder }) => createSalesOrder?.lines[0]?.stockCode)).toEqual(
      sent === undefined ? [] : [sent],
    );
    const found = (await findings.of(database, ORDER_ID))?.findings ?? [];
    if (stockCode.trim() === '85123a') expect(found).toEqual([]);
    else expect(found).toMatchObject([{ proposal: { value: '85123A', applied: sent !== undefined } }]);
  });

  it('that is near two of SYSPRO’s is mended by nobody but a person', async () => {
    await masterData.take([stockNews('85123C')]);
    open('warn', mappingsThatRepair('nearMatch'));
    await take(placed('85123B'), aCapture());

    expect(await commands()).toEqual([]);
    expect((await parking.list())[0]?.suggestedFix).toContain('near it: 85123A, 85123C');
  });
});

describe('while master data are missing or too old', () => {
  it('warned: the order is sent and SYSPRO decides', async () => {
    await take(placed('NOPE-1'), aCapture());
    expect(await commands()).toHaveLength(1);
    expect(await findings.of(database, ORDER_ID)).toMatchObject({ findings: [] });
  });

  it('too old: it is sent, and what they would have said is kept', async () => {
    await masterData.take([...WITH_CUSTOMER, ...WITH_STOCK]);
    now = new Date(AS_OF.getTime() + MAX_AGE_MS + 1);
    await take(placed('NOPE-1'), aCapture());

    expect(await commands()).toHaveLength(1);
    expect(await findings.of(database, ORDER_ID)).toMatchObject({
      findings: [{ rule: 'STOCK_CODE_NOT_FOUND', severity: 'tell' }],
    });
  });

  it('the end of a reading counts only when all that it counted is here', async () => {
    await masterData.take([sweptNews('STOCK_ITEM', 2), stockNews('85123A')]);
    expect(await masterData.ages()).toMatchObject([{ kind: 'STOCK_ITEM', state: 'none', rowCount: 2 }]);

    await masterData.take([stockNews('22841')]);
    expect(await masterData.ages()).toMatchObject([{ state: 'fresh', asOf: AS_OF, ageMs: 60_000 }]);
  });

  it('set to wait: the order waits, shows for what, and is sent when both are read', async () => {
    open('wait');
    await take(placed(), aCapture());
    expect(await commands()).toEqual([]);
    expect(await parkedCodes()).toEqual([]);
    expect(await waitsFor()).toBe('MASTER_DATA');

    await masterData.take(WITH_CUSTOMER);
    expect(await commands()).toEqual([]);
    await masterData.take(WITH_STOCK);
    expect(await commands()).toHaveLength(1);
    expect(await waitsFor()).toBe('INVOICE');
  });

  it('the end of a reading counts when its rows are stored beside it, by another partition at the same time', async () => {
    open('wait');
    const book = new MasterDataBook(vault, { maxAgeMs: MAX_AGE_MS, now: () => now });
    let ended = false;
    let end: Promise<void> | undefined;
    await database.transaction(async (tx) => {
      await book.take(tx, [stockNews('85123A')]);
      end = masterData.take([sweptNews('STOCK_ITEM', 1)]).finally(() => (ended = true));
      await waitFor('the end to be stored, or to wait for the rows', async () => {
        const [waiting] = await database.query(`SELECT 1 AS one FROM pg_locks WHERE NOT granted LIMIT 1`);
        return ended || waiting !== undefined;
      });
    });
    await end;

    expect(await masterData.ages()).toMatchObject([{ kind: 'STOCK_ITEM', state: 'fresh' }]);
  });

  it('set to wait: data that come while the order is decided are not missed', async () => {
    open('wait');
    meanwhile = () => masterData.take([...WITH_CUSTOMER, ...WITH_STOCK]);
    await take(placed(), aCapture());
    await lookedAgain;

    expect(await commands()).toHaveLength(1);
  });

  it('set to wait: an order cancelled meanwhile waits for them no more', async () => {
    open('wait');
    await take(placed(), aCapture());
    await take(anOrder(null, 2));

    expect(await waitsFor()).toBe('REFUND');
  });

  it('set to ignore: nothing is compared', async () => {
    open('ignore');
    await masterData.take([...WITH_CUSTOMER, ...WITH_STOCK]);
    await take(placed('NOPE-1'), aCapture());

    expect(await commands()).toHaveLength(1);
  });
});

describe('master data', () => {
  const ages = async (): Promise<string[]> => (await masterData.ages()).map(({ kind, state }) => `${kind} ${state}`);
  const rows = (): Promise<{ code: string }[]> => database.query('SELECT code FROM master_data ORDER BY code');
  const gone = (code: string, at: Date): MasterDataNews | undefined => newsOf(`GIFT/STOCK_ITEM/${code}`, null, at);

  it('told again change nothing, an older telling replaces no newer one, and names are not readable', async () => {
    const newer = customerNews('0017850', { name: 'Ada Newname' }, new Date(AS_OF.getTime() + 1));
    await masterData.take([newer]);
    await masterData.take([...WITH_CUSTOMER, newer]);

    const [row] = await database.query<{ as_of: Date; row: string }>(
      'SELECT as_of, master_data::text AS row FROM master_data',
    );
    expect(row?.as_of).toEqual(new Date(AS_OF.getTime() + 1));
    // PostgreSQL writes sealed bytes as hex.
    expect(row?.row).not.toMatch(new RegExp(`Newname|${Buffer.from('Newname').toString('hex')}`));
    expect(await ages()).toEqual(['CUSTOMER fresh']);
  });

  it('that are gone are forgotten, a code with a slash in it too, unless they were told of since', async () => {
    await masterData.take([stockNews('A/B'), stockNews('C')]);
    const deletions = [gone('A/B', AS_OF), gone('C', new Date(AS_OF.getTime() - 1))];
    await masterData.take(deletions.flatMap((each) => each ?? []));

    expect(await rows()).toEqual([{ code: 'C' }]);
  });

  it('of a kind this release does not know say nothing', () => {
    expect(newsOf('GIFT/SUPPLIER/7', null, AS_OF)).toBeUndefined();
    expect(newsOf('GIFT/SUPPLIER/7', { kind: 'UNKNOWN' } as never, AS_OF)).toBeUndefined();
  });
});

describe('a release by an operator', () => {
  it('decides the order anew: what is still wrong is parked again', async () => {
    await masterData.take([...WITH_CUSTOMER, ...WITH_STOCK]);
    await take(placed('NOPE-1'), aCapture());
    const { released } = await desk.release(ORDER_ID, 'ada', 'tried again');

    expect(released.map(({ code }) => code)).toEqual(['STOCK_CODE_NOT_FOUND']);
    expect(await parkedCodes()).toEqual(['STOCK_CODE_NOT_FOUND']);
    expect(
      await database.query('SELECT released_by, release_reason FROM parked WHERE released_at IS NOT NULL'),
    ).toEqual([{ released_by: 'ada', release_reason: 'tried again' }]);
  });

  it('counts what is known of money taken back as seen to, and what comes later does not', async () => {
    const refund = (transactionId: string): OrderFact =>
      aPayment('REFUNDED', { amountMinor: 100 }, { transactionId, parentTransactionId: 'TX-1' });
    await take(placed(), aCapture());
    await take(refund('TX-8'));
    expect(await parkedCodes()).toEqual(['REVERSAL_NEEDS_PERSON']);

    await desk.release(ORDER_ID, 'ada', 'credited by hand');
    expect(await parkedCodes()).toEqual([]);
    await take(refund('TX-9'));
    expect(await parkedCodes()).toEqual(['REVERSAL_NEEDS_PERSON']);
  });

  it('of what is not parked releases nothing, twice too', async () => {
    await take(placed(), aCapture());

    expect(await desk.release(ORDER_ID, 'ada', 'nothing to do')).toEqual({ released: [], redriven: [] });
    expect(await desk.release('never/heard-of', 'ada', 'nothing to do')).toEqual({ released: [], redriven: [] });
    expect(await database.query("SELECT key FROM business_key WHERE key = 'never/heard-of'")).toEqual([]);
    expect(await commands()).toHaveLength(1);
  });
});

describe('an order to be held', () => {
  it('is sent with the reason, and somebody is told once', async () => {
    await take(placed(), aPayment('CAPTURED', { fraudResponse: 'DENY' }));

    expect(await commands()).toMatchObject([{ createSalesOrder: { holdCode: 'FRAUD_DENY' } }]);
    expect(await alerts()).toMatchObject([
      { code: 'ORDER_HELD', owner: 'finance', amountMinor: 3000, subject: ORDER_ID },
    ]);
  });
});

describe('broken', () => {
  it('a mapping that loses the hold parks the order, for it would be shipped', async () => {
    const forgetful = {
      ...mappings,
      salesOrder: {
        ...mappings.salesOrder,
        map: (source: never) => ({ ...mappings.salesOrder.map(source), holdCode: null }),
      },
    };
    open('warn', forgetful);
    await take(placed(), aPayment('CAPTURED', { fraudResponse: 'DENY' }));

    expect(await commands()).toEqual([]);
    expect(await parkedCodes()).toEqual(['HOLD_LOST']);
  });
});
