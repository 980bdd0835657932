import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { waitFor } from '#libs/testing';
import { startReceiver, verified, type Receiver } from '../../test/receiver.js';
import { BOOKS_KEY, webhookBench, type WebhookBench } from '../../test/webhook-bench.js';
import { outcome, payment, shopOrder } from '../order/example-records.js';

let bench: WebhookBench;
let receiver: Receiver;
let shops = 0;
/** Each test has orders of its own. */
let orderId: string;

beforeAll(async () => {
  bench = await webhookBench('webhooks');
}, 60_000);
afterAll(() => bench.close(), 60_000);
beforeEach(async () => {
  receiver = await startReceiver();
  orderId = `gifts/w${(shops += 1)}`;
});
afterEach(async () => {
  await receiver.close();
  const { subscriptions } = (await bench.ask('GET', '/webhooks')).body as { subscriptions: Subscribed[] };
  for (const { subscriptionId } of subscriptions) await bench.ask('DELETE', `/webhooks/${subscriptionId}`);
});

interface Subscribed {
  subscriptionId: string;
  secret: string;
  state: string;
  pausedReason: string | null;
  deliveries: Record<string, number>;
}
interface Sent {
  deliveryId: string;
  eventId: string;
  eventType: string;
  sequence: number;
  state: string;
  attempts: number;
  history: { status: number | null; problem: string | null }[];
}

const subscribe = async (wish: object = {}) => {
  const answer = await bench.ask('POST', '/webhooks', { body: { url: receiver.url, ...wish } });
  expect(answer.status).toBe(201);
  return answer.body as unknown as Subscribed;
};
const subscription = async ({ subscriptionId }: Subscribed) =>
  (await bench.ask('GET', `/webhooks/${subscriptionId}`)).body as unknown as Subscribed;
const deliveries = async ({ subscriptionId }: Subscribed, query = '') =>
  (await bench.ask('GET', `/webhooks/${subscriptionId}/deliveries${query}`)).body as {
    deliveries: Sent[];
    next: string;
  };
const sentOf = async (subscribed: Subscribed, count: number) =>
  waitFor(`${count} deliveries`, async () => {
    const { deliveries: all } = await deliveries(subscribed);
    return all.length === count && all;
  });

const placed = (id = orderId) => bench.publish(TOPICS.shopOrders, shopOrder('PLACED', { orderId: id }));
const paid = (id = orderId) => bench.publish(TOPICS.paymentEvents, payment('CAPTURED', { orderId: id }));
const created = (id = orderId) => bench.publish(TOPICS.erpOutcomes, outcome('SALES_ORDER_CREATED', { orderId: id }));
const received = (count: number, id = orderId) =>
  waitFor(`${count} webhooks of ${id}`, () => receiver.of(id).length >= count && receiver.of(id));
const typesOf = (id = orderId) => receiver.of(id).map(({ body }) => body.type);
const parked = async () =>
  (await bench.ask('GET', '/parked')).body as { parked: { key: string; code: string; text: string }[] };

