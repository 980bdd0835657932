import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { startBooks, REPORTING_USER, type BooksStandIn } from '../../test/books-stand-in.js';
import { aClaim } from '../../test/claims.js';
import { aVendor } from '../../test/ingestion-environment.js';
import { startAlone, type Alone } from '../../test/ingestion-alone.js';
import { OTHER_SHOP_KEY, post, SHOP_KEY } from '../../test/payments.js';
import { openProducersDoor, type ProducersDoor } from '../../test/producers-door.js';

const PATH = '/opayo/events';

describe('POST /opayo/events', () => {
  let alone: Alone;
  beforeAll(async () => {
    alone = await startAlone('events');
  }, 60_000);
  afterAll(() => alone.close(), 60_000);

  const claimsOf = (transactionId: string) =>
    alone.space.query<{ event_id: string; state: string; order_id: string | null; body: Buffer }>(
      `SELECT event_id, state, order_id, body FROM ${alone.space.schema('ingestion')}.claim WHERE transaction_id = $1`,
      [transactionId],
    );
  const watched = (transactionId: string) =>
    alone.space.query(
      `SELECT expected_why, order_id FROM ${alone.space.schema('ingestion')}.watched_transaction WHERE transaction_id = $1`,
      [transactionId],
    );

  it('accepted: it is stored sealed, Opayo is going to be asked, and nothing is published', async () => {
    const claim = aClaim();
    const answer = await post(alone.url, PATH, claim);
    expect(answer).toMatchObject({ status: 202, body: { eventId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    const orderId = `gifts/${claim.orderReference}`;
    const [stored] = await claimsOf(claim.transactionId);
    expect(stored).toMatchObject({ event_id: answer.body.eventId, state: 'WAITING', order_id: orderId });
    expect(stored?.body.toString('latin1')).not.toContain(claim.vendorTxCode);
    expect(await watched(claim.transactionId)).toEqual([{ expected_why: 'SUBMITTED', order_id: orderId }]);
    const outbox = `SELECT id FROM ${alone.space.schema('ingestion')}.outbox WHERE key = ANY ($1)`;
    expect(await alone.space.query(outbox, [[orderId, claim.vendorTxCode]])).toEqual([]);
  });

  it('accepted: the shop of the key stands for the shop nobody named', async () => {
    const { shop: _shop, ...claim } = aClaim();
    await post(alone.url, PATH, claim, OTHER_SHOP_KEY);
    expect(await claimsOf(claim.transactionId)).toMatchObject([{ order_id: `books/${claim.orderReference}` }]);
  });

  it('replayed: the same content, also fifty at once, is one event with one eventId', async () => {
    const claim = aClaim();
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(alone.url, PATH, claim)));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    expect(await claimsOf(claim.transactionId)).toHaveLength(1);
  });

  it('replayed: by the eventId given; with another content it is a conflict', async () => {
    const eventId = randomUUID();
    const claim = aClaim({ eventId });
    expect(await post(alone.url, PATH, claim)).toMatchObject({ status: 202, body: { eventId } });
    expect(await post(alone.url, PATH, { ...claim, eventId: eventId.toUpperCase() })).toMatchObject({ status: 202 });
    expect(await post(alone.url, PATH, { ...claim, amountMinor: 1 })).toMatchObject({ status: 409 });
    expect(await claimsOf(claim.transactionId)).toHaveLength(1);
  });

  it('an eventId belongs to its shop: another shop may use the same', async () => {
    const eventId = randomUUID();
    await post(alone.url, PATH, aClaim({ eventId }));
    expect(await post(alone.url, PATH, aClaim({ eventId, shop: 'books' }), OTHER_SHOP_KEY)).toMatchObject({
      status: 202,
    });
  });

  it.each([
    ['a wrong field is named', { amountMinor: 36.5 }, 'amountMinor'],
    ['a misspelt field is named with the one that was meant', { transactionID: 'x' }, 'transactionID'],
    ['a card number is named by its place', { opayoStatus: 'OK 4929 0000 0000 6' }, 'opayoStatus'],
  ])('refused: %s', async (_, overrides, field) => {
    const claim = aClaim(overrides);
    const answer = await post(alone.url, PATH, claim);
    expect(answer).toMatchObject({ status: 400, type: 'application/problem+json; charset=utf-8' });
    expect(answer.body.errors[0].field).toBe(field);
    expect(JSON.stringify(answer.body)).not.toMatch(/4929|36\.5/);
    expect(await claimsOf(claim.transactionId)).toEqual([]);
  });

  it('refused: without a key, with that of another shop, and what is no object', async () => {
    expect(await post(alone.url, PATH, aClaim(), null)).toMatchObject({ status: 401 });
    expect(await post(alone.url, PATH, aClaim(), OTHER_SHOP_KEY)).toMatchObject({ status: 403 });
    for (const body of [[], [aClaim()], '"text"', 'null', '42']) {
      expect(await post(alone.url, PATH, body)).toMatchObject({ status: 400 });
    }
  });

  it.each([
    ['truncated JSON', JSON.stringify(aClaim()).slice(0, -2), {}, 400],
    ['a member given twice', `{"kind":"CAPTURED",${JSON.stringify(aClaim()).slice(1)}`, {}, 400],
    ['a prototype', `{"__proto__":{"shop":"books"},${JSON.stringify(aClaim()).slice(1)}`, {}, 400],
    ['depth', '['.repeat(4_000) + ']'.repeat(4_000), {}, 400],
    ['another charset', JSON.stringify(aClaim()), { 'content-type': 'application/json; charset=iso-8859-1' }, 415],
    ['bytes of another charset', Buffer.from(JSON.stringify(aClaim({ opayoStatus: 'Zoë' })), 'latin1'), {}, 400],
    ['another media type', JSON.stringify(aClaim()), { 'content-type': 'text/plain' }, 415],
    ['a form', 'kind=CAPTURED', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['compression, which is never undone', Buffer.alloc(500), { 'content-encoding': 'gzip' }, 400],
    ['more than 16 KiB', JSON.stringify(aClaim({ opayoStatus: 'x'.repeat(17_000) })), {}, 413],
  ])('refused: %s', async (_, body, headers, status) => {
    const answer = await fetch(`${alone.url}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${SHOP_KEY}`, ...headers },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('unknown: who did not hear the answer sends it again and gets the first one', async () => {
    const claim = aClaim();
    const lost = new AbortController();
    const request = fetch(`${alone.url}${PATH}`, {
      method: 'POST',
      signal: lost.signal,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${SHOP_KEY}` },
      body: JSON.stringify(claim),
    });
    setImmediate(() => lost.abort());
    await request.catch(() => undefined);
    expect(await post(alone.url, PATH, claim)).toMatchObject({ status: 202 });
    expect(await claimsOf(claim.transactionId)).toHaveLength(1);
  });

  it('broken: with Postgres away it is a 5xx without details, and the same can be sent again', async () => {
    const claim = aClaim();
    alone.cut();
    try {
      const answer = await post(alone.url, PATH, claim);
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expect(JSON.stringify(answer.body)).not.toContain(claim.vendorTxCode);
    } finally {
      alone.mend();
    }
    expect(await post(alone.url, PATH, claim)).toMatchObject({ status: 202 });
  });
});

describe("a claim beside Opayo's books", () => {
  let door: ProducersDoor;
  beforeAll(async () => {
    door = await openProducersDoor('claims judged', { CLAIM_UNCONFIRMED_AFTER_MS: '1500' });
  }, 60_000);
  afterAll(() => door.close(), 60_000);

  const stateOf = async (transactionId: string): Promise<string | undefined> =>
    (await door.rows<{ state: string }>('SELECT state FROM TABLE.claim WHERE transaction_id = $1', [transactionId]))[0]
      ?.state;
  const becomes = (transactionId: string, state: string) =>
    waitFor(`the claim to be ${state}`, async () => (await stateOf(transactionId)) === state);
  const parkedFor = (orderId: string) =>
    door.rows<{ code: string; text: string; key: string; released: boolean }>(
      'SELECT code, text, key, released_at IS NOT NULL AS released FROM TABLE.parked WHERE order_id = $1',
      [orderId],
    );

  it('is confirmed when they say the same', async () => {
    const claim = aClaim();
    await post(door.url, PATH, claim);
    await door.opayoSays(claim);
    await becomes(claim.transactionId, 'CONFIRMED');
    expect(await parkedFor(`gifts/${claim.orderReference}`)).toEqual([]);
  });

  it('that disagrees is parked with both figures and an alert, under a key that blocks no order', async () => {
    const claim = aClaim({ amountMinor: 9900 });
    await post(door.url, PATH, claim);
    await door.opayoSays({ ...claim, amountMinor: 3600 });
    await becomes(claim.transactionId, 'DISAGREES');
    const [parked] = await parkedFor(`gifts/${claim.orderReference}`);
    expect(parked).toMatchObject({ code: 'CLAIM_DISAGREES', key: expect.stringMatching(/^claim gifts\//) });
    expect(parked?.text).toMatch(/99\.00 GBP.*36\.00 GBP/);
    const alerts = await door.rows(`SELECT type FROM TABLE.outbox WHERE topic = 'alerts.v1' AND key = $1`, [
      `gifts/${claim.orderReference}`,
    ]);
    expect(alerts).toEqual([{ type: 'AlertRaised' }]);
  });

  it('of a decline needs their word too', async () => {
    const claim = aClaim({ kind: 'DECLINED', amountMinor: null, currency: null });
    await post(door.url, PATH, claim);
    await door.opayoSays({ ...claim, kind: 'CAPTURED', amountMinor: 3600 });
    await becomes(claim.transactionId, 'DISAGREES');
  });

  it('they never heard of raises an alert after a while, and is confirmed when they do', async () => {
    const claim = aClaim();
    await post(door.url, PATH, claim);
    await becomes(claim.transactionId, 'UNCONFIRMED');
    expect(await parkedFor(`gifts/${claim.orderReference}`)).toMatchObject([
      { code: 'CLAIM_UNCONFIRMED', released: false },
    ]);
    await door.opayoSays(claim);
    await door.rows('UPDATE TABLE.claim SET due_at = now() WHERE transaction_id = $1', [claim.transactionId]);
    await becomes(claim.transactionId, 'CONFIRMED');
    expect(await parkedFor(`gifts/${claim.orderReference}`)).toMatchObject([
      { code: 'CLAIM_UNCONFIRMED', released: true },
    ]);
  });

  it('that says what they have not said after a while disagrees', async () => {
    const claim = aClaim({ kind: 'VOIDED' });
    await post(door.url, PATH, claim);
    await door.opayoSays({ ...claim, kind: 'CAPTURED', amountMinor: 3600 });
    await becomes(claim.transactionId, 'DISAGREES');
    expect((await parkedFor(`gifts/${claim.orderReference}`))[0]?.text).toContain("Opayo's books say CAPTURED");
  });

  it('of which many are false tells of twenty, and counts the rest', async () => {
    const claims = Array.from({ length: 25 }, () => aClaim({ shop: 'books' }));
    await Promise.all(claims.map((claim) => post(door.url, PATH, claim, OTHER_SHOP_KEY)));
    for (const claim of claims) await becomes(claim.transactionId, 'UNCONFIRMED');
    const parked = await door.rows<{ key: string }>(
      `SELECT key FROM TABLE.parked WHERE starts_with(key, 'claim books/')`,
    );
    expect(parked).toHaveLength(20);
    const metrics = await (await fetch(`${door.url}/metrics`)).text();
    expect(metrics).toMatch(/ingestion_claims_open\S* 2[5-9]/);
  });
});

describe('a claim, and Opayo itself', () => {
  let books: BooksStandIn;
  let door: ProducersDoor;
  beforeAll(async () => {
    books = await startBooks();
    door = await openProducersDoor('claims at Opayo', {
      OPAYO_VENDORS: JSON.stringify([aVendor({ reporting: REPORTING_USER })]),
      ...{ REPORTING_URL: books.url, POLL_INTERVAL_MS: '150', APPLY_MAX_BACKOFF_MS: '200' },
    });
  }, 60_000);
  afterAll(async () => {
    await door.close();
    await books.close();
  }, 60_000);

  const becomes = (transactionId: string, state: string) =>
    waitFor(`the claim to be ${state}`, async () => {
      const sql = 'SELECT state FROM TABLE.claim WHERE transaction_id = $1';
      return (await door.rows<{ state: string }>(sql, [transactionId]))[0]?.state === state;
    });
  const factsOf = (transactionId: string) =>
    door.rows(
      'SELECT kind, amount_minor::int AS amount, order_id, heard_by FROM TABLE.payment_fact WHERE transaction_id = $1',
      [transactionId],
    );

  it("who is asked because of it: published is Opayo's word, under the order that was told", async () => {
    const { transactionId, vendorTxCode } = books.book({ amountMinor: 3600, listed: false });
    const claim = aClaim({ transactionId, vendorTxCode });
    await post(door.url, PATH, claim);
    await becomes(transactionId, 'CONFIRMED');
    expect(await factsOf(transactionId)).toEqual([
      { kind: 'CAPTURED', amount: 3600, order_id: `gifts/${claim.orderReference}`, heard_by: 'SUBMITTED' },
    ]);
  });

  it('who knows another amount: that one is published, and the claim disagrees', async () => {
    const { transactionId, vendorTxCode } = books.book({ amountMinor: 3500, listed: false });
    await post(door.url, PATH, aClaim({ transactionId, vendorTxCode }));
    await becomes(transactionId, 'DISAGREES');
    expect(await factsOf(transactionId)).toMatchObject([{ amount: 3500 }]);
  });

  it('who is away: it waits, and is confirmed when he is back', async () => {
    books.failWith(503);
    const { transactionId, vendorTxCode } = books.book({ amountMinor: 3600, listed: false });
    await post(door.url, PATH, aClaim({ transactionId, vendorTxCode }));
    await waitFor('Opayo to be asked', () => books.asked.some(({ about }) => about === transactionId));
    expect(await factsOf(transactionId)).toEqual([]);
    books.failWith(undefined);
    await becomes(transactionId, 'CONFIRMED');
    expect(await factsOf(transactionId)).toHaveLength(1);
  });
});
