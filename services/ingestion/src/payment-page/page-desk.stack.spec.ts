import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { RetryableError } from '#libs/errors';
import { minorUnits } from '#libs/money';
import { ServerClient } from '#libs/opayo';
import { Secret } from '#libs/service';
import { startOpayo, type OpayoStandIn } from '../../test/opayo-stand-in.js';
import { openTables, type Tables } from '../../test/tables.js';
import type { Registration } from '../registration/registration.js';
import { RegistrationStore } from '../registration/registration-store.js';
import { WatchList } from '../transaction-watch/watch-list.js';
import type { Vendor } from '../vendor/vendors.js';
import { vendorTxCodeOf } from './page-attempt.js';
import { PageDesk, type PageWish } from './page-desk.js';
import { pageRequest } from './page-request.js';
import { PageStore } from './page-store.js';
import { registrationOf } from './registration-of.js';

const GIVEN_UP_AFTER_MS = 11_000;

/** Opayo's Server registration is a stand-in of this test; no service runs. */
describe('the desk that has pages made', () => {
  let tables: Tables;
  let opayo: OpayoStandIn;
  let now = new Date('2026-11-23T10:00:00.000Z');
  beforeAll(async () => {
    [tables, opayo] = await Promise.all([openTables('page desk'), startOpayo()]);
  }, 60_000);
  afterAll(async () => {
    await tables.close();
    await opayo.close();
  }, 60_000);

  const deskOn = (database: Pick<Tables['database'], 'transaction'>): PageDesk =>
    new PageDesk({
      ...{ database: database as Tables['database'], store: new PageStore(tables.vault) },
      ...{ registrations: new RegistrationStore(tables.vault), givenUpAfterMs: GIVEN_UP_AFTER_MS },
      watchList: new WatchList({ lookAfterMs: 0, now: () => now }),
      ...{ log: pino({ level: 'silent' }), now: () => now },
    });
  const aWish = (): PageWish => {
    const vendor = { name: 'clarityshop', server: new ServerClient({ baseUrl: opayo.url }) } as unknown as Vendor;
    const billing = {
      surname: 'Byron',
      firstNames: 'Ada',
      address1: '88',
      city: 'London',
      postCode: '412',
      country: 'GB',
    };
    const request = pageRequest.parse({
      ...{ shop: 'gifts', orderReference: randomUUID(), amountMinor: minorUnits(100), currency: 'GBP' },
      ...{ description: 'Lanterns', billing },
    });
    const formOf = (code: string) => registrationOf(request, code, vendor.name, 'https://connect.example/opayo');
    return { idempotencyKey: randomUUID(), vendor, request, formOf };
  };
  const codesSent = ({ request }: PageWish): (string | undefined)[] =>
    opayo.registrations
      .map((form) => form['VendorTxCode'])
      .filter((code) => code?.startsWith(`gifts-${request.orderReference}`.slice(0, 27)));

  it('unknown: Opayo made a page and Postgres was gone for a moment: it is not taken for unsent, nor asked for again under its code', async () => {
    const wish = aWish();
    let transactions = 0;
    const flaky = deskOn({
      transaction: async (work) => {
        // The second one writes Opayo's answer down.
        if (++transactions === 2)
          throw new RetryableError('gone', { code: 'POSTGRES_UNAVAILABLE', target: 'postgres' });
        return tables.database.transaction(work);
      },
    });
    await expect(flaky.open(wish)).rejects.toMatchObject({ code: 'POSTGRES_UNAVAILABLE' });
    now = new Date(now.getTime() + GIVEN_UP_AFTER_MS);
    expect(await deskOn(tables.database).open(wish)).toMatchObject({ result: 'page' });
    expect(codesSent(wish)).toHaveLength(2);
    expect(new Set(codesSent(wish)).size).toBe(2);
  });

  it("refused: a code that another shop had registered beforehand is nobody's page, and the same again gets another code", async () => {
    const wish = aWish();
    const { shop, orderReference } = wish.request;
    const taken = vendorTxCodeOf({ shop, idempotencyKey: wish.idempotencyKey }, orderReference, 1);
    const theirs: Registration = {
      ...{ vendor: 'clarityshop', vendorTxCode: taken, transactionId: randomUUID().toUpperCase() },
      ...{ securityKey: new Secret('THEIRS'), shop: 'books', orderReference: '1', registeredAt: null },
    };
    await tables.database.transaction((tx) => new RegistrationStore(tables.vault).add(tx, theirs, now));
    const desk = deskOn(tables.database);
    await expect(desk.open(wish)).rejects.toMatchObject({ code: 'VENDOR_TX_CODE_TAKEN' });
    now = new Date(now.getTime() + GIVEN_UP_AFTER_MS);
    const answer = await desk.open(wish);
    expect(answer).toMatchObject({ result: 'page', page: { vendorTxCode: codesSent(wish)[1] } });
    expect(codesSent(wish)).toEqual([taken, expect.not.stringMatching(taken)]);
  });
});
