import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { create } from '../../sandbox.module.js';
import { CARD, REGISTRATION } from './server-bench.js';

let space: TestSpace;
let sandbox: RunningService;
let env: Record<string, string>;
/** Plays the vendor: answers OK to every notification and 201 to every registration. */
let vendor: Server;
let vendorUrl: string;
let heard: string[] = [];
beforeAll(async () => {
  vendor = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push(Buffer.concat(chunks).toString('latin1'));
      const reply = 'Status=OK\r\nStatusDetail=\r\nRedirectURL=https://shop.example/thanks\r\n';
      response.writeHead(request.url === '/opayo/notifications' ? 200 : 201).end(reply);
    });
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  vendorUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  space = await testSpace('sandbox-server');
  env = space.env('sandbox', { INGESTION_URL: vendorUrl });
  sandbox = await create(env);
});
afterAll(async () => {
  await sandbox.close();
  await space.close();
  vendor.closeAllConnections();
  await new Promise((resolve) => vendor.close(resolve));
});

// Whatever JSON it is: what is expected of it is the check.
const json = async (
  path: string,
  method = 'GET',
  body?: object,
): Promise<any> => /* eslint-disable-line @typescript-eslint/no-explicit-any */ {
  const response = await fetch(sandbox.url + path, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return text === '' ? response.status : JSON.parse(text);
};
const post = (path: string, fields: Record<string, string>) =>
  fetch(sandbox.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const register = async (fields: Record<string, string> = {}) => {
  const NotificationURL = `${vendorUrl}/opayo/notifications`;
  const response = await post('/gateway/service/vspserver-register.vsp', {
    ...REGISTRATION,
    NotificationURL,
    ...fields,
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  const lines = (await response.text()).split('\r\n').slice(0, -1);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
};
const report = async (command: string, parameters = '') => {
  const user = 'sandbox-reporting';
  const text = `<command>${command}</command><vendor>clarityshop</vendor><user>${user}</user>${parameters}`;
  const hash = createHash('md5').update(`${text}<password>sandbox-reporting-password</password>`).digest('hex');
  const XML = `<vspaccess>${text}<signature>${hash}</signature></vspaccess>`;
  const response = await post('/access/access.htm', { XML });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
const elementOf = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];

describe('Server over HTTP', () => {
  it('takes a payment from its registration to the shop, and Reporting has it', async () => {
    const reply = await register();
    expect(reply).toMatchObject({ Status: 'OK', NextURL: expect.stringContaining(sandbox.url) });
    const page = await fetch(reply['NextURL'] ?? '');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('139.12 GBP');
    const vpstxid = reply['VPSTxId'] ?? '';
    const step = (name: string, fields: Record<string, string> = {}) =>
      post('/gateway/service/cardselection', { vpstxid, step: name, ...fields });
    expect((await step('card', { ...CARD, code: 'x' })).status).toBe(422);
    const next = await step('card', CARD);
    expect(next.status).toBe(303);
    const confirmation = await fetch(new URL(next.headers.get('location') ?? '', sandbox.url));
    expect(await confirmation.text()).toContain('Check and confirm');
    const paid = await step('confirm');
    expect([paid.status, paid.headers.get('location')]).toEqual([303, 'https://shop.example/thanks']);
    expect(heard.at(-1)).toContain('Status=OK');

    const detail = await report('getTransactionDetail', `<vendortxcode>${REGISTRATION.VendorTxCode}</vendortxcode>`);
    expect([detail.status, detail.type]).toEqual([200, 'text/xml; charset=ISO-8859-1']);
    expect(elementOf(detail.text, 'txstateid')).toBe('16');
    expect(elementOf(detail.text, 'securitykey')).toBe(reply['SecurityKey']);
    expect(await json('/books/opayo/facts')).toMatchObject([
      { vendorTxCode: REGISTRATION.VendorTxCode, kind: 'CAPTURED', amountMinor: 13_912, currency: 'GBP' },
    ]);
  });

  it('answers 404 for an address Opayo does not have', async () => {
    expect((await post('/gateway/service/nothing.vsp', {})).status).toBe(404);
  });

  it('knows after a restart who was registered', async () => {
    const first = await register({ VendorTxCode: 'kept' });
    await sandbox.close();
    sandbox = await create(env);
    expect(await register({ VendorTxCode: 'kept' })).toMatchObject({
      Status: 'OK REPEATED',
      SecurityKey: first['SecurityKey'],
    });
  });
});

describe('faults', () => {
  it.each([
    ['OPAYO_REPORTING', 'getTokenCount', () => report('getTokenCount').then(({ status }) => status)],
    ['OPAYO_SERVER', 'REGISTER', () => register({ VendorTxCode: 'faulty' })],
  ])('of %s: down is a cut connection, taken away it answers', async (system, operation, call) => {
    await json('/faults', 'PUT', [{ system, operation, kind: 'DOWN' }]);
    await expect(call()).rejects.toThrow();
    await json('/faults', 'PUT', [{ system, operation: 'another', kind: 'DOWN' }]);
    await call();
    await json('/faults', 'DELETE');
  });
});

describe('settlement', () => {
  it('stamps batches at 00:01 by itself; an empty one and a refused transaction come on demand', async () => {
    const reports = async () => {
      const dates = '<startdate>01/03/2027 00:00:00</startdate><enddate>31/03/2027 00:00:00</enddate>';
      return (await report('getBatchList', dates)).text;
    };
    await json('/clock', 'PUT', { now: '2027-03-01T12:00:00Z', frozen: true });
    await json('/opayo/settlement/run', 'POST');
    await json('/opayo/settlement/empty-batches', 'POST', { authProcessor: 'Elavon' });
    const reply = await register({ VendorTxCode: 'settled' });
    const vpstxid = reply['VPSTxId'] ?? '';
    await post('/gateway/service/cardselection', { vpstxid, step: 'card', ...CARD });
    await post('/gateway/service/cardselection', { vpstxid, step: 'confirm' });
    const batchOf = async () =>
      elementOf((await report('getTransactionDetail', '<vendortxcode>settled</vendortxcode>')).text, 'batchid');

    await json('/clock', 'PUT', { now: '2027-03-02T00:01:00Z', frozen: true });
    await waitFor('the failed file', async () => (await reports()).includes('02/03/2027 00:01:00.000'));
    expect(await batchOf()).toBe('');
    await json('/clock', 'PUT', { now: '2027-03-03T00:01:00Z', frozen: true });
    await waitFor('the batch', async () => (await batchOf()) !== '');

    const transactionId = vpstxid.slice(1, -1);
    expect(await json('/opayo/settlement/failures', 'POST', { transactionId })).toEqual({ transactionId, state: 23 });
    expect(await json('/opayo/settlement/failures', 'POST', { transactionId: 'none' })).toMatchObject({ status: 404 });
    await json('/clock', 'DELETE');
  });
});

describe('a day of traffic', () => {
  it('is played over HTTP, one at a time, and ends in facts', async () => {
    heard = [];
    expect(await json('/opayo/day', 'POST', { seed: 'not allowed' })).toMatchObject({ status: 400 });
    const begun = await json('/opayo/day', 'POST', { seed: 'stack', transactions: 60, piShare: 0.3 });
    expect(begun).toMatchObject({ state: 'RUNNING', transactions: 60 });
    expect(await json('/opayo/day', 'POST', { seed: 'other', transactions: 1 })).toMatchObject({ status: 409 });
    const done = await waitFor('the day to end', async () => {
      const current = await json('/opayo/day');
      return current.state === 'DONE' && current;
    });
    expect(done).toMatchObject({ played: 60, errors: [] });
    const facts: { vendorTxCode: string }[] = await json('/books/opayo/facts');
    expect(facts.filter(({ vendorTxCode }) => vendorTxCode.includes('-stack-')).length).toBeGreaterThan(60);
    expect(heard.length).toBeGreaterThan(30);
  });
});
