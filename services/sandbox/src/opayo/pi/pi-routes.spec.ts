import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import type { FaultRequest } from '../../faults/fault.js';
import { Faults } from '../../faults/faults.js';
import { OpayoFaults } from '../../faults/opayo-faults.js';
import { basic, PiBench } from './pi-bench.js';
import { servePi } from './pi-routes.js';

let bench: PiBench;
let server: FastifyInstance;
let faults: Faults;
let origin: string;
const errors: unknown[] = [];
beforeEach(async () => {
  bench = await PiBench.open();
  faults = new Faults(bench.books);
  server = Fastify({ bodyLimit: 4096 });
  const opayoFaults = new OpayoFaults({ faults, pause: async () => undefined });
  servePi(server, { pi: bench.pi, faults: opayoFaults, onError: (cause) => errors.push(cause) });
  origin = await server.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => server.close());

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${origin}/api/v1/${path}`, { ...init, headers: { authorization: basic('clarityshop'), ...init.headers } });
const post = (path: string, body: string, contentType = 'application/json') =>
  call(path, { method: 'POST', body, headers: { 'content-type': contentType } });
const pay = async () => post('transactions', JSON.stringify(await bench.payment()));
const strike = (fault: FaultRequest) => faults.replace([{ system: 'OPAYO_PI', ...fault }]);

describe('Pi over HTTP', () => {
  it('answers JSON as its documents have it', async () => {
    const response = await pay();
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const body = (await response.json()) as { transactionId: string };
    const shown = await call(`transactions/${body.transactionId}`);
    expect(shown.status).toBe(200);
    expect(await shown.json()).toEqual(body);
  });

  it('answers a security code with nothing', async () => {
    const { merchantSessionKey, cardIdentifier } = await bench.card();
    const response = await call(`card-identifiers/${String(cardIdentifier)}/security-code`, {
      method: 'POST',
      body: '{"securityCode":"123"}',
      headers: { authorization: `Bearer ${String(merchantSessionKey)}`, 'content-type': 'application/json' },
    });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('sees how an amount was written', async () => {
    const body = JSON.stringify(await bench.payment()).replace('"amount":100', '"amount":100.0');
    const response = await post('transactions', body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ code: 1016, property: 'amount' }] });
  });

  it.each([
    ['broken JSON', '{"a":', 'application/json'],
    ['no JSON', 'a=b', 'application/x-www-form-urlencoded'],
    ['too much', `{"a":"${'x'.repeat(5000)}"}`, 'application/json'],
  ])('answers %s with 400/1000', async (_, body, contentType) => {
    const response = await post('transactions', body, contentType);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 1000 });
  });

  it.each([
    ['GET', 'nothing'],
    ['GET', ''],
    ['PUT', 'transactions'],
    ['GET', 'transactions/%zz/instructions/x'],
  ])('has nothing at %s %s', async (method, path) => {
    expect((await call(path, { method })).status).toBeGreaterThanOrEqual(400);
  });
});

describe('Pi with a fault', () => {
  it.each(['DROP', 'DOWN', 'CUT_AFTER_EFFECT'] as const)('%s cuts the connection', async (kind) => {
    await strike({ kind, operation: 'POST transactions' });
    await expect(pay()).rejects.toThrow();
    expect(bench.inBook('gifts-536365-1') === undefined).toBe(kind !== 'CUT_AFTER_EFFECT');
  });

  it('HTTP_500 does nothing and says 9999', async () => {
    await strike({ kind: 'HTTP_500', operation: 'POST transactions' });
    const response = await pay();
    expect([response.status, await response.json()]).toMatchObject([500, { code: 9999 }]);
    expect(bench.inBook('gifts-536365-1')).toBeUndefined();
    expect((await pay()).status).toBe(201);
  });

  it('DUPLICATE tells the caller of its own code that it was used, and the money is taken once', async () => {
    await strike({ kind: 'DUPLICATE', operation: 'POST transactions' });
    expect((await pay()).status).toBe(422);
    expect(bench.inBook('gifts-536365-1')).toMatchObject({ state: 16 });
  });

  it('strikes the operation that is named and leaves the others', async () => {
    const id = await bench.paid();
    await strike({ kind: 'DROP', operation: 'GET transactions', reference: id });
    expect((await call(`transactions/${id}/instructions`)).status).toBe(404);
    await expect(call(`transactions/${id}`)).rejects.toThrow();
    expect((await call(`transactions/${id}`)).status).toBe(200);
  });

  it('answers 9999, and not what it did, when its books cannot be written', async () => {
    const body = JSON.stringify(await bench.payment());
    const write = bench.store.write.bind(bench.store);
    bench.store.write = () => Promise.reject(new Error('disk full'));
    const response = await post('transactions', body);
    expect([response.status, await response.json()]).toMatchObject([500, { code: 9999 }]);
    expect(errors).toMatchObject([{ message: 'disk full' }]);
    bench.store.write = write;
    expect((await post('transactions', body)).status).toBe(201);
  });
});
