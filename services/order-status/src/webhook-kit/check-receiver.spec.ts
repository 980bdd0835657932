import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startReceiver, verified, type Received, type Receiver } from '../../test/receiver.js';
import { WebhookSender } from '../webhooks/send-webhook.js';
import { TargetAddresses } from '../webhooks/target-address.js';
import { newSecret } from '../webhooks/webhook-secret.js';
import { checkReceiver } from './check-receiver.js';

const secret = newSecret();
let receiver: Receiver;
let sender: WebhookSender;
beforeEach(async () => {
  receiver = await startReceiver();
  sender = new WebhookSender({ addresses: new TargetAddresses('127.0.0.0/8'), timeoutMs: 2_000 });
});
afterEach(async () => {
  sender.close();
  await receiver.close();
});

/** What has to change at a receiver that answers like this. */
async function failing(answer: (received: Received) => number | 'reset'): Promise<string[]> {
  receiver.answer = answer;
  const failed: string[] = [];
  for await (const { what, ok, fix } of checkReceiver(receiver.url, secret, sender)) {
    expect(fix === '').toBe(ok);
    if (!ok) failed.push(what);
  }
  return failed;
}

const careful = (received: Received) => {
  try {
    verified(received, secret);
    return 204;
  } catch {
    return 401;
  }
};

describe('checking a receiver', () => {
  it('one that verifies with the library of the specification is right', async () => {
    expect(await failing(careful)).toEqual([]);
    expect(receiver.received).toHaveLength(8);
  });

  it('one that takes everything is told what it must refuse', async () => {
    expect(await failing(() => 200)).toEqual([
      'a wrong signature is refused',
      'a changed body is refused',
      'an old timestamp is refused',
    ]);
  });

  it('one that refuses repeats and types it does not know is told so', async () => {
    const seen = new Set<string>();
    const picky = (received: Received) => {
      const { eventId } = received.body.data;
      if (careful(received) !== 204) return 401;
      if (received.body.type === 'order.invented') return 422;
      return seen.size === seen.add(eventId).size ? 409 : 204;
    };
    expect(await failing(picky)).toEqual([
      'the same event again is taken, as done already',
      'a type it does not know is taken',
    ]);
  });

  it('breaking down is not refusing', async () => {
    expect(await failing((received) => (careful(received) === 204 ? 204 : 'reset'))).toHaveLength(3);
  });
});
