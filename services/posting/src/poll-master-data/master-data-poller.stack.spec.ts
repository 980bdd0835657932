import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { TOPICS, type MasterData } from '#libs/contracts';
import { Database, DELIVERY_MIGRATIONS, migrate, Outbox, Vault } from '#libs/delivery';
import { checkEncodable } from '#libs/kafka';
import { SysproSession, SysproCompany, type Syspro } from '#libs/syspro';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { LittleEnet } from '../../test/little-enet.js';
import { MasterDataBook } from './master-data-book.js';
import { MasterDataPoller, type SweptTable } from './master-data-poller.js';

let space: TestSpace;
let database: Database;
let vault: Vault;
let enet: LittleEnet;
let syspro: Syspro;
let now: Date;
let swept: SweptTable[];

beforeAll(async () => {
  space = await testSpace('master data');
  const env = space.env('posting');
  const [url, schema] = [env['DATABASE_URL'] ?? '', env['DATABASE_SCHEMA'] ?? ''];
  database = new Database({ url, schema, applicationName: 'posting' });
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name: 'posting', directory: join(import.meta.dirname, '../../migrations') });
  vault = new Vault(env['DATA_ENCRYPTION_KEY'] ?? '');
});

beforeEach(async () => {
  await database.query('TRUNCATE master_data_row, master_data_sweep, outbox');
  enet = await new LittleEnet().start();
  const secret = { reveal: () => 'secret' };
  const who = { operator: 'POLL01', operatorPassword: secret, companyId: 'GIFT', companyPassword: secret };
  syspro = new SysproCompany(new SysproSession({ baseUrl: enet.url, ...who, timeoutMs: 300 }), {
    currencyCodes: { GBP: '£' },
  });
  now = new Date('2026-11-23T10:00:00Z');
  swept = [];
  enet.customers.push(...['10', '11', '12', '13', '14'].map((digits) => customer(digits)));
  enet.stock.push(item('85123A'), item('22841'));
});

afterEach(async () => {
  await syspro.close();
  await enet.stop();
});

afterAll(async () => {
  await database.close();
  await space.close();
});

function customer(digits: string, more: Record<string, string> = {}): Record<string, string> {
  const Customer = digits.padStart(15, '0');
  return { Customer, Name: `Customer ${digits}`, Currency: '£', TaxStatus: 'N', CustomerOnHold: 'N', ...more };
}

function item(StockCode: string): Record<string, string> {
  return { StockCode, Description: `Item ${StockCode}`, StockUom: 'EA', TaxCode: 'S', StockOnHold: '' };
}

function poller(pageRows = 2): MasterDataPoller {
  const outbox = new Outbox({ vault, check: ({ topic, body }) => checkEncodable(topic, body) });
  const book = new MasterDataBook(database, outbox);
  const onSweep = (table: SweptTable): void => void swept.push(table);
  return new MasterDataPoller({ syspro, book, intervalMs: 60_000, pageRows, onSweep, now: () => now });
}

/** Steps until nothing is due. */
async function sweep(kind: 'CUSTOMER' | 'STOCK_ITEM', of = poller()): Promise<void> {
  while (await of.step(kind));
}

