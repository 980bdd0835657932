import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newSecret, signedHeaders } from './webhook-secret.js';

const message = { id: 'event-1', sentAt: new Date(), body: '{"type":"order.paid","what":"café"}' };

describe('a webhook’s signature', () => {
  it('is taken by the library of the specification', () => {
    const secret = newSecret();
    expect(new Webhook(secret).verify(message.body, signedHeaders([secret], message))).toEqual(
      JSON.parse(message.body),
    );
  });

  it.each(['old', 'new'] as const)('after a rotation is taken by who has the %s secret', (which) => {
    const secrets = { new: newSecret(), old: newSecret() };
    const headers = signedHeaders([secrets.new, secrets.old], message);
    expect(new Webhook(secrets[which]).verify(message.body, headers)).toBeDefined();
  });

  it.each([
    ['another secret', (headers: Record<string, string>) => headers, message.body, newSecret()],
    ['another body', (headers: Record<string, string>) => headers, message.body.replace('paid', 'void'), undefined],
    [
      'another id',
      (headers: Record<string, string>) => ({ ...headers, 'webhook-id': 'event-2' }),
      message.body,
      undefined,
    ],
  ])('is refused for %s', (_, change, body, otherSecret) => {
    const secret = newSecret();
    const headers = change(signedHeaders([secret], message));
    expect(() => new Webhook(otherSecret ?? secret).verify(body, headers)).toThrow('No matching signature');
  });

  it('is the specification’s example, byte for byte', () => {
    // From the specification's own test of its JavaScript library.
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const sentAt = new Date(1614265330 * 1000);
    const headers = signedHeaders([secret], {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      sentAt,
      body: '{"test": 2432232314}',
    });
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('secrets are long and never the same', () => {
    const secrets = new Set(Array.from({ length: 100 }, newSecret));
    expect(secrets.size).toBe(100);
    for (const secret of secrets) expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(24);
  });
});
