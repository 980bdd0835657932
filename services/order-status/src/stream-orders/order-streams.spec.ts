import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import type { StoredOrder } from '../show-orders/order-reader.js';
import { OrderStreams } from './order-streams.js';

let sequences: Map<string, number>;
let reads: string[][];
let broken: boolean;
let streams: OrderStreams;
beforeEach(() => {
  sequences = new Map([['gifts/1', 3]]);
  reads = [];
  broken = false;
  streams = new OrderStreams({
    read: async (orderIds) => {
      reads.push([...orderIds]);
      if (broken) throw new Error('away');
      return orderIds.flatMap((orderId) => {
        const sequence = sequences.get(orderId);
        return sequence === undefined ? [] : [{ orderId, sequence } as StoredOrder];
      });
    },
    ...{ heartbeatMs: 50, limit: 3 },
  });
});
afterEach(() => streams.close());

/** A connection that notes what it is sent. */
function reader({ slow = false } = {}) {
  const seen: number[] = [];
  const state = { ended: false, beats: 0 };
  const sink = {
    send: ({ sequence }: StoredOrder) => (seen.push(sequence), !slow),
    beat: () => ((state.beats += 1), true),
    end: () => void (state.ended = true),
  };
  return { sink, seen, state };
}
const settled = (seen: readonly number[], expected: readonly number[]) =>
  waitFor(`events ${expected.join(', ')}`, () => seen.join() === expected.join());

describe('streams of orders', () => {
  it('begin with the state of now, unless it is known', async () => {
    const [fresh, back, ahead] = [reader(), reader(), reader()];
    streams.add('gifts/1', fresh.sink, 0);
    streams.add('gifts/1', back.sink, 2);
    streams.add('gifts/1', ahead.sink, 3);
    await settled(fresh.seen, [3]);
    expect([back.seen, ahead.seen]).toEqual([[3], []]);
  });

  it('get each change once, all streams of an order by one read, and leave out what was passed meanwhile', async () => {
    const [one, other] = [reader(), reader()];
    streams.add('gifts/1', one.sink, 3);
    streams.add('gifts/1', other.sink, 3);
    await waitFor('the first read', () => reads.length > 0);
    const before = reads.length;
    for (sequences.set('gifts/1', 6); reads.length === before;) {
      for (let times = 0; times < 3; times += 1) streams.changed('gifts/1');
      await waitFor('a read', () => reads.length > before);
    }
    await settled(one.seen, [6]);
    expect(other.seen).toEqual([6]);
    streams.changed('gifts/1');
    streams.changed('gifts/2');
    await waitFor('nothing more', () => reads.at(-1)?.[0] === 'gifts/1');
    expect([one.seen, reads.flat()]).toEqual([[6], expect.not.arrayContaining(['gifts/2'])]);
  });

  it('are looked at all when news may have been lost, and again when the database was away', async () => {
    const { sink, seen } = reader();
    streams.add('gifts/1', sink, 3);
    sequences.set('gifts/1', 4);
    streams.changed('');
    await settled(seen, [4]);
    broken = true;
    sequences.set('gifts/1', 5);
    streams.changed('gifts/1');
    await waitFor('the failure', () => reads.length > 2);
    broken = false;
    await settled(seen, [4, 5]);
  });

  it('say that they live, end with a reader that is too slow, and are counted', async () => {
    const [slow, fine] = [reader({ slow: true }), reader()];
    streams.add('gifts/1', slow.sink, 0);
    const remove = streams.add('gifts/1', fine.sink, 0);
    await waitFor('the slow one to be let go', () => slow.state.ended);
    await waitFor('a beat', () => fine.state.beats > 0);
    expect([streams.open, fine.state.ended]).toEqual([1, false]);
    remove();
    remove();
    expect(streams.open).toBe(0);
  });

  it('are no more than the limit, and end when the process does', () => {
    const readers = [reader(), reader(), reader()];
    for (const { sink } of readers) {
      expect(streams.hasRoom).toBe(true);
      streams.add('gifts/1', sink, 3);
    }
    expect(streams.hasRoom).toBe(false);
    streams.close();
    expect(readers.map(({ state }) => state.ended)).toEqual([true, true, true]);
    expect([streams.open, streams.hasRoom]).toEqual([0, false]);
  });
});