describe('a webhook', () => {
  it('tells each change in its order, signed, with the order as it is then', async () => {
    const subscribed = await subscribe();
    await placed();
    await received(1);
    await paid();
    const [first, second] = await received(2);
    if (!first || !second) throw new Error('two were received');
    const { secret } = subscribed;
    expect(verified(second, secret)).toEqual({
      type: 'order.paid',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        eventId: second.headers['webhook-id'],
        deliveryId: second.headers['clarity-delivery-id'],
        sequence: 2,
        order: expect.objectContaining({
          orderId,
          status: 'PAID',
          sequence: 2,
          capturedMinor: 12_000,
          currency: 'GBP',
        }),
      },
    });
    expect(verified(first, secret)).toMatchObject({ type: 'order.awaiting_payment', data: { sequence: 1 } });
    expect(second.headers).toMatchObject({
      'content-type': 'application/json',
      'clarity-delivery-attempt': '1',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-/),
    });
    const told = await waitFor('both to be settled', async () => {
      const { deliveries: all } = await deliveries(subscribed);
      return all.every(({ state }) => state === 'DELIVERED') && all;
    });
    expect(told.map(({ eventType, history }) => [eventType, history.map(({ status }) => status)])).toEqual([
      ['order.paid', [204]],
      ['order.awaiting_payment', [204]],
    ]);
  });

  it('has the identity the event has on its topic', async () => {
    await subscribe();
    await placed();
    const [webhook] = await received(1);
    const [row] = await bench.space.query<{ event_id: string }>(
      `SELECT event_id FROM ${bench.space.schema('order-status')}.outbox WHERE key = $1`,
      [orderId],
    );
    expect(webhook?.body.data.eventId).toBe(row?.event_id);
  });

  it('comes for what was subscribed to, and for the own shop only', async () => {
    await subscribe({ eventTypes: ['order.paid'] });
    await placed('books/w1');
    await paid('books/w1');
    await placed();
    await paid();
    await created();
    await placed('gifts/last');
    await paid('gifts/last');
    await received(1, 'gifts/last');
    expect(receiver.received.map(({ body }) => [body.type, body.data.order?.orderId])).toEqual([
      ['order.paid', orderId],
      ['order.paid', 'gifts/last'],
    ]);
  });

  it('of a fact that comes again is not sent again', async () => {
    await subscribe();
    const order = shopOrder('PLACED', { orderId });
    await bench.publish(TOPICS.shopOrders, order);
    await received(1);
    await bench.publish(TOPICS.shopOrders, order);
    await paid();
    await received(2);
    expect(typesOf()).toEqual(['order.awaiting_payment', 'order.paid']);
  });
});

