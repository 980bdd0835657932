import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { booked, everyFactOut, playDay, published, sorted, toldBy } from './opayo-day.js';
import { PipelineInSpace } from './pipeline-in-space.js';

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

describe('a day of traffic at Opayo, with notifications dropped, doubled, disordered and unheard', () => {
  it('is played: every story, every currency, a part of it never announced by the shop', async () => {
    const troubles = { dropped: 0.1, doubled: 0.15, disordered: 0.1, unheard: 0.1 };
    const day = await playDay(pipeline, { seed: 'story', transactions: 150, troubles });
    expect(day.errors).toEqual([]);
    expect(Object.keys(day.stories).length).toBe(13);
    expect(day.troubled).toBeGreaterThan(20);
  });

  it("yields exactly the facts of Opayo's own book, each of them once", async () => {
    await everyFactOut(pipeline);
    const events = await published(pipeline);
    expect(sorted(toldBy(events))).toEqual(sorted(await booked(pipeline)));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
    expect(events.filter(({ heardBy }) => heardBy === 'POLL').length).toBeGreaterThan(20);
    expect(events.filter(({ heardBy }) => heardBy === 'NOTIFICATION').length).toBeGreaterThan(20);
  });

  it('leaves no gap but the payments that nobody announced, each of which is named', async () => {
    const gaps = await waitFor('all to be looked up', async () => {
      const found = await pipeline.get<GapsShown>('ingestion', '/opayo/gaps?limit=500');
      return found.expectedNotSeen.length === 0 && found;
    });
    const facts = await booked(pipeline);
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
