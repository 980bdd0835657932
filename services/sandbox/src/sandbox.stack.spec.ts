import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { create } from './sandbox.module.js';
import { IMPORT, orderXml, stockLineXml, transaction } from './syspro/enet-bench.js';

let space: TestSpace;
let sandbox: RunningService;
let env: Record<string, string>;
beforeAll(async () => {
  space = await testSpace('sandbox');
  env = space.env('sandbox', { INGESTION_URL: 'http://127.0.0.1:9', REPLAY_ATTEMPTS: '1' });
  sandbox = await create(env);
});
afterAll(async () => {
  await sandbox.close();
  await space.close();
});

const BASE = '/SYSPROWCFService/Rest';
const get = (path: string, init?: RequestInit) => fetch(sandbox.url + path, init);
// Whatever JSON it is: what is expected of it is the check.
const json = async (path: string, init?: RequestInit): Promise<any> => (await get(path, init)).json(); // eslint-disable-line @typescript-eslint/no-explicit-any
const send = (method: string, path: string, body: object) =>
  json(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const enet = (operation: string, parameters: Record<string, string> = {}) =>
  get(`${BASE}/${operation}?${new URLSearchParams(parameters).toString()}`);
const logon = async (operator = 'POST01') => {
  const credentials = {
    Operator: operator,
    OperatorPassword: 'sandbox-operator-password',
    CompanyId: 'GIFT',
    CompanyPassword: '',
  };
  return (await (await enet('Logon', credentials)).text()).trim();
};
const call = (UserId: string, { businessobject, xmlparameters, xmlin }: ReturnType<typeof transaction>) => ({
  UserId,
  BusinessObject: businessobject,
  XmlParameters: xmlparameters,
  XmlIn: xmlin,
});
const importOf = (purchaseOrder: string) =>
  transaction('SORTOI', IMPORT, orderXml(purchaseOrder, { line: stockLineXml({ stockCode: '22748' }) }));

describe('e.net over HTTP', () => {
  it('answers whatever the letter case of the path, 200 and raw bytes, as SYSPRO does [L]', async () => {
    const response = await get('/sysproWCFservice/REST/getversion');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('server')).toBe('Microsoft-HTTPAPI/2.0');
    expect(await response.text()).toMatch(/^\d+(\.\d+)+$/);
    expect(await logon()).toMatch(/^[0-9A-F]{32}00$/);
  });

  it('answers 405 for the wrong verb, 404 in HTML for what is not there, 400 for an overlong request line', async () => {
    expect((await get(`${BASE}/Logon`, { method: 'POST' })).status).toBe(405);
    expect((await get(`${BASE}/Transaction/PostLD`)).status).toBe(405);
    const missing = await get(`${BASE}/Transaction/Nothing`);
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-type')).toMatch(/^text\/html/);
    expect((await enet('Query/Query', { XmlIn: 'x'.repeat(17_000) })).status).toBe(400);
  });

  it('takes a large document by PostLD, twice the length a request line may have', async () => {
    const lines = Array.from({ length: 200 }, () => stockLineXml({ stockCode: '22748' })).join('');
    const { businessobject, xmlparameters, xmlin } = transaction(
      'SORTOI',
      IMPORT,
      orderXml('LARGE-1', { line: lines }),
    );
    const body =
      `<TransactionPostLD xmlns="http://SYSPROWcfService"><UserId>${await logon()}</UserId><BusinessObject>${businessobject}</BusinessObject>` +
      `<XmlParameters><![CDATA[${xmlparameters}]]></XmlParameters><XmlIn><![CDATA[${xmlin}]]></XmlIn></TransactionPostLD>`;
    const response = await get(`${BASE}/Transaction/PostLD`, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body,
    });
    expect(await response.text()).toContain('<ItemsProcessed>000001</ItemsProcessed>');
    const orders = await json('/books/syspro/sales-orders');
    expect(orders).toContainEqual(expect.objectContaining({ customerPoNumber: 'LARGE-1', grossMinor: 200 * 3060 }));
  });
});