describe('a receiver that fails', () => {
  it('gets it again under the same ids, with the order as it is by then, and later ones behind it', async () => {
    receiver.answer = 500;
    const { secret } = await subscribe();
    await placed();
    await received(2);
    await paid();
    await waitFor('the payment to be known', async () => {
      const story = await bench.ask('GET', `/orders/gifts/${orderId.slice('gifts/'.length)}`);
      return story.body['status'] === 'PAID';
    });
    receiver.answer = 204;
    await waitFor('the payment to be told', () => typesOf().includes('order.paid'));
    const all = receiver.of(orderId);
    const first = all.filter(({ body }) => body.type === 'order.awaiting_payment');
    expect(new Set(first.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(first.map(({ headers }) => headers['clarity-delivery-id'])).size).toBe(1);
    expect(first.map(({ headers }) => Number(headers['clarity-delivery-attempt']))).toEqual(
      first.map((_, at) => at + 1),
    );
    expect(typesOf().lastIndexOf('order.awaiting_payment')).toBeLessThan(typesOf().indexOf('order.paid'));
    // What happened first is told first, of an order that has gone on since.
    const last = first.at(-1);
    expect(last && verified(last, secret)).toMatchObject({
      data: { sequence: 1, order: { status: 'PAID', sequence: 2 } },
    });
  });

  it('or whose answer is lost, gets it again: what it did is not known', async () => {
    receiver.answer = ({ headers }) => (headers['clarity-delivery-attempt'] === '1' ? 'reset' : 204);
    const subscribed = await subscribe();
    await placed();
    const [first, second] = await received(2);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const told = await waitFor('it to be settled', async () => {
      const [one] = (await deliveries(subscribed)).deliveries;
      return one?.state === 'DELIVERED' && one;
    });
    expect(told.history.map(({ status, problem }) => status ?? problem)).toEqual([
      'the connection was closed before there was an answer',
      204,
    ]);
  });

  it('that wants not this one is given up for it, others are sent, and a redelivery mends it', async () => {
    const poisoned = orderId;
    let healed = false;
    receiver.answer = ({ body }) => (body.data.order?.orderId === poisoned && !healed ? 400 : 204);
    const subscribed = await subscribe();
    await placed(poisoned);
    await received(1, poisoned);
    // Others are taken all the while: the receiver is not dead.
    let others = 0;
    await waitFor('it to be given up', async () => {
      const other = `gifts/other-${poisoned.slice(6)}-${(others += 1)}`;
      await placed(other);
      await received(1, other);
      return (await subscription(subscribed)).deliveries['FAILED'] === 1;
    });
    expect(await subscription(subscribed)).toMatchObject({ state: 'ACTIVE' });
    const alert = (await parked()).parked.find(({ code }) => code === 'WEBHOOK_DELIVERY_FAILED');
    expect(alert?.text).toContain(`order.awaiting_payment of order ${poisoned}`);
    // What came later of that order is not held up for ever.
    await paid(poisoned);
    await waitFor('the payment to be tried', () => typesOf(poisoned).includes('order.paid'));

    healed = true;
    const again = await bench.ask('POST', `/webhooks/${subscribed.subscriptionId}/redeliver`);
    expect(again).toEqual({ status: 202, body: { deliveries: 1 } });
    await waitFor('all to be delivered', async () => {
      const { deliveries: counts } = await subscription(subscribed);
      return counts['FAILED'] === 0 && counts['WAITING'] === 0;
    });
    await waitFor('the alert to be closed', async () => {
      const { parked: open } = await parked();
      return open.every(({ key }) => key !== `webhook:${subscribed.subscriptionId}:deliveries`);
    });
  }, 30_000);

  it('for as long as it is tried is left alone, with an alert; what waits is kept and comes when it is let go on', async () => {
    receiver.answer = 503;
    const subscribed = await subscribe();
    await placed();
    const dead = await waitFor('the subscription to be paused', async () => {
      const now = await subscription(subscribed);
      return now.state === 'PAUSED' && now;
    });
    expect(dead.pausedReason).toBe('nothing was delivered for 2 seconds: answered 503');
    expect((await parked()).parked).toContainEqual(
      expect.objectContaining({ code: 'WEBHOOK_SUBSCRIPTION_PAUSED', key: `webhook:${subscribed.subscriptionId}` }),
    );
    const tries = receiver.received.length;
    await paid();
    await sentOf(subscribed, 2);
    expect(receiver.received).toHaveLength(tries);

    receiver.answer = 204;
    const change = { body: { state: 'ACTIVE' } };
    expect(await bench.ask('PATCH', `/webhooks/${subscribed.subscriptionId}`, change)).toMatchObject({
      ...{ status: 200, body: { state: 'ACTIVE', pausedReason: null } },
    });
    await waitFor('what waited', () => typesOf().slice(tries).length === 2);
    expect(typesOf().slice(tries)).toEqual(['order.awaiting_payment', 'order.paid']);
    const { parked: open } = await parked();
    expect(open.filter(({ key }) => key.startsWith('webhook:'))).toEqual([]);
  }, 30_000);

  it('with 410 is left alone at once', async () => {
    receiver.answer = 410;
    const subscribed = await subscribe();
    await placed();
    const paused = await waitFor('the subscription to be paused', async () => {
      const now = await subscription(subscribed);
      return now.state === 'PAUSED' && now;
    });
    expect(paused.pausedReason).toContain('410');
    expect(receiver.received).toHaveLength(1);
  });

  it('does not delay another', async () => {
    const slow = await startReceiver();
    slow.answer = 'nothing';
    await subscribe({ url: slow.url });
    await subscribe();
    const orders = Array.from({ length: 20 }, (_, number) => `gifts/many-${orderId.slice(6)}-${number}`);
    for (const each of orders) await placed(each);
    for (const each of orders) await received(1, each);
    // The first time-out is half a second away for each of its four; that all twenty have arrived tells more than a clock.
    expect(slow.received.length).toBeLessThanOrEqual(8);
    await slow.close();
  });

  it('has one webhook tried at a time while it is away, not one for each order that waits', async () => {
    const orders = Array.from({ length: 12 }, (_, number) => `gifts/flood-${orderId.slice(6)}-${number}`);
    receiver.answer = 503;
    const subscribed = await subscribe();
    await placed(orders[0]);
    await received(1, orders[0]);
    // From now on each attempt lasts its half second.
    receiver.answer = 'nothing';
    for (const each of orders.slice(1)) await placed(each);
    await sentOf(subscribed, 12);
    for (const attempts of [2, 3]) {
      await waitFor('an attempt', () => receiver.received.length >= attempts);
      const [underWay] = await bench.space.query<{ claimed: string }>(
        `SELECT count(claimed_until) AS claimed FROM ${bench.space.schema('order-status')}.webhook_delivery
         WHERE subscription_id = $1`,
        [subscribed.subscriptionId],
      );
      expect(Number(underWay?.claimed)).toBeLessThanOrEqual(1);
    }
  });
});

describe('several processes', () => {
  it('send each webhook once, those of an order in their order', async () => {
    await bench.startReplica();
    const subscribed = await subscribe();
    const orders = Array.from({ length: 15 }, (_, number) => `gifts/two-${orderId.slice(6)}-${number}`);
    for (const each of orders) {
      await placed(each);
      await paid(each);
      await created(each);
    }
    await waitFor('the last word of all', () => orders.every((each) => typesOf(each).includes('order.order_created')));
    await waitFor('all to be settled', async () => (await subscription(subscribed)).deliveries['WAITING'] === 0);
    const ids = receiver.received.map(({ headers }) => headers['clarity-delivery-id']);
    expect(new Set(ids).size).toBe(ids.length);
    for (const each of orders) {
      const sequences = receiver.of(each).map(({ body }) => body.data.sequence);
      expect(sequences).toEqual(sequences.toSorted((one, other) => one - other));
    }
  }, 30_000);
});

describe('managing subscriptions', () => {
  it('a rotated secret signs beside the old one', async () => {
    const { subscriptionId, secret } = await subscribe();
    const { status, body } = await bench.ask('POST', `/webhooks/${subscriptionId}/secret`);
    expect([status, body['secret'] === secret]).toEqual([201, false]);
    await placed();
    const [webhook] = await received(1);
    if (!webhook) throw new Error('one was received');
    for (const each of [secret, body['secret'] as string])
      expect(verified(webhook, each).type).toBe('order.awaiting_payment');
    await bench.space.query(
      `UPDATE ${bench.space.schema('order-status')}.webhook_subscription SET old_secret_until = now() - interval '1 ms'`,
    );
    await paid();
    const [, later] = await received(2);
    if (!later) throw new Error('another was received');
    expect(() => verified(later, secret)).toThrow('No matching signature');
    expect(verified(later, body['secret'] as string).type).toBe('order.paid');
  });

  it('a test is sent at once, signed, and what the receiver made of it is told', async () => {
    const { subscriptionId, secret } = await subscribe();
    expect(await bench.ask('POST', `/webhooks/${subscriptionId}/test`)).toMatchObject({
      ...{ status: 200, body: { delivered: true, status: 204, problem: null } },
    });
    const [webhook] = receiver.received;
    expect(webhook && verified(webhook, secret)).toMatchObject({ type: 'webhook.test', data: { order: null } });
    await receiver.close();
    expect(await bench.ask('POST', `/webhooks/${subscriptionId}/test`)).toMatchObject({
      body: { delivered: false, status: null, problem: 'nothing listens there (connection refused)' },
    });
  });

  it('one delivery is sent again when asked for', async () => {
    const subscribed = await subscribe();
    await placed();
    await received(1);
    const sent = await waitFor('it to be settled', async () => {
      const [one] = (await deliveries(subscribed)).deliveries;
      return one?.state === 'DELIVERED' && one;
    });
    const path = `/webhooks/${subscribed.subscriptionId}/deliveries/${sent.deliveryId}`;
    expect(await bench.ask('POST', `${path}/redeliver`)).toMatchObject({ status: 202 });
    const [first, again] = await received(2);
    expect(again?.body).toEqual(first?.body);
    const told = await waitFor('both attempts', async () => {
      const { body } = await bench.ask('GET', path);
      return (body['history'] as object[]).length === 2 && body;
    });
    expect(told['state']).toBe('DELIVERED');
  });

  it('secrets are stored sealed and shown once', async () => {
    const subscribed = await subscribe();
    expect(Object.keys(await subscription(subscribed))).not.toContain('secret');
    const rows = await bench.space.query(
      `SELECT encode(secret, 'escape') AS secret FROM ${bench.space.schema('order-status')}.webhook_subscription`,
    );
    expect(JSON.stringify(rows)).not.toContain(subscribed.secret.slice('whsec_'.length, -4));
  });

  it('deliveries are listed latest first, page by page, and of one order', async () => {
    const subscribed = await subscribe();
    await placed();
    await received(1);
    await paid();
    await placed('gifts/unrelated');
    await received(2);
    await sentOf(subscribed, 3);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await deliveries(subscribed, `?limit=1${next && `&after=${next}`}`);
      seen.push(...page.deliveries.map(({ deliveryId }) => deliveryId));
      next = page.next;
    }
    expect(seen).toEqual((await deliveries(subscribed)).deliveries.map(({ deliveryId }) => deliveryId));
    expect(new Set(seen).size).toBe(3);
    const ofOrder = await deliveries(subscribed, `?orderReference=${orderId.slice(6)}`);
    expect(ofOrder.deliveries.map(({ sequence }) => sequence)).toEqual([2, 1]);
  });

  it('another shop’s subscription does not exist', async () => {
    const { subscriptionId } = await subscribe();
    const key = BOOKS_KEY;
    const paths = ['', '/test', '/secret', '/redeliver', '/deliveries', '/deliveries/x', '/deliveries/x/redeliver'];
    for (const path of paths) {
      const method = ['', '/deliveries', '/deliveries/x'].includes(path) ? 'GET' : 'POST';
      expect([path, (await bench.ask(method, `/webhooks/${subscriptionId}${path}`, { key })).status]).toEqual([
        path,
        404,
      ]);
    }
    const change = { key, body: { state: 'PAUSED' } };
    expect((await bench.ask('PATCH', `/webhooks/${subscriptionId}`, change)).status).toBe(404);
    expect((await bench.ask('DELETE', `/webhooks/${subscriptionId}`, { key })).status).toBe(404);
    expect((await bench.ask('GET', '/webhooks', { key })).body).toEqual({ subscriptions: [] });
    expect((await bench.ask('GET', '/webhooks', { key: '' })).status).toBe(401);
    expect((await bench.ask('GET', '/webhooks', { key: 'nobody’s'.replace('’', '') })).status).toBe(401);
  });

  it.each([
    ['a private address', { url: 'https://10.0.0.1/' }, 'url: must be a public address, which 10.0.0.1 is not'],
    ['plain http', { url: 'http://shop.example/' }, 'url: must start with https://'],
    ['no address', { url: 'shop' }, 'url: must be an address such as https://shop.example/webhooks'],
    ['an unknown type', { url: 'https://shop.example/', eventTypes: ['order.lost'] }, 'eventTypes.0: one of order.'],
    ['an unknown field', { url: 'https://shop.example/', event: 'x' }, 'Unrecognized key: "event"'],
  ])('%s is refused', async (_, body, detail) => {
    const answer = await bench.ask('POST', '/webhooks', { body });
    expect(answer.status).toBe(400);
    expect(answer.body['detail']).toContain(detail);
  });

  it('the types are a closed list with meanings', async () => {
    const answer = await fetch(`${bench.service.url}/webhook-event-types`);
    expect(await answer.json()).toContainEqual({ type: 'order.paid', meaning: 'What is owed has been taken' });
  });
});
