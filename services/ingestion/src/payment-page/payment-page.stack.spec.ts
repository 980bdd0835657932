import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { startAlone, type Alone } from '../../test/ingestion-alone.js';
import { registered, startOpayo, type OpayoStandIn } from '../../test/opayo-stand-in.js';
import { aPayment, notificationOf, notify, OTHER_SHOP_KEY, post, SHOP_KEY } from '../../test/payments.js';

const ADA = {
  surname: 'Byron',
  firstNames: 'Ada',
  address1: '88 High Street',
  city: 'London',
  postCode: '412',
  country: 'GB',
};

function aWish(overrides: Record<string, unknown> = {}) {
  return {
    shop: 'gifts',
    orderReference: String(randomInt(100_000, 1_000_000_000)),
    txType: 'PAYMENT',
    amountMinor: 13912,
    currency: 'GBP',
    description: 'Lanterns & hearts',
    billing: ADA,
    customerEmail: 'ada@example.org',
    ...overrides,
  };
}

/** Opayo's Server registration is a stand-in of this test; Kafka and Pi are away. */
describe('POST /payments', () => {
  let alone: Alone;
  let opayo: OpayoStandIn;
  beforeAll(async () => {
    opayo = await startOpayo();
    alone = await startAlone('payment pages', undefined, {
      ...{ SERVER_BASE_URL: opayo.url, SERVER_TIMEOUT_MS: '400', PUBLIC_BASE_URL: 'https://connect.example/' },
    });
  }, 60_000);
  afterEach(() => opayo.answerRegistrationsWith(undefined));
  afterAll(async () => {
    await alone.close();
    await opayo.close();
  }, 60_000);

  const ask = (wish: unknown, key: string | undefined = randomUUID(), shopKey: string | null = SHOP_KEY) =>
    post(alone.url, '/payments', wish, shopKey, key === undefined ? {} : { 'idempotency-key': key });
  const rowsOf = ({ orderReference }: { orderReference: string }) =>
    alone.space.query<{ state: string; attempt: number; vendor_tx_code: string }>(
      `SELECT state, attempt, vendor_tx_code FROM ${alone.space.schema('ingestion')}.payment_page
       WHERE order_id = $1 ORDER BY attempt`,
      [`gifts/${orderReference}`],
    );
  const postedFor = ({ orderReference }: { orderReference: string }) =>
    opayo.registrations.filter((form) => form['VendorTxCode']?.startsWith(`gifts-${orderReference}-`));
  const watched = (vendorTxCode: string) =>
    alone.space.query(
      `SELECT transaction_id, order_id, expected_why FROM ${alone.space.schema('ingestion')}.watched_transaction WHERE vendor_tx_code = $1`,
      [vendorTxCode],
    );

  it('accepted: Opayo is asked for a page, and its notification can be verified afterwards', async () => {
    const wish = aWish();
    const { status, body } = await ask(wish);
    expect(status).toBe(201);
    expect(body).toEqual({
      vendorTxCode: expect.stringMatching(new RegExp(`^gifts-${wish.orderReference}-[0-9a-f]{12}$`)),
      transactionId: expect.stringMatching(/^[0-9A-F-]{36}$/),
      paymentPageUrl: `https://opayo.example/gateway/service/cardselection?vpstxid=${body.transactionId}`,
      expiresAt: expect.stringMatching(/Z$/),
    });
    const lifeMs = Date.parse(body.expiresAt) - Date.now();
    expect(lifeMs).toBeGreaterThan(14 * 60_000);
    expect(lifeMs).toBeLessThanOrEqual(15 * 60_000);
    expect(postedFor(wish)).toEqual([
      expect.objectContaining({
        ...{ VPSProtocol: '4.00', TxType: 'PAYMENT', Vendor: 'clarityshop', VendorTxCode: body.vendorTxCode },
        ...{ Amount: '139.12', Currency: 'GBP', Description: 'Lanterns & hearts', BillingSurname: 'Byron' },
        ...{ DeliverySurname: 'Byron', CustomerEMail: 'ada@example.org' },
        NotificationURL: 'https://connect.example/opayo/notifications/clarityshop',
      }),
    ]);
    expect(await watched(body.vendorTxCode)).toEqual([
      { transaction_id: body.transactionId, order_id: `gifts/${wish.orderReference}`, expected_why: 'REGISTERED' },
    ]);
    const { vendorTxCode, transactionId } = body;
    const securityKey = transactionId.replaceAll('-', '').slice(0, 10);
    const form = notificationOf(aPayment({ vendorTxCode, transactionId, securityKey }), { Status: 'ABORT' });
    expect((await notify(alone.url, form, 'clarityshop')).text).toContain('Status=OK\r\n');
    const told = await waitFor('the fact', async () => {
      const sql = `SELECT type FROM ${alone.space.schema('ingestion')}.outbox WHERE key = $1`;
      return (await alone.space.query<{ type: string }>(sql, [`gifts/${wish.orderReference}`]))[0];
    });
    expect(told.type).toBe('PaymentDeclined');
  });

  it('accepted: yen have no decimals, an accent is a byte of ISO-8859-1, a parcel may go elsewhere', async () => {
    const delivery = { ...ADA, surname: 'Łódź', city: 'Köln', country: 'DE' };
    const wish = aWish({ amountMinor: 500, currency: 'JPY', txType: 'DEFERRED', delivery });
    expect((await ask(wish)).status).toBe(201);
    expect(postedFor(wish)[0]).toMatchObject({
      ...{ Amount: '500', Currency: 'JPY', TxType: 'DEFERRED', DeliverySurname: 'Lódz', DeliveryCity: 'Köln' },
    });
  });

  it('accepted: an order reference of any letters becomes a code Opayo takes', async () => {
    const { body } = await ask(aWish({ orderReference: `Übergröße #${randomUUID().slice(0, 8)} in langen Worten` }));
    expect(body.vendorTxCode).toMatch(/^[A-Za-z0-9._-]{1,40}$/);
  });

  it.each([
    ['billing.surname', { billing: { ...ADA, surname: 'x'.repeat(21) } }],
    ['billing.country', { billing: { ...ADA, country: 'UK1' } }],
    ['billing.state', { billing: { ...ADA, country: 'US' } }],
    ['delivery.city', { delivery: { ...ADA, city: '王' } }],
    ['description', { description: '🎁' }],
    ['amountMinor', { amountMinor: 0 }],
    ['amountMinor', { amountMinor: 1.5 }],
    ['amountMinor', { amountMinor: -100 }],
    ['amountMinor', { amountMinor: 10_000_001 }],
    ['currency', { currency: 'gbp' }],
    ['txType', { txType: 'TOKEN' }],
    ['vendor', { vendor: 'someoneelse' }],
    ['attempt', { attempt: 0 }],
    ['cardNumber', { cardNumber: '1' }],
  ])('refused: a wrong %s is named, and neither stored nor sent', async (field, change) => {
    const wish = aWish(change);
    expect(await ask(wish)).toMatchObject({ status: 400, body: { errors: [expect.objectContaining({ field })] } });
    expect(await rowsOf(wish)).toEqual([]);
    expect(postedFor(wish)).toEqual([]);
  });

  it('refused: card data, wherever it stands, is not repeated, stored or sent', async () => {
    for (const [change, key] of [
      [{ description: 'paid with 4929000000006' }, undefined],
      [{ billing: { ...ADA, phone: '4929 0000 0000 6' } }, undefined],
      [{}, '4929000000006'],
    ] as const) {
      const wish = aWish(change);
      const answer = await ask(wish, key);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).not.toContain('4929');
      expect(await rowsOf(wish)).toEqual([]);
    }
  });

  it('refused: without a key of a shop, or with that of another one', async () => {
    expect((await ask(aWish(), undefined, null)).status).toBe(401);
    expect((await ask(aWish(), undefined, OTHER_SHOP_KEY)).status).toBe(403);
  });

  it.each([
    ['INVALID', '4009 : The Amount is outside the allowed range.', 'amountMinor'],
    ['MALFORMED', '3107 : The BillingAddress1 value contains invalid characters.', 'billing.address1'],
    ['INVALID', '4999 : Something nobody has heard of.', ''],
    ['FROBNICATED', 'No code at all', ''],
  ])('refused: Opayo says %s %s → 422 about %j, and the same again the same', async (Status, StatusDetail, field) => {
    opayo.answerRegistrationsWith(() => ({ VPSProtocol: '4.00', Status, StatusDetail }));
    const [wish, key] = [aWish(), randomUUID()];
    const answer = await ask(wish, key);
    expect(answer).toMatchObject({
      ...{ status: 422, type: 'application/problem+json; charset=utf-8' },
      body: { type: 'urn:clarity-connect:problem:opayo-refused', errors: [{ field }] },
    });
    opayo.answerRegistrationsWith(undefined);
    const { traceId: _first, ...first } = answer.body;
    const { traceId: _second, ...second } = (await ask(wish, key)).body;
    expect(second).toEqual(first);
    expect(postedFor(wish)).toHaveLength(1);
    expect((await ask({ ...wish, attempt: 2 }, randomUUID())).status).toBe(201);
  });

  it('replayed: fifty at once are one page, and the same later, with or without a key of the shop', async () => {
    for (const key of [randomUUID(), undefined]) {
      const wish = aWish();
      const answers = await Promise.all(
        Array.from({ length: 50 }, () =>
          post(alone.url, '/payments', wish, SHOP_KEY, key ? { 'idempotency-key': key } : {}),
        ),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]?.status).toBe(201);
      expect(postedFor(wish)).toHaveLength(1);
      expect(await post(alone.url, '/payments', wish, SHOP_KEY, key ? { 'idempotency-key': key } : {})).toEqual(
        answers[0],
      );
      expect(await rowsOf(wish)).toMatchObject([{ state: 'OPEN', attempt: 1 }]);
    }
  });

  it('replayed: the same key with another body is a conflict; another key or attempt is another page', async () => {
    const [wish, key] = [aWish(), randomUUID()];
    const { body } = await ask(wish, key);
    expect((await ask({ ...wish, amountMinor: 1 }, key)).status).toBe(409);
    const other = await ask(wish, randomUUID());
    expect(other.status).toBe(201);
    expect(other.body.vendorTxCode).not.toBe(body.vendorTxCode);
    const byAttempt = [1, 2].map((attempt) => post(alone.url, '/payments', { ...wish, attempt }));
    const codes = (await Promise.all(byAttempt)).map((answer) => answer.body.vendorTxCode as string);
    expect(new Set([...codes, body.vendorTxCode, other.body.vendorTxCode]).size).toBe(4);
  });

  it.each([
    ['is busy', 429],
    ['has an error of its own', 'ERROR'],
  ])(
    'unknown: when Opayo %s nothing was registered, and the same again goes on under the same code',
    async (_, trouble) => {
      const [wish, key] = [aWish(), randomUUID()];
      opayo.answerRegistrationsWith(() =>
        typeof trouble === 'number' ? trouble : { Status: trouble, StatusDetail: '5003 : Internal server error' },
      );
      const answer = await ask(wish, key);
      expect(answer).toMatchObject({ status: 503, body: { type: 'urn:clarity-connect:problem:no-page-yet' } });
      expect(answer.retryAfter).toBeGreaterThan(0);
      expect(await rowsOf(wish)).toMatchObject([{ state: 'NOT_SENT' }]);
      opayo.answerRegistrationsWith(undefined);
      expect((await ask(wish, key)).status).toBe(201);
      const [first, second] = postedFor(wish);
      expect(second?.['VendorTxCode']).toBe(first?.['VendorTxCode']);
      expect(await rowsOf(wish)).toMatchObject([{ state: 'OPEN', attempt: 1 }]);
    },
  );

  it.each(['silence', 'cut', 500] as const)(
    'unknown: %s after the request: that page is lost and watched, and the same again gets another one under another code',
    async (trouble) => {
      const [wish, key] = [aWish(), randomUUID()];
      opayo.answerRegistrationsWith(() => trouble);
      expect(await ask(wish, key)).toMatchObject({ status: 503, retryAfter: 1 });
      const [lost] = await rowsOf(wish);
      expect(lost?.state).toBe('UNKNOWN');
      expect(await watched(lost?.vendor_tx_code ?? '')).toEqual([
        { transaction_id: null, order_id: `gifts/${wish.orderReference}`, expected_why: 'REGISTERED' },
      ]);
      opayo.answerRegistrationsWith(undefined);
      const { status, body } = await ask(wish, key);
      expect(status).toBe(201);
      expect(body.vendorTxCode).not.toBe(lost?.vendor_tx_code);
      expect(await rowsOf(wish)).toMatchObject([{ state: 'UNKNOWN' }, { state: 'OPEN', attempt: 2 }]);
    },
  );

  it('broken: without Postgres nothing is sent; when it goes away after the call the page is lost, and nobody is given two', async () => {
    const [unsent, lost, key] = [aWish(), aWish(), randomUUID()];
    alone.cut();
    expect((await ask(unsent)).status).toBeGreaterThanOrEqual(500);
    alone.mend();
    expect(postedFor(unsent)).toEqual([]);

    await waitFor('Postgres to be back', async () => (await ask(aWish())).status === 201);
    opayo.answerRegistrationsWith((form) => {
      alone.cut();
      return registered(form);
    });
    expect((await ask(lost, key)).status).toBeGreaterThanOrEqual(500);
    opayo.answerRegistrationsWith(undefined);
    alone.mend();
    const { body } = await waitFor('another page', async () => {
      const answer = await ask(lost, key);
      return answer.status === 201 ? answer : undefined;
    });
    const codes = postedFor(lost).map((form) => form['VendorTxCode']);
    expect(codes).toHaveLength(2);
    expect(codes[1]).toBe(body.vendorTxCode);
    expect(await rowsOf(lost)).toMatchObject([{ state: 'UNKNOWN' }, { state: 'OPEN' }]);
  });

  it('what it keeps of a page is sealed, and it counts what it answers', async () => {
    const { body } = await ask(aWish());
    const [row] = await alone.space.query<{ page: Buffer }>(
      `SELECT page FROM ${alone.space.schema('ingestion')}.payment_page WHERE transaction_id = $1`,
      [body.transactionId],
    );
    expect(row?.page.toString('latin1')).not.toContain('opayo.example');
    const metrics = await (await fetch(`${alone.url}/metrics`)).text();
    for (const result of ['page', 'refused', 'later', 'conflict']) {
      expect(metrics).toMatch(new RegExp(`ingestion_payment_pages_total\\{result="${result}"[^}]*\\} [1-9]`));
    }
  });
});
