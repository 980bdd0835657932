import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type PaymentEvent } from '#libs/contracts';
import { waitFor } from '#libs/testing';
import { PipelineInSpace } from './pipeline-in-space.js';

/** A fact as both sides tell it: Opayo's book from its ledger alone, ingestion from what it was told and what it asked. */
interface Told {
  readonly transactionId: string;
  readonly vendorTxCode: string;
  readonly kind: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly parentTransactionId: string | null;
}

let pipeline: PipelineInSpace;

beforeAll(async () => {
  pipeline = await PipelineInSpace.open('opayo-day', {
    overrides: {
      ingestion: { POLL_INTERVAL_MS: '300', WATCH_UNHEARD_AFTER_MS: '500', WATCH_LONGEST_WAIT_MS: '500' },
      // An abandoned page is given up after 15 minutes, and a dropped notification repeated after five: here in a moment.
      sandbox: { TRANSACTION_MONITOR_SPEED: '1000' },
    },
  });
  await pipeline.stop('transformation', 'posting', 'order-status');
});
afterAll(() => pipeline?.close());

/** Only of these kinds both sides tell an amount. */
const WITH_AMOUNT = ['CAPTURED', 'AUTHORISED', 'AUTHENTICATED', 'VOIDED', 'REFUNDED', 'SETTLEMENT_FAILED'];

function amountOf(event: PaymentEvent): { amountMinor: number | null; currency: string | null } {
  switch (event.kind) {
    case 'CAPTURED':
      return event.captured;
    case 'AUTHORISED':
      return event.authorised;
    case 'AUTHENTICATED':
      return event.authenticated;
    case 'VOIDED':
      return event.voided;
    case 'REFUNDED':
      return event.refunded;
    case 'SETTLEMENT_FAILED':
      return event.settlementFailed;
    default:
      return { amountMinor: null, currency: null };
  }
}

async function published(): Promise<PaymentEvent[]> {
  return (await pipeline.recordsOn<PaymentEvent>(TOPICS.paymentEvents)).map(({ value }) => value);
}

const toldBy = (events: readonly PaymentEvent[]): Told[] =>
  events.map((event) => {
    const { transactionId, vendorTxCode, kind, parentTransactionId } = event;
    const { amountMinor, currency } = amountOf(event);
    return { transactionId, vendorTxCode, kind, amountMinor, currency, parentTransactionId };
  });

async function booked(): Promise<Told[]> {
  const facts = await pipeline.get<Told[]>('sandbox', '/books/opayo/facts');
  return facts.map(({ transactionId, vendorTxCode, kind, amountMinor, currency, parentTransactionId }) => ({
    ...{ transactionId, vendorTxCode, kind, parentTransactionId },
    ...(WITH_AMOUNT.includes(kind) ? { amountMinor, currency } : { amountMinor: null, currency: null }),
  }));
}

const sorted = (facts: readonly Told[]): Told[] =>
  [...facts].sort((left, right) => (left.transactionId + left.kind < right.transactionId + right.kind ? -1 : 1));

describe('a day of traffic at Opayo, with notifications dropped, doubled, disordered and unheard', () => {
  it('is played: every story, every currency, a part of it never announced by the shop', async () => {
    await pipeline.send('POST', 'sandbox', '/opayo/day', {
      ...{ seed: 'story', transactions: 150, ingestionUrl: pipeline.urlOf('ingestion') },
      troubles: { dropped: 0.1, doubled: 0.15, disordered: 0.1, unheard: 0.1 },
    });
    const day = await waitFor(
      'the day to end',
      async () => {
        const report = await pipeline.get<{ state: string; errors: unknown[]; stories: object; troubled: number }>(
          'sandbox',
          '/opayo/day',
        );
        return report.state === 'DONE' && report;
      },
      { timeoutMs: 60_000 },
    );
    expect(day.errors).toEqual([]);
    expect(Object.keys(day.stories).length).toBe(13);
    expect(day.troubled).toBeGreaterThan(20);
  });

  it("yields exactly the facts of Opayo's own book, each of them once", async () => {
    await waitFor(
      'every fact to be published',
      async () => {
        const [told, book] = [await pipeline.countOn(TOPICS.paymentEvents), await booked()];
        if (told >= book.length) return true;
        throw new Error(`${told} of ${book.length}`);
      },
      { timeoutMs: 60_000 },
    );
    const events = await published();
    expect(sorted(toldBy(events))).toEqual(sorted(await booked()));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
    expect(events.filter(({ heardBy }) => heardBy === 'POLL').length).toBeGreaterThan(20);
    expect(events.filter(({ heardBy }) => heardBy === 'NOTIFICATION').length).toBeGreaterThan(20);
  });

  it('leaves no gap but the payments that nobody announced, each of which is named', async () => {
    const gaps = await waitFor('all to be looked up', async () => {
      const found = await pipeline.get<GapsShown>('ingestion', '/opayo/gaps?limit=500');
      return found.expectedNotSeen.length === 0 && found;
    });
    const facts = await booked();
    const unannounced = gaps.seenNotExpected.map(({ vendorTxCode }) => vendorTxCode);
    expect(unannounced.length).toBeGreaterThan(0);
    expect(facts.map(({ vendorTxCode }) => vendorTxCode)).toEqual(expect.arrayContaining(unannounced));
    expect(gaps.seenNotExpected.every(({ orderId, whatToDo }) => orderId === null && whatToDo !== '')).toBe(true);
  });
});

interface GapsShown {
  readonly expectedNotSeen: readonly GapShown[];
  readonly seenNotExpected: readonly GapShown[];
}

interface GapShown {
  readonly vendorTxCode: string;
  readonly orderId: string | null;
  readonly whatToDo: string;
}
