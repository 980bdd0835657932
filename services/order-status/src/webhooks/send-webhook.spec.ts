import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startReceiver, type Receiver } from '../../test/receiver.js';
import { answerOf, WebhookSender } from './send-webhook.js';
import { TargetAddresses } from './target-address.js';

let receiver: Receiver;
let sender: WebhookSender;
const opened: (() => Promise<void>)[] = [];
beforeEach(async () => {
  receiver = await startReceiver();
  opened.push(() => receiver.close());
  sender = new WebhookSender({ addresses: new TargetAddresses('127.0.0.0/8'), timeoutMs: 300 });
});
afterEach(async () => {
  sender.close();
  for (const close of opened.splice(0)) await close();
});

const post = (url = receiver.url) => sender.post({ url, headers: { 'webhook-id': 'event-1' }, body: '{"type":"é"}' });

describe('sending a webhook', () => {
  it('posts the very bytes that were signed', async () => {
    expect(await post()).toEqual({ is: 'delivered', status: 204 });
    expect(receiver.received[0]).toMatchObject({
      text: '{"type":"é"}',
      headers: { 'webhook-id': 'event-1', 'content-length': '13' },
    });
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await startReceiver();
    opened.push(() => elsewhere.close());
    receiver.answer = { status: 307, headers: { location: elsewhere.url } };
    expect(await post()).toMatchObject({ is: 'refused', status: 307 });
    expect(elsewhere.received).toEqual([]);
  });

  it('gives up on a receiver that does not answer', async () => {
    receiver.answer = 'nothing';
    expect(await post()).toEqual({ is: 'away', status: null, problem: 'no answer within 300 ms' });
  });

  it('gives up on a receiver whose answer never ends', async () => {
    const dripping = await serve((write) => {
      const timer = setInterval(() => write('x'), 20);
      return () => clearInterval(timer);
    });
    expect(await post(dripping)).toMatchObject({ is: 'away', problem: 'no answer within 300 ms' });
  });

  it('does not read more of an answer than any receiver has to say', async () => {
    const chatty = await serve((write) => {
      write('x'.repeat(200_000));
      return () => undefined;
    });
    expect(await post(chatty)).toEqual({ is: 'delivered', status: 200 });
  });

  it('says so when nobody is there, and when the connection breaks', async () => {
    receiver.answer = 'reset';
    expect(await post()).toMatchObject({ is: 'away', problem: expect.stringContaining('closed before') });
    const { url } = receiver;
    await receiver.close();
    expect(await post(url)).toMatchObject({ is: 'away', problem: expect.stringContaining('connection refused') });
  });

  it.each(['127.0.0.1', 'localhost'])('does not call %s where loopback is not named', async (host) => {
    const careful = new WebhookSender({ addresses: new TargetAddresses(''), timeoutMs: 300 });
    const url = receiver.url.replace('127.0.0.1', host);
    expect(await careful.post({ url, headers: {}, body: '{}' })).toMatchObject({
      ...{ is: 'away', status: null, problem: `not called: '${host}' is not a public address` },
    });
    expect(receiver.received).toEqual([]);
    careful.close();
  });
});

describe('an answer', () => {
  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [299, 'delivered'],
    [100, 'away'],
    [301, 'refused'],
    [400, 'refused'],
    [401, 'refused'],
    [404, 'refused'],
    [408, 'away'],
    [410, 'gone'],
    [425, 'away'],
    [429, 'away'],
    [500, 'away'],
    [503, 'away'],
    [799, 'away'],
  ])('%d means %s', (statusCode, is) => {
    expect(answerOf({ statusCode })).toMatchObject({ is, status: statusCode });
  });

  it.each([
    ['120', 120_000],
    ['999999', 3_600_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
  ])('asks to come back after %s', (retryAfter, retryAfterMs) => {
    expect(answerOf({ statusCode: 503, headers: { 'retry-after': retryAfter } })).toMatchObject({
      is: 'away',
      retryAfterMs,
    });
  });
});

/** A receiver that answers 200 and then writes as it likes. */
async function serve(talk: (write: (text: string) => void) => () => void) {
  const server: Server = createServer((request, response) => {
    request.resume();
    const stop = talk((text) => response.write(text));
    response.on('close', stop);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
