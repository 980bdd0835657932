import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PausedPartitions } from './paused-partitions.js';

const ID = { topic: 't', partition: 3 };
const AWAY = { code: 'AWAY', text: 'away' };

describe('paused partitions', () => {
  const calls: string[] = [];
  const tell = (what: string) => (topics: { topic: string; partitions?: number[] }[]) =>
    void calls.push(...topics.map(({ topic, partitions }) => `${what} ${topic}/${partitions?.join()}`));
  const consumer = { pause: tell('pause'), resume: tell('resume') };
  let paused: PausedPartitions;
  beforeEach(() => {
    jest.useFakeTimers();
    calls.length = 0;
    paused = new PausedPartitions(
      () => consumer,
      { first: 100, max: 1_000 },
      () => 1,
    );
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('come back by themselves, later each time, up to the longest pause', () => {
    const delays = [1, 2, 3, 4, 5, 6].map(() => {
      const { resumesAt } = paused.pause(ID, AWAY);
      const delayMs = resumesAt.getTime() - Date.now();
      jest.advanceTimersByTime(delayMs);
      return delayMs;
    });
    expect(delays).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(calls.slice(0, 2)).toEqual(['pause t/3', 'resume t/3']);
  });

  it('wait at least as long as the other side asked', () => {
    paused.pause(ID, { ...AWAY, atLeastMs: 5_000 });
    jest.advanceTimersByTime(4_999);
    expect(paused.isPaused(ID)).toBe(true);
    jest.advanceTimersByTime(1);
    expect(paused.isPaused(ID)).toBe(false);
  });

  it('show as waiting until they have got on, then begin anew', () => {
    paused.pause(ID, AWAY);
    jest.advanceTimersByTime(100);
    expect(paused.list()).toMatchObject([{ ...ID, code: 'AWAY', attempts: 1 }]);
    paused.gotOn(ID);
    expect(paused.list()).toEqual([]);
    expect(paused.pause(ID, AWAY).attempts).toBe(1);
  });

  it('are paused again after joining the group, and forgotten where another has them now', () => {
    paused.pause(ID, AWAY);
    paused.pause({ topic: 't', partition: 4 }, AWAY);
    calls.length = 0;
    paused.reapply({ t: [3, 5] });
    expect(calls).toEqual(['pause t/3', 'resume t/4']);
    expect(paused.list()).toHaveLength(1);
  });

  it('wake somebody once, when it has lasted', () => {
    paused.pause(ID, AWAY);
    const before = () => new Date(Date.now() - 1_000);
    expect(paused.takeUnpaged(before())).toEqual([]);
    jest.advanceTimersByTime(1_000);
    paused.pause(ID, AWAY);
    expect(paused.takeUnpaged(before())).toMatchObject([ID]);
    expect(paused.takeUnpaged(before())).toEqual([]);
  });
});