/** What is in the outbox since the last time, as key and body. */
async function told(): Promise<[string, MasterData | null][]> {
  const rows = await database.query<{ key: string; event_id: string; body: Buffer; topic: string }>(
    'DELETE FROM outbox RETURNING key, event_id, body, topic',
  );
  for (const { topic } of rows) expect(topic).toBe(TOPICS.masterData.name);
  return rows
    .map(({ key, event_id: id, body }): [string, MasterData | null] => [key, vault.open(body, `outbox ${id}`)])
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

const keys = async (): Promise<string[]> => (await told()).map(([key, body]) => `${key}${body ? '' : ' gone'}`);

describe('reading customers and stock codes', () => {
  it('tells each once, through all pages, and then that all were read', async () => {
    await sweep('CUSTOMER');
    await sweep('STOCK_ITEM');

    const all = await told();
    expect(all.map(([key]) => key)).toEqual([
      ...['10', '11', '12', '13', '14'].map((digits) => `GIFT/CUSTOMER/00000${digits}`),
      ...['GIFT/STOCK_ITEM/22841', 'GIFT/STOCK_ITEM/85123A', 'GIFT/SWEEP/CUSTOMER', 'GIFT/SWEEP/STOCK_ITEM'],
    ]);
    expect(all[0]?.[1]).toMatchObject({
      ...{ company: 'GIFT', code: '0000010', kind: 'CUSTOMER', asOf: now.getTime() },
      customer: { name: 'Customer 10', currency: 'GBP', taxStatus: 'N', onHold: false },
    });
    expect(all[6]?.[1]).toMatchObject({ stockItem: { unitOfMeasure: 'EA', taxCode: 'S', onHold: false } });
    expect(all[7]?.[1]).toMatchObject({ kind: 'SWEEP', sweep: { rowCount: 5, startedAt: now.getTime() } });
  });

  it('tells only what changed the next time, and what is gone', async () => {
    await sweep('CUSTOMER');
    await told();
    expect(await poller().step('CUSTOMER')).toBe(false);

    now = new Date(now.getTime() + 60_000);
    Object.assign(enet.customers[1] ?? {}, { CustomerOnHold: 'Y' });
    enet.customers.splice(3, 1);
    await sweep('CUSTOMER');

    expect(await keys()).toEqual(['GIFT/CUSTOMER/0000011', 'GIFT/CUSTOMER/0000013 gone', 'GIFT/SWEEP/CUSTOMER']);
    expect(swept.at(-1)).toMatchObject({ kind: 'CUSTOMER', changed: 1, gone: 1 });
  });

  it('tells again of what was gone and has come back', async () => {
    await sweep('CUSTOMER');
    const [first] = enet.customers.splice(0, 1);
    now = new Date(now.getTime() + 60_000);
    await sweep('CUSTOMER');
    await told();
    if (first) enet.customers.push(first);
    now = new Date(now.getTime() + 60_000);
    await sweep('CUSTOMER');

    expect(await keys()).toEqual(['GIFT/CUSTOMER/0000010', 'GIFT/SWEEP/CUSTOMER']);
  });

  it('an answer that came late once is asked for again at once, not after a long rest', async () => {
    enet.fail('COMFND', 'drop before');
    enet.fail('COMFND', 'drop before');
    const running = poller(50);
    running.start();
    try {
      // A rest between two sweeps is 15 seconds here.
      await waitFor('both tables to be read', () => swept.length === 2, { timeoutMs: 10_000 });
    } finally {
      await running.stop();
    }
    expect(running.trouble).toBeUndefined();
  });

  it('broken off, goes on where it was after a restart, and meanwhile nothing counts as gone', async () => {
    await sweep('CUSTOMER');
    await told();
    now = new Date(now.getTime() + 60_000);
    enet.customers.splice(4, 1);
    await poller().step('CUSTOMER');
    enet.fail('COMFND', 'drop before');
    await expect(poller().step('CUSTOMER')).rejects.toThrow();
    expect(await keys()).toEqual([]);

    const calls = enet.count('COMFND');
    await sweep('CUSTOMER');
    expect(await keys()).toEqual(['GIFT/CUSTOMER/0000014 gone', 'GIFT/SWEEP/CUSTOMER']);
    expect(enet.count('COMFND') - calls).toBe(2);
  });

  it('a table that is suddenly empty is not believed', async () => {
    await sweep('CUSTOMER');
    await told();
    now = new Date(now.getTime() + 60_000);
    enet.customers.splice(0);

    await expect(sweep('CUSTOMER')).rejects.toThrow('no CUSTOMER at all');
    expect(await keys()).toEqual([]);
  });

  it('two at once tell each row once', async () => {
    const [one, other] = [poller(), poller()];
    await Promise.all([sweep('CUSTOMER', one), sweep('CUSTOMER', other)]);

    expect(await keys()).toHaveLength(6);
  });
});