describe('the books', () => {
  it('know after a restart everything that was answered, and what the caller never heard', async () => {
    await send('PUT', '/faults', [{ kind: 'CUT_AFTER_EFFECT', businessObject: 'SORTOI', reference: 'LOST-' }]);
    const session = await logon();
    const accepted = await (await enet('Transaction/Post', call(session, importOf('KEPT-1')))).text();
    expect(accepted).toContain('<ItemsProcessed>000001</ItemsProcessed>');
    await expect(enet('Transaction/Post', call(session, importOf('LOST-1')))).rejects.toThrow();
    await send('PUT', '/clock', { now: '2027-03-01T09:00:00Z', frozen: true });

    await sandbox.close();
    sandbox = await create(env);

    const orders: { customerPoNumber: string; grossMinor: number; currency: string }[] =
      await json('/books/syspro/sales-orders');
    expect(orders.filter(({ customerPoNumber }) => /^(KEPT|LOST)-/.test(customerPoNumber))).toMatchObject([
      { customerPoNumber: 'KEPT-1', grossMinor: 3060, currency: 'GBP' },
      { customerPoNumber: 'LOST-1', grossMinor: 3060, currency: 'GBP' },
    ]);
    expect(await json('/clock')).toMatchObject({ today: '2027-03-01', frozen: true, timeZone: 'Europe/London' });
    expect(await json('/faults')).toMatchObject([{ struck: 1 }]);
    expect(await (await enet('GetLogonProfile', { UserId: session })).text()).toMatch(
      /^ERROR: The supplied UserID is invalid/,
    );
    await get('/clock', { method: 'DELETE' });
  });

  it('show a released order invoiced by the warehouse, in pence', async () => {
    const session = await logon();
    await enet('Transaction/Post', call(session, importOf('SHIP-1')));
    const entryOf = async () => {
      const { orders } = await json('/books/syspro/summary');
      return orders.find(({ customerPoNumber }: { customerPoNumber: string }) => customerPoNumber === 'SHIP-1');
    };
    const { salesOrder } = await entryOf();
    const item = `<Item><SalesOrder>${salesOrder}</SalesOrder><NewOrderStatus>1</NewOrderStatus></Item>`;
    await enet('Transaction/Post', call(session, transaction('SORTOS', '<ValidateOnly>N</ValidateOnly>', item)));
    const invoiced = await waitFor('the invoice', async () => {
      const entry = await entryOf();
      return entry.orderStatus === '9' && entry;
    });
    expect(invoiced).toMatchObject({ orderedMinor: 3060, invoicedMinor: 3060, receiptedMinor: 0, balanceMinor: 3060 });
  });
});

describe('Pi over HTTP', () => {
  it('wants credentials and knows only its own transactions', async () => {
    const path = '/api/v1/transactions/F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2';
    const authorization = `Basic ${Buffer.from('sandbox-integration-key:sandbox-integration-password').toString('base64')}`;
    expect(await json(path)).toMatchObject({ code: 1001 });
    expect(await json(path, { headers: { authorization: 'Basic eDp5' } })).toMatchObject({ code: 1002 });
    const response = await get(path, { headers: { authorization } });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 1012 });
  });
});

describe('the replay over HTTP', () => {
  it('plans the file that comes along, and tells what it could not send while ingestion is away', async () => {
    expect(await json('/replay')).toEqual({ state: 'NONE' });
    expect(await send('POST', '/replay', { file: '/nowhere.csv' })).toMatchObject({ status: 400 });
    await get('/replay', { method: 'POST' });
    const report = await waitFor('the replay to give up', async () => {
      const current = await json('/replay');
      return current.state === 'STOPPED' && current;
    });
    expect(report).toMatchObject({
      file: { documents: 511, sales: 423, nothingToPay: 45, cancellations: 43 },
      salesMinor: 18_351_538,
      sent: 0,
    });
    expect(report.planted).toHaveLength(7);
    expect(report.orders).toHaveLength(423);
    expect(report.errors).toHaveLength(423);
  });

  it("refuses another file's orders until it is told to start over", async () => {
    const file = join(tmpdir(), `${space.id}.csv`);
    const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
    await writeFile(file, `${header}\n1,A,x,1,12/1/2010 8:26,1.20,1,France\n`);
    try {
      expect(await send('POST', '/replay', { file })).toMatchObject({
        status: 409,
        detail: expect.stringContaining("The books belong to 'orders-2010-12.csv'"),
      });
      expect(await send('POST', '/replay', { file, fresh: true })).toMatchObject({
        file: { sales: 1 },
        salesMinor: 120,
      });
      expect(await json('/books/syspro/sales-orders')).toEqual([]);
    } finally {
      await rm(file);
    }
  });
});

describe("SYSPRO's set-up", () => {
  it('opens and closes posting periods', async () => {
    expect(await json('/company')).toMatchObject({ companyId: 'GIFT', periods: { C: true, P: false, B: false } });
    await send('PUT', '/company/periods', { C: true, P: true, B: false });
    expect(await json('/company')).toMatchObject({ periods: { C: true, P: true, B: false } });
  });
});
