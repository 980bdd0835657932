import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAlone, type Alone } from '../../test/ingestion-alone.js';
import { aPayment, notificationOf, notify, OTHER_SHOP_KEY, post } from '../../test/payments.js';

const PATH = '/opayo/registrations';

describe('POST /opayo/registrations', () => {
  let alone: Alone;
  beforeAll(async () => {
    alone = await startAlone('registrations');
  }, 60_000);
  afterAll(() => alone.close(), 60_000);

  const rows = (vendorTxCode: string) =>
    alone.space.query(`SELECT * FROM ${alone.space.schema('ingestion')}.registration WHERE vendor_tx_code = $1`, [
      vendorTxCode,
    ]);

  it('accepted: it is stored, and notifications of it can be verified', async () => {
    const payment = aPayment();
    expect(
      await post(alone.url, PATH, { ...payment, transactionId: `{${payment.transactionId.toLowerCase()}}` }),
    ).toMatchObject({
      status: 201,
      body: {
        vendorTxCode: payment.vendorTxCode,
        transactionId: payment.transactionId,
        orderId: `gifts/${payment.orderReference}`,
      },
    });
    expect((await notify(alone.url, notificationOf(payment))).text).toContain('Status=OK');
  });

  it('accepted: a payment without an order yet, and without the time', async () => {
    const { registeredAt: _, ...payment } = aPayment({ orderReference: null });
    expect(await post(alone.url, PATH, payment)).toMatchObject({ status: 201, body: { orderId: null } });
  });

  it('replayed: the same again, also fifty at once, is the same', async () => {
    const payment = aPayment();
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(alone.url, PATH, payment)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(49).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await post(alone.url, PATH, { ...payment, registeredAt: '2026-11-23T10:05:00Z' })).toMatchObject({
      status: 200,
    });
    expect(await rows(payment.vendorTxCode)).toHaveLength(1);
  });

  it.each([
    ['securityKey', { securityKey: 'ANOTHERKEY' }],
    ['transactionId', { transactionId: aPayment().transactionId }],
    ['orderReference', { orderReference: '1' }],
  ])('refused: another %s for a known payment is a conflict and changes nothing', async (field, change) => {
    const payment = aPayment();
    await post(alone.url, PATH, payment);
    const before = await rows(payment.vendorTxCode);
    const answer = await post(alone.url, PATH, { ...payment, ...change });
    expect(answer).toMatchObject({ status: 409, type: 'application/problem+json; charset=utf-8' });
    expect(answer.body.detail).toContain(`another ${field}`);
    expect(JSON.stringify(answer.body)).not.toMatch(new RegExp(`ANOTHERKEY|${payment.securityKey}`));
    expect(await rows(payment.vendorTxCode)).toEqual(before);
  });

  it('refused: without a key, with a wrong one, and with that of another shop', async () => {
    const payment = aPayment();
    expect(await post(alone.url, PATH, payment, null)).toMatchObject({ status: 401 });
    expect(await post(alone.url, PATH, payment, 'guessed')).toMatchObject({ status: 401 });
    expect(await post(alone.url, PATH, payment, OTHER_SHOP_KEY)).toMatchObject({
      status: 403,
      body: { errors: [{ field: 'shop' }] },
    });
    expect(await rows(payment.vendorTxCode)).toEqual([]);
  });

  it.each([
    ['vendor', { vendor: 'someoneelse' }],
    ['vendorTxCode', { vendorTxCode: "it's" }],
    ['transactionId', { transactionId: '12345' }],
    ['securityKey', { securityKey: '' }],
    ['shop', { shop: 'gifts/uk' }],
    ['orderReference', { orderReference: 'a/b' }],
    ['registeredAt', { registeredAt: 'yesterday' }],
  ])('refused: a wrong %s is named', async (field, change) => {
    const answer = await post(alone.url, PATH, aPayment(change));
    expect(answer).toMatchObject({ status: 400, body: { status: 400, errors: [{ field }] } });
  });

  it('refused: a card number, wherever it stands, is named by its place and stored nowhere', async () => {
    const answer = await post(alone.url, PATH, aPayment({ vendorTxCode: '4462000000000003' }));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'vendorTxCode' }] } });
    expect(JSON.stringify(answer.body)).not.toContain('4462');
    expect(await rows('4462000000000003')).toEqual([]);
  });

  it('unknown: the shop that did not hear the answer sends it again and gets the first one', async () => {
    const payment = aPayment();
    const lost = new AbortController();
    const request = fetch(`${alone.url}${PATH}`, {
      method: 'POST',
      signal: lost.signal,
      headers: { 'content-type': 'application/json', authorization: 'Bearer the-key-of-the-gift-shop' },
      body: JSON.stringify(payment),
    });
    setImmediate(() => lost.abort());
    await request.catch(() => undefined);
    expect([200, 201]).toContain((await post(alone.url, PATH, payment)).status);
    expect(await rows(payment.vendorTxCode)).toHaveLength(1);
  });

  it('broken: with Postgres away it is a 5xx, and the same can be sent again', async () => {
    const payment = aPayment();
    alone.cut();
    try {
      expect((await post(alone.url, PATH, payment)).status).toBeGreaterThanOrEqual(500);
    } finally {
      alone.mend();
    }
    expect(await post(alone.url, PATH, payment)).toMatchObject({ status: 201 });
  });
});
