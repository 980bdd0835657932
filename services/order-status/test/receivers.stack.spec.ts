import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { hasPython, PYTHON, waitFor } from '#libs/testing';
import { payment, shopOrder } from '../src/order/example-records.js';
import { GIFTS_KEY, webhookBench, type WebhookBench } from './webhook-bench.js';

const EXAMPLES = resolve('examples/receivers');

let bench: WebhookBench;
const running: ChildProcess[] = [];
beforeAll(async () => {
  bench = await webhookBench('receivers');
}, 60_000);
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => bench.close(), 60_000);

function start(command: string, args: string[], environment: Record<string, string>) {
  const child = spawn(command, args, { env: { ...process.env, PORT: '0', ...environment } });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const says = (text: string) => waitFor(`'${text}' in ${output}`, () => output.includes(text));
  return { child, ended, says, output: () => output };
}

const tell = async (orderId: string) => {
  await bench.publish(TOPICS.shopOrders, shopOrder('PLACED', { orderId }));
  await bench.publish(TOPICS.paymentEvents, payment('CAPTURED', { orderId }));
};

describe('the receivers in examples/', () => {
  it('Node: subscribes, verifies, prints each change, and unsubscribes at the end', async () => {
    const receiver = start(process.execPath, [join(EXAMPLES, 'node/receive.mjs')], {
      ...{ SUBSCRIBE_AT: bench.service.url, SHOP_KEY: GIFTS_KEY },
    });
    await receiver.says('webhook.test: it works');
    await tell('gifts/by-node');
    await receiver.says('order.paid of gifts/by-node: PAID, sales order none yet');
    receiver.child.kill('SIGTERM');
    expect(await receiver.ended).toBe(0);
    expect((await bench.ask('GET', '/webhooks')).body).toEqual({ subscriptions: [] });
    expect(receiver.output()).not.toContain('refused');
  });

  it('Node: says why it cannot subscribe', async () => {
    const receiver = start(process.execPath, [join(EXAMPLES, 'node/receive.mjs')], {
      ...{ SUBSCRIBE_AT: bench.service.url, SHOP_KEY: 'wrong' },
    });
    expect(await receiver.ended).toBe(1);
    expect(receiver.output()).toContain("POST /webhooks: 401 Send your shop's key");
  });

  it('the kit finds nothing to change at the example', async () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const receiver = start(process.execPath, [join(EXAMPLES, 'node/receive.mjs')], { WEBHOOK_SECRET: secret });
    await receiver.says('receiving on port');
    const port = /on port (\d+)/.exec(receiver.output())?.[1];
    const kit = start(
      process.execPath,
      [
        ...['--import', './deploy/local/typescript.mjs', 'services/order-status/src/webhook-kit/main.ts'],
        ...['--url', `http://127.0.0.1:${port}/`, '--secret', secret],
      ],
      {},
    );
    expect([await kit.ended, kit.output()]).toEqual([0, expect.stringContaining('The receiver is right.')]);
  });

  (hasPython(['standardwebhooks']) ? it : it.skip)(
    'Python verifies them too (standardwebhooks has to be installed)',
    async () => {
      const placeholder = await bench.ask('POST', '/webhooks', { body: { url: 'http://127.0.0.1:1/' } });
      const { subscriptionId, secret } = placeholder.body as { subscriptionId: string; secret: string };
      const receiver = start(PYTHON, [join(EXAMPLES, 'python/receive.py')], { WEBHOOK_SECRET: secret });
      await receiver.says('receiving on port');
      const port = /on port (\d+)/.exec(receiver.output())?.[1];
      await bench.ask('PATCH', `/webhooks/${subscriptionId}`, { body: { url: `http://127.0.0.1:${port}/` } });
      await tell('gifts/by-python');
      await receiver.says('order.paid of gifts/by-python: PAID');
      expect(receiver.output()).not.toContain('refused');
    },
  );
});
