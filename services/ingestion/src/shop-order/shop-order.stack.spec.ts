import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAlone, type Alone } from '../../test/ingestion-alone.js';
import { anOrder, content, line } from '../../test/orders.js';
import { OTHER_SHOP_KEY, post } from '../../test/payments.js';

const PATH = '/shop/orders';

describe('POST /shop/orders', () => {
  let alone: Alone;
  beforeAll(async () => {
    alone = await startAlone('shop orders');
  }, 60_000);
  afterAll(() => alone.close(), 60_000);

  const outboxOf = (orderId: string) =>
    alone.space.query<{ type: string; event_id: string; body: Buffer }>(
      `SELECT type, event_id, body FROM ${alone.space.schema('ingestion')}.outbox WHERE key = $1 ORDER BY id`,
      [orderId],
    );

  it('accepted: it is stored and on its way to the topic, sealed', async () => {
    const order = anOrder();
    const answer = await post(alone.url, PATH, order);
    const orderId = `gifts/${order.orderReference}`;
    expect(answer).toMatchObject({ status: 202, body: { orderId } });
    const [message, ...others] = await outboxOf(orderId);
    expect(message).toMatchObject({ type: 'OrderPlaced', event_id: answer.body.eventId });
    expect(others).toEqual([]);
    const [stored] = await alone.space.query<{ body: Buffer }>(
      `SELECT body FROM ${alone.space.schema('ingestion')}.shop_order WHERE order_id = $1`,
      [orderId],
    );
    for (const sealed of [message?.body, stored?.body]) expect(sealed?.toString('latin1')).not.toContain('Ada Byron');
  });

  it('accepted: amended and cancelled are versions of their own', async () => {
    const order = anOrder();
    const head = { shop: order.shop, orderReference: order.orderReference };
    await post(alone.url, PATH, order);
    await post(alone.url, PATH, { ...head, version: 2, kind: 'AMENDED', amended: content() });
    await post(alone.url, PATH, { ...head, version: 3, kind: 'CANCELLED', cancelled: { reason: 'changed my mind' } });
    const types = (await outboxOf(`gifts/${order.orderReference}`)).map(({ type }) => type);
    expect(types).toEqual(['OrderPlaced', 'OrderAmended', 'OrderCancelled']);
  });

  it('replayed: the same again, also fifty at once, gets the same eventId and is published once', async () => {
    const order = anOrder();
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(alone.url, PATH, order)));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    expect(await outboxOf(`gifts/${order.orderReference}`)).toHaveLength(1);
  });

  it('refused: the same version with another content is a conflict, told by both hashes', async () => {
    const order = anOrder();
    await post(alone.url, PATH, order);
    const answer = await post(alone.url, PATH, { ...order, placed: content({ pricesIncludeTax: false }) });
    expect(answer.status).toBe(409);
    expect(answer.body.detail.match(/[0-9a-f]{64}/g)).toHaveLength(2);
    expect(await outboxOf(`gifts/${order.orderReference}`)).toHaveLength(1);
  });

  it('refused: figures that do not add up are told both, and nothing is kept', async () => {
    const order = anOrder({ placed: content({ totalMinor: 3601, lines: [line(1), line(2, { grossMinor: 1801 })] }) });
    const answer = await post(alone.url, PATH, order);
    expect(answer).toMatchObject({ status: 400, type: 'application/problem+json; charset=utf-8' });
    expect(answer.body.errors).toEqual([
      { field: 'placed.lines.1.grossMinor', message: 'is 18.01 GBP, but net and tax of the line make 18.00 GBP' },
    ]);
    expect(await outboxOf(`gifts/${order.orderReference}`)).toEqual([]);
  });

  it('refused: without a key, and with that of another shop', async () => {
    expect(await post(alone.url, PATH, anOrder(), null)).toMatchObject({ status: 401 });
    expect(await post(alone.url, PATH, anOrder(), OTHER_SHOP_KEY)).toMatchObject({ status: 403 });
  });

  it('refused: a card number is named by its place, and the digits are repeated nowhere', async () => {
    const order = anOrder({
      placed: content({ customer: { name: 'Ada 4929 0000 0000 6', note: '4462000000000003' } }),
    });
    const answer = await post(alone.url, PATH, order);
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'placed.customer.name' }, { field: 'placed.customer.note' }] },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/4462|4929/);
    expect(await outboxOf(`gifts/${order.orderReference}`)).toEqual([]);
  });

  it('accepted: 2,000 lines, and a name of emoji as it is', async () => {
    const lines = Array.from({ length: 2000 }, (_, index) => line(index + 1));
    const sums = { netMinor: 3_000_000, taxMinor: 600_000, totalMinor: 3_600_000 };
    const order = anOrder({ placed: content({ ...sums, lines, customer: { name: 'Zoë 🎁 李' } }) });
    expect(await post(alone.url, PATH, order)).toMatchObject({ status: 202 });
    expect(await outboxOf(`gifts/${order.orderReference}`)).toHaveLength(1);
  });

  it('refused: 10,000 lines, by a limit that is told, whether they fit the body or not', async () => {
    const few = { description: 'x', unitOfMeasure: undefined, kind: undefined };
    const lines = Array.from({ length: 10_000 }, (_, index) => line(index + 1, few));
    const answer = await post(alone.url, PATH, anOrder({ placed: content({ lines }) }));
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'placed.lines' }] },
    });
    expect(answer.body.errors[0].message).toContain('at most 2000 lines');
    const long = lines.map((each) => ({ ...each, description: 'x'.repeat(200) }));
    const tooLarge = await post(alone.url, PATH, anOrder({ placed: content({ lines: long }) }));
    expect(tooLarge).toMatchObject({ status: 413, body: { detail: expect.stringContaining('2097152 bytes') } });
  });

  it.each([
    ['JSON floats', '"netMinor":1500', '"netMinor":1500.5', 'placed.lines.0.netMinor'],
    ['amounts as text', '"netMinor":1500', '"netMinor":"1500"', 'placed.lines.0.netMinor'],
    ['a negative total', '"totalMinor":3600', '"totalMinor":-3600', 'placed.totalMinor'],
    ['more than an exact integer holds', '"netMinor":1500', '"netMinor":9007199254740993', 'placed.lines.0.netMinor'],
    ['a member given twice', '"netMinor":1500', '"netMinor":1500,"netMinor":1', 'placed.lines.0.netMinor'],
    ['a field nobody knows', '"pricesIncludeTax"', '"priceIncludesTax"', 'placed.priceIncludesTax'],
    ['a name every object has', '"pricesIncludeTax"', '"hasOwnProperty":1,"pricesIncludeTax"', 'placed.hasOwnProperty'],
    [
      'depth',
      '"customerCode":"17850"',
      `"customerCode":${'['.repeat(20)}${']'.repeat(20)}`,
      'placed.customer.customerCode',
    ],
  ])('refused: %s, by name', async (_, from, to, field) => {
    const order = anOrder();
    const answer = await post(alone.url, PATH, JSON.stringify(order).replace(from, to));
    expect(answer).toMatchObject({ status: 400, type: 'application/problem+json; charset=utf-8' });
    expect(answer.body.errors.map((each: { field: string }) => each.field).join(' ')).toContain(field);
    expect(await outboxOf(`gifts/${order.orderReference}`)).toEqual([]);
  });

  it.each(['__proto__', 'constructor'])('refused: a %s that would change every object', async (name) => {
    const body = JSON.stringify(anOrder()).replace('"version"', `"${name}":{"prototype":{"polluted":1}},"version"`);
    expect(await post(alone.url, PATH, body)).toMatchObject({ status: 400 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('refused: what is no JSON', async () => {
    expect(await post(alone.url, PATH, '{"shop":')).toMatchObject({ status: 400 });
  });

  it('unknown: the shop that did not hear the answer sends it again and gets the first one', async () => {
    const order = anOrder();
    const lost = new AbortController();
    const request = fetch(`${alone.url}${PATH}`, {
      method: 'POST',
      signal: lost.signal,
      headers: { 'content-type': 'application/json', authorization: 'Bearer the-key-of-the-gift-shop' },
      body: JSON.stringify(order),
    });
    setImmediate(() => lost.abort());
    await request.catch(() => undefined);
    expect(await post(alone.url, PATH, order)).toMatchObject({ status: 202 });
    expect(await outboxOf(`gifts/${order.orderReference}`)).toHaveLength(1);
  });

  it('broken: with Postgres away it is a 5xx without details, and the same can be sent again', async () => {
    const order = anOrder();
    alone.cut();
    try {
      const answer = await post(alone.url, PATH, order);
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expect(JSON.stringify(answer.body)).not.toContain('Ada Byron');
    } finally {
      alone.mend();
    }
    expect(await post(alone.url, PATH, order)).toMatchObject({ status: 202 });
    expect(await outboxOf(`gifts/${order.orderReference}`)).toHaveLength(1);
  });
});
