import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { startBooks, REPORTING_USER, type BookedTransaction, type BooksStandIn } from '../../test/books-stand-in.js';
import { aVendor, ingestionSettings, NOWHERE } from '../../test/ingestion-environment.js';
import { aPayment, notificationOf, notify, post, VENDOR } from '../../test/payments.js';
import { startPi, type PiStandIn } from '../../test/pi-stand-in.js';
import { create } from '../ingestion.module.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Postgres, Opayo's books and Pi over real HTTP; Kafka and the registry are away, as they are not needed to know. */
describe("reading Opayo's own books", () => {
  let space: TestSpace;
  let books: BooksStandIn;
  let pi: PiStandIn;
  let service: RunningService;
  let environment: Record<string, string>;

  beforeAll(async () => {
    space = await testSpace('transaction watch');
    books = await startBooks();
    pi = await startPi();
    environment = space.env('ingestion', {
      ...ingestionSettings(pi.baseUrl, [
        aVendor({ reporting: REPORTING_USER }),
        { ...aVendor(), vendor: 'unreported' },
      ]),
      ...{ KAFKA_BROKERS: NOWHERE, SCHEMA_REGISTRY_URL: `http://${NOWHERE}`, DRAIN_TIMEOUT_MS: '5000' },
      ...{ REPORTING_URL: books.url, REPORTING_TIMEOUT_MS: '1000', APPLY_MAX_BACKOFF_MS: '200' },
      ...{ POLL_INTERVAL_MS: '150', WATCH_UNHEARD_AFTER_MS: '400', GAP_ALERT_AFTER_MS: '800' },
    });
    service = await create(environment);
  }, 60_000);
  afterEach(() => {
    books.failWith(undefined);
    books.beforeList(undefined);
  });
  afterAll(async () => {
    await service.close();
    await pi.close();
    await books.close();
    await space.close();
  }, 60_000);

  const table = (name: string): string => `${space.schema('ingestion')}.${name}`;
  const factsOf = (transactionId: string) =>
    space.query<{ kind: string; order_id: string | null; heard_by: string; amount_minor: string; implied: boolean }>(
      `SELECT * FROM ${table('payment_fact')} WHERE transaction_id = $1 ORDER BY heard_at, identity`,
      [transactionId],
    );
  const kindsOf = async (transactionId: string): Promise<string[]> =>
    (await factsOf(transactionId)).map(({ kind }) => kind).sort();
  const waitForKinds = (transactionId: string, ...kinds: string[]) =>
    waitFor(`${kinds.join()} of ${transactionId}`, async () => {
      return (await kindsOf(transactionId)).join() === [...kinds].sort().join();
    });
  const rowOf = async (transactionId: string) =>
    (await space.query(`SELECT * FROM ${table('watched_transaction')} WHERE transaction_id = $1`, [transactionId]))[0];
  const alertsAbout = async (subject: string): Promise<string[]> =>
    (
      await space.query<{ type: string }>(
        `SELECT type FROM ${table('outbox')} WHERE topic = 'alerts.v1' AND subject = $1 ORDER BY id`,
        [subject],
      )
    ).map(({ type }) => type);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever is answered; the test's expectation is the check
  const gaps = async (query = ''): Promise<any> => (await fetch(`${service.url}/opayo/gaps${query}`)).json();
  const gapOf = async (list: string, transactionId: string) =>
    (await gaps())[list].find((gap: { transactionId: string }) => gap.transactionId === transactionId) as
      Record<string, unknown> | undefined;
  const registered = async (booked: BookedTransaction, overrides = {}) => {
    const { transactionId, vendorTxCode } = booked;
    const payment = aPayment({ transactionId, vendorTxCode, ...overrides });
    expect((await post(service.url, '/opayo/registrations', payment)).status).toBe(201);
    return payment;
  };

  it('accepted: a payment whose notification was lost is published, with the time and acquirer of the books', async () => {
    const booked = books.book({ stateId: 3, listed: false });
    const payment = await registered(booked);
    Object.assign(booked, { stateId: 16, listed: true });
    await waitForKinds(booked.transactionId, 'CAPTURED');
    expect(await factsOf(booked.transactionId)).toMatchObject([
      { heard_by: 'POLL', order_id: `gifts/${payment.orderReference}`, amount_minor: '1234', vendor: VENDOR },
    ]);
    expect((await factsOf(booked.transactionId))[0]).toHaveProperty('occurred_at', seconds(booked.completedAt));
    await waitFor(
      'its gap to be gone',
      async () => (await gapOf('expectedNotSeen', booked.transactionId)) === undefined,
    );
  });

  it('accepted: a refund made in MyOpayo is found with its parent and its order, also where its detail names neither', async () => {
    const paid = books.book();
    const payment = await registered(paid);
    await waitForKinds(paid.transactionId, 'CAPTURED');
    const refund = books.book({
      ...{ transactionType: 'Refund', amountMinor: 34, parentTransactionId: paid.transactionId, namesParent: false },
    });
    paid.refunded = true;
    await waitForKinds(refund.transactionId, 'REFUNDED');
    expect(await factsOf(refund.transactionId)).toMatchObject([
      { parent_transaction_id: paid.transactionId, order_id: `gifts/${payment.orderReference}`, amount_minor: '34' },
    ]);
    expect(await gapOf('seenNotExpected', refund.transactionId)).toBeUndefined();
  });

  it('accepted: what becomes of a deferred payment is followed to its end, and settlement is written down', async () => {
    const booked = books.book({ transactionType: 'Deferred', stateId: 14 });
    await waitForKinds(booked.transactionId, 'AUTHORISED');
    booked.stateId = 16;
    await waitForKinds(booked.transactionId, 'AUTHORISED', 'CAPTURED');
    booked.batchId = '4711';
    await space.query(`UPDATE ${table('watched_transaction')} SET next_look_at = now() WHERE transaction_id = $1`, [
      booked.transactionId,
    ]);
    await waitFor('the batch', async () => (await rowOf(booked.transactionId))?.['batch_id'] === '4711');
    expect(await rowOf(booked.transactionId)).toMatchObject({
      auth_processor: 'HSBC',
      state_id: 16,
      fact_kind: 'CAPTURED',
    });
    booked.stateId = 23;
    await waitForKinds(booked.transactionId, 'AUTHORISED', 'CAPTURED', 'SETTLEMENT_FAILED');
    expect(await rowOf(booked.transactionId)).toMatchObject({ next_look_at: null });
  });

  it('accepted: an amount the report lacks is asked of Pi', async () => {
    const booked = books.book({ showsAmount: false, listed: false });
    pi.add(booked.transactionId, 777);
    booked.listed = true;
    await waitForKinds(booked.transactionId, 'CAPTURED');
    expect(await factsOf(booked.transactionId)).toMatchObject([{ amount_minor: '777' }]);
  });

  it('accepted: a transaction that is listed an hour after it started is found', async () => {
    const booked = books.book({ startedAt: new Date(Date.now() - 60 * MINUTE_MS), listed: false });
    const before = books.asked.length;
    await waitFor('some polls without it', () => books.asked.length > before + 3);
    booked.listed = true;
    await waitForKinds(booked.transactionId, 'CAPTURED');
  });

  it('refused: a decline is a fact and no gap; a word nobody knows is never paid', async () => {
    const declined = books.book({ stateId: 12 });
    const strange = books.book({ stateId: 77 });
    const token = books.book({ transactionType: 'Token', stateId: 25 });
    await waitForKinds(declined.transactionId, 'DECLINED');
    await waitForKinds(strange.transactionId, 'UNRECOGNISED');
    await waitFor('the token', async () => (await rowOf(token.transactionId))?.['fact_kind'] === 'NONE');
    expect(await kindsOf(token.transactionId)).toEqual([]);
    expect(await alertsAbout(strange.vendorTxCode)).toEqual(['AlertRaised']);
    expect(await gapOf('seenNotExpected', declined.transactionId)).toBeUndefined();
  });

  it('refused: what Opayo cancels after it was published as paid is taken back, and somebody is told', async () => {
    const booked = books.book();
    const payment = await registered(booked);
    await waitForKinds(booked.transactionId, 'CAPTURED');
    booked.stateId = 9;
    await waitForKinds(booked.transactionId, 'CAPTURED', 'VOIDED');
    expect(await alertsAbout(`gifts/${payment.orderReference}`)).toEqual(['AlertRaised']);
  });

  it('replayed: notified twice and polled for ever, a payment is one fact', async () => {
    const booked = books.book({ listed: false });
    const payment = await registered(booked);
    pi.add(booked.transactionId, booked.amountMinor);
    const form = notificationOf(payment);
    booked.listed = true;
    await Promise.all([notify(service.url, form), notify(service.url, form)]);
    await waitForKinds(booked.transactionId, 'CAPTURED');
    await waitFor('the look', async () => (await rowOf(booked.transactionId))?.['looks'] !== 0);
    const parked = await (await fetch(`${service.url}/parked`)).json();
    expect(parked).toEqual({ parked: [] });
    expect(await kindsOf(booked.transactionId)).toEqual(['CAPTURED']);
    expect(await rowOf(booked.transactionId)).toMatchObject({ gap: null });
  });

  it.each([
    ['down', 503],
    ['silent', 'silence'],
    ['refusing our credentials', '10'],
  ])(
    'unknown: while Opayo is %s nothing is concluded; afterwards nothing is missing',
    async (_, failure) => {
      books.failWith(failure);
      const during = books.book({ startedAt: new Date() });
      const payment = aPayment();
      await post(service.url, '/opayo/registrations', payment);
      const asked = books.asked.length;
      await waitFor('Opayo to be asked in vain', () => books.asked.length > asked + 2);
      await waitFor('Opayo to be seen away', async () => {
        const { checks } = (await (await fetch(`${service.url}/health/ready`)).json()) as {
          checks: { name: string; ok: boolean }[];
        };
        return checks.some(({ name, ok }) => name === 'opayo reporting' && !ok);
      });
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
      expect(await rowOf(payment.transactionId)).toMatchObject({ missing_since: null });
      books.failWith(undefined);
      await waitForKinds(during.transactionId, 'CAPTURED');
      await waitFor('the answer', async () => (await rowOf(payment.transactionId))?.['missing_since'] !== null);
    },
    30_000,
  );

  it('unknown: books that stay unreadable are an alert, closed when they can be read', async () => {
    const count = async () => (await alertsAbout(`opayo/${VENDOR}`)).length;
    await waitFor('the books to be read', async () => (await count()) % 2 === 0);
    const before = await count();
    books.failWith('8');
    await waitFor('the alert', async () => (await count()) === before + 1);
    books.failWith(undefined);
    await waitFor('the end of the alert', async () => (await count()) === before + 2);
    expect((await alertsAbout(`opayo/${VENDOR}`)).slice(-2)).toEqual(['AlertRaised', 'AlertResolved']);
  });

  it('broken: after months without a poll every payment is found, step by step, also when the service stops in between', async () => {
    await service.close();
    const lost = Array.from({ length: 120 }, (_, day) =>
      books.book({ startedAt: new Date(Date.now() - day * DAY_MS) }),
    );
    await space.query(`UPDATE ${table('poll_cursor')} SET polled_to = now() - interval '121 days', due_at = now()`);
    let lists = 0;
    books.beforeList(() => {
      if (++lists === 5) books.failWith(500);
    });
    service = await create(environment);
    await waitFor('the reading to break off', () => lists >= 5);
    await service.close();
    books.failWith(undefined);
    service = await create(environment);
    await waitFor(
      'all of them',
      async () => {
        const ids = lost.map(({ transactionId }) => transactionId);
        const sql = `SELECT count(DISTINCT transaction_id)::int AS count FROM ${table('payment_fact')} WHERE kind = 'CAPTURED' AND transaction_id = ANY($1)`;
        return (await space.query<{ count: number }>(sql, [ids]))[0]?.count === lost.length;
      },
      { timeoutMs: 30_000 },
    );
    const [cursor] = await space.query<{ lag: number }>(
      `SELECT extract(epoch FROM now() - polled_to)::int AS lag FROM ${table('poll_cursor')}`,
    );
    expect(cursor?.lag).toBeLessThan(10);
  }, 60_000);

  it('a list too long for Opayo is read in shorter steps', async () => {
    const old = books.book({ startedAt: new Date(Date.now() - 9 * DAY_MS) });
    let refused = 0;
    books.beforeList(() => books.failWith(refused++ < 3 ? '235' : undefined));
    await space.query(`UPDATE ${table('poll_cursor')} SET polled_to = now() - interval '10 days', due_at = now()`);
    await waitForKinds(old.transactionId, 'CAPTURED');
    expect(refused).toBeGreaterThan(3);
    const cursors = await space.query<{ last_code: string | null }>(`SELECT last_code FROM ${table('poll_cursor')}`);
    expect(cursors).toEqual([{ last_code: null }]);
  });

  it('a vendor without a reporting user is not asked about, and its payments stay unheard', async () => {
    const payment = aPayment({ vendor: 'unreported' });
    await post(service.url, '/opayo/registrations', payment);
    await waitFor('the gap', async () => gapOf('expectedNotSeen', payment.transactionId));
    expect(await gapOf('expectedNotSeen', payment.transactionId)).toMatchObject({
      reason: 'UNHEARD',
      vendor: 'unreported',
    });
    expect(books.asked.map(({ about }) => about)).not.toContain(payment.transactionId);
    const cursors = await space.query<{ vendor: string }>(`SELECT vendor FROM ${table('poll_cursor')}`);
    expect(cursors).toEqual([{ vendor: VENDOR }]);
  });
});

/** The stand-in writes whole seconds. */
function seconds(instant: Date | null): Date {
  return new Date(Math.floor((instant?.getTime() ?? 0) / 1000) * 1000);
}
