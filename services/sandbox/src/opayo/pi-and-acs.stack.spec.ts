import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '#libs/delivery';
import type { RunningService } from '#libs/service';
import { testSpace, type TestSpace } from '#libs/testing';
import { create } from '../sandbox.module.js';

let space: TestSpace;
let sandbox: RunningService;
let env: Record<string, string>;
beforeAll(async () => {
  space = await testSpace('sandbox pi');
  env = space.env('sandbox', { INGESTION_URL: 'http://127.0.0.1:9', OPAYO_VENDOR_PROFILE: 'strict' });
  sandbox = await create(env);
});
afterAll(async () => {
  await sandbox.close();
  await space.close();
});

type Body = Record<string, unknown>;

const BASIC = `Basic ${Buffer.from('sandbox-integration-key:sandbox-integration-password').toString('base64')}`;

const pi = async (
  method: string,
  path: string,
  body?: Body,
  authorization = BASIC,
): Promise<{ status: number; body: Body }> => {
  const response = await fetch(`${sandbox.url}/api/v1/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Body };
};

const form = async (url: string, fields: Record<string, string>) => {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  return { status: response.status, html: await response.text() };
};

const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

const payment = async (vendorTxCode: string, changes: Body = {}, cardholderName = 'SUCCESSFUL'): Promise<Body> => {
  const { body: session } = await pi('POST', 'merchant-session-keys', { vendorName: 'clarityshop' });
  const merchantSessionKey = String(session['merchantSessionKey']);
  const cardDetails = { cardholderName, cardNumber: '4929000000006', expiryDate: '1239', securityCode: '123' };
  const { body: card } = await pi('POST', 'card-identifiers', { cardDetails }, `Bearer ${merchantSessionKey}`);
  return {
    ...{ transactionType: 'Payment', vendorTxCode, amount: 1250, currency: 'GBP', description: 'gifts/1' },
    ...{ customerFirstName: 'Sam', customerLastName: 'Jones' },
    paymentMethod: { card: { merchantSessionKey, cardIdentifier: card['cardIdentifier'] } },
    billingAddress: { address1: '88', city: 'London', postalCode: '412', country: 'GB' },
    ...changes,
  };
};

const BROWSER = {
  ...{ browserIP: '192.0.2.1', browserAcceptHeader: '*/*', browserLanguage: 'en', browserUserAgent: 'x' },
  ...{ browserJavascriptEnabled: false, challengeWindowSize: 'Small', transType: 'GoodsAndServicePurchase' },
};

describe('a shopper who is challenged', () => {
  it('meets the issuer’s page, gives the password, and the payment is made', async () => {
    const sca = { strongCustomerAuthentication: { ...BROWSER, notificationURL: 'https://shop.example/back?a=1&b=2' } };
    const { status, body } = await pi('POST', 'transactions', await payment('challenged-1', sca, 'CHALLENGE'));
    expect(status).toBe(202);
    const asked = await form(String(body['acsUrl']), { creq: String(body['cReq']), threeDSSessionData: 'c2Vzc2lvbg' });
    expect(asked.status).toBe(200);

    const answered = await form(`${sandbox.url}/acs/answer`, {
      creq: hiddenIn(asked.html, 'creq'),
      threeDSSessionData: hiddenIn(asked.html, 'threeDSSessionData'),
      password: 'password',
    });
    expect(answered.html).toContain('action="https://shop.example/back?a=1&#38;b=2"');
    expect(hiddenIn(answered.html, 'threeDSSessionData')).toBe('c2Vzc2lvbg');

    const path = `transactions/${String(body['transactionId'])}`;
    const met = await pi('POST', `${path}/3d-secure-challenge`, { cRes: hiddenIn(answered.html, 'cres') });
    expect(met).toMatchObject({ status: 201, body: { status: 'Ok', '3DSecure': { status: 'Authenticated' } } });
    expect(await pi('GET', path)).toEqual({ status: 200, body: met.body });
  });

  it('cannot be asked by a request that is none, nor be made to run a script', async () => {
    expect((await form(`${sandbox.url}/acs/challenge`, { creq: 'x' })).status).toBe(400);
    expect((await form(`${sandbox.url}/acs/challenge`, {})).status).toBe(400);
    const { body } = await pi('POST', 'transactions', await payment('challenged-2', {}, 'CHALLENGE'));
    const { html } = await form(`${sandbox.url}/acs/challenge`, {
      creq: String(body['cReq']),
      threeDSSessionData: '"><script>alert(1)</script>',
    });
    expect(html).not.toContain('<script>');
  });
});

describe("Opayo's book", () => {
  it('knows after a restart what Pi answered, and what was captured', async () => {
    const { body } = await pi('POST', 'transactions', await payment('kept-1'));
    const open = await payment('kept-2');
    await sandbox.close();
    sandbox = await create(env);
    expect(await pi('GET', `transactions/${String(body['transactionId'])}`)).toEqual({ status: 200, body });
    expect(await pi('POST', 'transactions', { ...open, vendorTxCode: 'kept-1' })).toMatchObject({
      status: 422,
      body: { errors: [{ code: 4042 }] },
    });
    expect(await pi('POST', 'transactions', open)).toMatchObject({ status: 201 });
    const book = (await (await fetch(`${sandbox.url}/books/opayo/transactions`)).json()) as Body[];
    expect(book).toContainEqual(expect.objectContaining({ vendorTxCode: 'kept-1', state: 16, capturedMinor: 1250 }));
    expect(JSON.stringify(book)).not.toContain('securityKey');
  });

  it('of before the ledger is carried over', async () => {
    await sandbox.close();
    const database = new Database({ url: space.databaseUrl, schema: space.schema('sandbox'), applicationName: 'spec' });
    const before = {
      ...{ transactionId: '8B424E67-A809-036E-0C50-EF24982A5D61', vendor: 'clarityshop', vendorTxCode: 'old-1' },
      ...{
        securityKey: 'JEUPDN1N7E',
        description: 'gifts/9',
        amountMinor: 999,
        currency: 'GBP',
        state: 16,
        result: 'OK',
      },
      card: { formCardType: 'AMEX', piCardType: 'AmericanExpress', lastFourDigits: '0004', expiryDate: '0131' },
      ...{ txAuthNo: 8_636_200, startedAt: '2026-11-20T08:00:00.000Z', completedAt: '2026-11-20T08:01:00.000Z' },
      notifications: [],
    };
    const unpaid = {
      ...before,
      ...{ transactionId: '9B424E67-A809-036E-0C50-EF24982A5D61', vendorTxCode: 'old-2' },
      ...{ state: 4, result: null, card: null, txAuthNo: null, completedAt: null },
    };
    for (const body of [before, unpaid]) {
      await database.query('INSERT INTO documents VALUES ($1, $2, $3)', [
        'opayo.transactions',
        body.transactionId,
        JSON.stringify(body),
      ]);
    }
    const migration = await readFile(join(process.cwd(), 'services/sandbox/migrations/2_opayo_ledger.sql'), 'utf8');
    await database.transaction((tx) => tx.query(migration));
    await database.close();

    sandbox = await create(env);
    expect(await pi('GET', `transactions/${before.transactionId}`)).toMatchObject({
      status: 200,
      body: { status: 'Ok', retrievalReference: 8_636_200, amount: { totalAmount: 999 } },
    });
    const refund = {
      transactionType: 'Refund',
      referenceTransactionId: before.transactionId,
      amount: 999,
      description: 'x',
    };
    expect(await pi('POST', 'transactions', { ...refund, vendorTxCode: 'old-1' })).toMatchObject({ status: 422 });
    expect(await pi('POST', 'transactions', { ...refund, vendorTxCode: 'old-1-r' })).toMatchObject({ status: 201 });
    expect(await pi('GET', `transactions/${unpaid.transactionId}`)).toMatchObject({ status: 404 });
  });
});
