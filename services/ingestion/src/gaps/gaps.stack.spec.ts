import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '#libs/delivery';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { REPORTING_USER, startBooks, type BooksStandIn } from '../../test/books-stand-in.js';
import { aVendor, ingestionSettings, NOWHERE } from '../../test/ingestion-environment.js';
import { aPayment, post, VENDOR } from '../../test/payments.js';
import { create } from '../ingestion.module.js';
import { GapRows } from './gap-rows.js';

interface GapShown {
  readonly gapId: number;
  readonly transactionId: string;
  readonly vendorTxCode: string;
}

interface Answer {
  readonly polled: unknown;
  readonly totals: Record<string, { currency: string | null; count: number; amountMinor: number }[]>;
  readonly expectedNotSeen?: GapShown[];
  readonly seenNotExpected?: GapShown[];
  readonly next: Record<string, string | null>;
}

describe('GET /opayo/gaps', () => {
  let space: TestSpace;
  let books: BooksStandIn;
  let service: RunningService;

  beforeAll(async () => {
    space = await testSpace('gaps');
    books = await startBooks();
    service = await create(
      space.env('ingestion', {
        ...ingestionSettings(`http://${NOWHERE}/api/v1`, [aVendor({ reporting: REPORTING_USER })]),
        ...{ KAFKA_BROKERS: NOWHERE, SCHEMA_REGISTRY_URL: `http://${NOWHERE}`, DRAIN_TIMEOUT_MS: '5000' },
        ...{ REPORTING_URL: books.url, REPORTING_TIMEOUT_MS: '1000', APPLY_MAX_BACKOFF_MS: '200' },
        ...{ POLL_INTERVAL_MS: '150', WATCH_UNHEARD_AFTER_MS: '300', GAP_ALERT_AFTER_MS: '600' },
      }),
    );
  }, 60_000);
  afterAll(async () => {
    await service.close();
    await books.close();
    await space.close();
  }, 60_000);

  const gaps = async (query = ''): Promise<Answer> =>
    (await (await fetch(`${service.url}/opayo/gaps${query}`)).json()) as Answer;
  const gapOf = async (list: 'expectedNotSeen' | 'seenNotExpected', transactionId: string) =>
    (await gaps())[list]?.find((gap) => gap.transactionId === transactionId);
  const alertsAbout = async (vendorTxCode: string): Promise<string[]> => {
    const sql = `SELECT type FROM ${space.schema('ingestion')}.outbox WHERE topic = 'alerts.v1' AND subject = $1 ORDER BY id`;
    const rows = await space.query<{ type: string }>(sql, [`opayo/${VENDOR}/${vendorTxCode}`]);
    return rows.map(({ type }) => type);
  };
  const metric = async (name: string, labels: string): Promise<number | undefined> => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name}{${labels}`));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };

  it('what was registered and Opayo does not know is expected and not seen; told, and told to be over', async () => {
    const payment = aPayment();
    await post(service.url, '/opayo/registrations', payment);
    const { transactionId, vendorTxCode, orderReference } = payment;
    await waitFor('Opayo to be asked', async () => {
      return (
        ((await gapOf('expectedNotSeen', transactionId)) as { reason?: string } | undefined)?.reason === 'NOT_AT_OPAYO'
      );
    });
    expect(await gapOf('expectedNotSeen', transactionId)).toEqual({
      ...{ gapId: expect.any(Number), reason: 'NOT_AT_OPAYO', vendor: VENDOR, vendorTxCode, transactionId },
      ...{ orderId: `gifts/${orderReference}`, toldBy: 'REGISTERED', kind: null, since: expect.any(String) },
      ...{ amountMinor: null, currency: null, whatToDo: expect.stringContaining('MyOpayo') },
    });
    await waitFor('the alert', async () => (await alertsAbout(vendorTxCode)).join() === 'AlertRaised');
    books.book({ transactionId, vendorTxCode });
    await waitFor(
      'the end of it',
      async () => (await alertsAbout(vendorTxCode)).join() === 'AlertRaised,AlertResolved',
    );
    expect(await gapOf('expectedNotSeen', transactionId)).toBeUndefined();
  });

  it("money in Opayo's books that nobody told of is seen and not expected, until somebody tells", async () => {
    const { transactionId, vendorTxCode } = books.book({ amountMinor: 4711, currency: 'EUR' });
    await waitFor('the gap', async () => gapOf('seenNotExpected', transactionId));
    expect(await gapOf('seenNotExpected', transactionId)).toMatchObject({
      ...{ reason: 'UNEXPECTED', kind: 'CAPTURED', amountMinor: 4711, currency: 'EUR', orderId: null, toldBy: null },
    });
    expect((await gaps()).totals['seenNotExpected']).toContainEqual(
      expect.objectContaining({ currency: 'EUR', count: 1, amountMinor: 4711, oldestSince: expect.any(String) }),
    );
    expect(await metric('ingestion_gaps', 'list="seenNotExpected",currency="EUR"')).toBe(1);
    expect(await metric('ingestion_gaps_amount_minor', 'list="seenNotExpected",currency="EUR"')).toBe(4711);
    await waitFor('the alert', async () => (await alertsAbout(vendorTxCode)).join() === 'AlertRaised');

    await post(service.url, '/opayo/registrations', aPayment({ transactionId, vendorTxCode }));
    await waitFor(
      'the end of it',
      async () => (await alertsAbout(vendorTxCode)).join() === 'AlertRaised,AlertResolved',
    );
    expect(await gapOf('seenNotExpected', transactionId)).toBeUndefined();
    expect(await metric('ingestion_gaps', 'list="seenNotExpected",currency="EUR"')).toBeUndefined();
  });

  it('declines, voids and what is told in time are no gaps', async () => {
    const [declined, voided] = [books.book({ stateId: 12 }), books.book({ stateId: 18 })];
    const told = books.book({ stateId: 3 });
    await post(
      service.url,
      '/opayo/registrations',
      aPayment({ transactionId: told.transactionId, vendorTxCode: told.vendorTxCode }),
    );
    told.stateId = 16;
    const marker = books.book({ startedAt: new Date(Date.now() + 1_000) });
    await waitFor('the last of them', async () => gapOf('seenNotExpected', marker.transactionId));
    const shown = await gaps();
    const ids = [...(shown.expectedNotSeen ?? []), ...(shown.seenNotExpected ?? [])].map((gap) => gap.transactionId);
    expect(ids).not.toEqual(expect.arrayContaining([declined.transactionId]));
    for (const each of [declined, voided, told]) expect(ids).not.toContain(each.transactionId);
  });

  it('many are shown page by page, each once, the oldest first', async () => {
    const payments = Array.from({ length: 7 }, () => aPayment());
    for (const payment of payments) await post(service.url, '/opayo/registrations', payment);
    await waitFor('all of them', async () => ((await gaps()).expectedNotSeen?.length ?? 0) >= 7);
    const shown: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: Answer = await gaps(`?list=expectedNotSeen&limit=3${after && `&after=${after}`}`);
      expect(page.seenNotExpected).toBeUndefined();
      shown.push(...(page.expectedNotSeen ?? []).map(({ vendorTxCode }) => vendorTxCode));
      after = page.next['expectedNotSeen'] ?? null;
    }
    const wanted = payments.map(({ vendorTxCode }) => vendorTxCode);
    expect(shown.filter((code) => wanted.includes(code))).toEqual(wanted);
  });

  it('a person may dismiss one; its alert is closed', async () => {
    const { transactionId, vendorTxCode } = books.book();
    await waitFor('the alert', async () => (await alertsAbout(vendorTxCode)).length === 1);
    const gap = await gapOf('seenNotExpected', transactionId);
    const database = new Database({
      url: space.databaseUrl,
      schema: space.schema('ingestion'),
      applicationName: 'test',
    });
    const rows = new GapRows(database);
    expect(await rows.dismiss(database, gap?.gapId ?? 0, 'finance', 'a test payment', new Date())).toBe(true);
    expect(await rows.dismiss(database, gap?.gapId ?? 0, 'finance', 'a test payment', new Date())).toBe(false);
    await database.close();
    await waitFor('the end of it', async () => (await alertsAbout(vendorTxCode)).length === 2);
    expect(await gapOf('seenNotExpected', transactionId)).toBeUndefined();
  });

  it.each([
    ['limit', '?limit=0'],
    ['limit', '?limit=many'],
    ['list', '?list=all'],
    ['list', '?after=1_2'],
    ['after', '?list=seenNotExpected&after=yesterday'],
  ])('refused: a wrong %s is named', async (field, query) => {
    const response = await fetch(`${service.url}/opayo/gaps${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field }] });
  });

  it('tells how far the books are read, without which a gap means nothing', async () => {
    expect((await gaps()).polled).toEqual([{ vendor: VENDOR, polledTo: expect.any(String), lastCode: null }]);
  });
});
