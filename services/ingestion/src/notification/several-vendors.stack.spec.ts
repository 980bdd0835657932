import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { startAlone, type Alone } from '../../test/ingestion-alone.js';
import { aVendor } from '../../test/ingestion-environment.js';
import { aPayment, notificationOf, notify, post, type TestPayment } from '../../test/payments.js';

const PAGE = (vendor: string, outcome: string) => `https://${vendor}.example/${outcome}`;
const pagesOf = (vendor: string) =>
  Object.fromEntries(
    ['paid', 'authorised', 'pending', 'declined', 'invalid'].map((each) => [each, PAGE(vendor, each)]),
  );

/** Two vendor accounts in one ingestion; Opayo's APIs, Kafka and the registry are away. */
describe('notifications of several vendors', () => {
  let alone: Alone;
  beforeAll(async () => {
    const vendors = ['clarityshop', 'ClarityBooks'].map((vendor) => aVendor({ vendor, redirectUrl: pagesOf(vendor) }));
    alone = await startAlone('several vendors', vendors);
  }, 60_000);
  afterAll(() => alone.close(), 60_000);

  const registered = async (overrides: Partial<TestPayment>): Promise<TestPayment> => {
    const payment = aPayment(overrides);
    expect((await post(alone.url, '/opayo/registrations', payment)).status).toBe(201);
    return payment;
  };
  const redirectOf = (text: string) => /^RedirectURL=(.*)\r$/m.exec(text)?.[1];
  const rowsOf = ({ vendorTxCode }: TestPayment) =>
    alone.space.query<{ vendor: string | null; verified: boolean | null }>(
      `SELECT vendor, verified FROM ${alone.space.schema('ingestion')}.notification WHERE vendor_tx_code = $1 ORDER BY id`,
      [vendorTxCode],
    );

  it('are judged by the key and sent to the pages of their own vendor, named by the address or by the registration', async () => {
    const ours = await registered({});
    const theirs = await registered({ vendor: 'claritybooks', vendorTxCode: ours.vendorTxCode, orderReference: null });
    for (const vendor of ['clarityBOOKS', undefined]) {
      const { text } = await notify(alone.url, notificationOf(theirs), vendor);
      expect(text).toContain('Status=OK\r\n');
      expect(redirectOf(text)).toBe(PAGE('ClarityBooks', 'paid'));
    }
    const { text } = await notify(alone.url, notificationOf(ours, { Status: 'ABORT' }));
    expect(redirectOf(text)).toBe(PAGE('clarityshop', 'declined'));
    expect(await rowsOf(ours)).toEqual([
      { vendor: 'ClarityBooks', verified: true },
      { vendor: 'ClarityBooks', verified: true },
      { vendor: 'clarityshop', verified: true },
    ]);
  });

  it('signed by one vendor and posted for the other are not proven by it, and do not stand in the way of the genuine one', async () => {
    const payment = await registered({});
    const form = notificationOf(payment);
    await notify(alone.url, form, 'ClarityBooks');
    expect((await notify(alone.url, form, 'clarityshop')).text).toContain('Status=OK\r\n');
    expect(await rowsOf(payment)).toEqual([
      { vendor: 'ClarityBooks', verified: null },
      { vendor: 'clarityshop', verified: true },
    ]);
  });

  it('nobody has registered are answered for the first vendor, and so is their repeat once the other one is known', async () => {
    const payment = aPayment({ vendor: 'ClarityBooks' });
    const form = notificationOf(payment, { Status: 'ABORT' });
    const first = await notify(alone.url, form);
    expect(redirectOf(first.text)).toBe(PAGE('clarityshop', 'declined'));
    await post(alone.url, '/opayo/registrations', payment);
    await waitFor('it to be proven', async () => (await rowsOf(payment))[0]?.verified);
    expect(await rowsOf(payment)).toEqual([{ vendor: 'ClarityBooks', verified: true }]);
    expect(await notify(alone.url, form)).toEqual(first);
  });

  it('for a vendor nobody configured are not answered, so that Opayo repeats them', async () => {
    const answer = await notify(alone.url, notificationOf(aPayment()), 'someoneelse');
    expect(answer).toMatchObject({ status: 404, text: '' });
  });

  it('a registration names one of them', async () => {
    expect(await post(alone.url, '/opayo/registrations', aPayment({ vendor: 'someoneelse' }))).toMatchObject({
      status: 400,
      body: {
        errors: [{ field: 'vendor', message: "must be 'clarityshop' or 'ClarityBooks', which this service serves" }],
      },
    });
  });
});
