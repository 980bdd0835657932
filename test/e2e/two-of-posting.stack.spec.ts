import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '#libs/service';
import { waitFor } from '#libs/testing';
import type { Summary } from '../../deploy/local/src/demo/summary.js';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace } from './pipeline-in-space.js';

const GUESTS = 11;
/** Posting calls of the lane that fail in a row: as if SYSPRO were away for long. */
const CALLS_WHILE_AWAY = 25;

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let replica: RunningService;
let before: { first: string | undefined; second: string | undefined };
let after: string | undefined;
let summary: Summary;

beforeAll(async () => {
  orders = await cutOrders({ guests: GUESTS });
  pipeline = await PipelineInSpace.open('two-of-posting');
  replica = await pipeline.startReplica('posting');
  before = { first: await stateOfLane(pipeline.urlOf('posting')), second: await stateOfLane(replica.url) };
  await pipeline.faults(
    // A person logs on as our operator in the middle of it.
    { kind: 'EVICT_SESSION', operator: 'POST01', operation: 'Transaction/Post', onNthCall: 3 },
    { kind: 'CUT_BEFORE_EFFECT', operator: 'POST01', onNthCall: 30, times: CALLS_WHILE_AWAY },
  );
  await pipeline.replay(orders.path);
  await waitFor('some orders to be entered', async () => (await pipeline.salesOrders()).length >= 4);
  await pipeline.stop('posting');
  after = await waitFor('the other to take over', async () => {
    const state = await stateOfLane(replica.url);
    return state !== 'standby' && state;
  });
  summary = await pipeline.ended();
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
});

async function stateOfLane(url: string): Promise<string | undefined> {
  const response = await fetch(`${url}/health/ready`);
  const { checks } = (await response.json()) as { checks: { name: string; state?: string }[] };
  return checks.find(({ name }) => name === 'syspro')?.state;
}

describe('two processes of posting with one operator', () => {
  it('never work as it at once: one stands by, and takes over when the other ends', () => {
    expect(before.second).toBe('standby');
    expect(before.first).not.toBe('standby');
    expect(after).not.toBe('standby');
  });

  it('enter every order once and post its money once, through an eviction and a SYSPRO that is away', async () => {
    const book = await pipeline.salesOrders();
    expect(book).toHaveLength(GUESTS);
    expect(new Set(book.map(({ customerPoNumber }) => customerPoNumber)).size).toBe(GUESTS);
    expect(await pipeline.receipts()).toHaveLength(GUESTS);
    expect(summary.problems).toEqual([]);
    expect(summary.parked).toEqual([]);
  });
});
