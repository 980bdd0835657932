import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { booked, everyFactOut, playDay, published, sorted, toldBy } from './opayo-day.js';
import { PipelineInSpace } from './pipeline-in-space.js';

/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1';
const AWAY = {
  KAFKA_BROKERS: NOWHERE,
  SCHEMA_REGISTRY_URL: `http://${NOWHERE}`,
  PI_BASE_URL: `http://${NOWHERE}/api/v1`,
  REPORTING_URL: `http://${NOWHERE}/access/access.htm`,
  SERVER_BASE_URL: `http://${NOWHERE}`,
};
const QUICK = { POLL_INTERVAL_MS: '300', WATCH_UNHEARD_AFTER_MS: '500', WATCH_LONGEST_WAIT_MS: '500' };

let pipeline: PipelineInSpace;
let back: Record<string, string>;

beforeAll(async () => {
  pipeline = await PipelineInSpace.open('all-away', {
    overrides: { ingestion: { ...QUICK, ...AWAY }, sandbox: { TRANSACTION_MONITOR_SPEED: '1000' } },
  });
  const { kafkaBrokers, schemaRegistryUrl } = pipeline.space;
  const sandbox = pipeline.urlOf('sandbox');
  back = {
    ...{ KAFKA_BROKERS: kafkaBrokers, SCHEMA_REGISTRY_URL: schemaRegistryUrl },
    ...{ PI_BASE_URL: `${sandbox}/api/v1`, REPORTING_URL: `${sandbox}/access/access.htm`, SERVER_BASE_URL: sandbox },
  };
  await pipeline.stop('transformation', 'posting', 'order-status');
});
afterAll(() => pipeline?.close());

interface Attempt {
  readonly reply: string | null;
}

describe("Kafka, registry, SYSPRO and all of Opayo's APIs away while notifications arrive", () => {
  it('every notification is answered OK, the doubled ones alike, and ingestion is ready', async () => {
    const troubles = { dropped: 0, doubled: 0.3, disordered: 0.1, unheard: 0.1 };
    const day = await playDay(pipeline, { seed: 'away', transactions: 80, troubles });
    expect(day.errors).toEqual([]);
    expect(day.troubled).toBeGreaterThan(20);
    const transactions = await pipeline.get<{ notifications: readonly Attempt[] }[]>(
      'sandbox',
      '/books/opayo/transactions',
    );
    const replies = transactions.flatMap(({ notifications }) => notifications).map(({ reply }) => reply);
    expect(replies.length).toBeGreaterThan(50);
    expect(new Set(replies.filter((reply) => reply !== null))).toEqual(new Set(['OK']));
    expect(await pipeline.readiness('ingestion', 'outbox')).toMatchObject({ status: 'ready' });
    expect(await pipeline.countOn(TOPICS.paymentEvents)).toBe(0);
  });

  it("when all are back, exactly the facts of Opayo's book come out, each under one event id", async () => {
    await pipeline.stop('ingestion');
    await pipeline.start('ingestion', back);
    await everyFactOut(pipeline);
    const events = await published(pipeline);
    expect(sorted(toldBy(events))).toEqual(sorted(await booked(pipeline)));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  });
});
