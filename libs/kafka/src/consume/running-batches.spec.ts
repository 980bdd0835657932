import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RunningBatches } from './running-batches.js';

const never = () => new Promise<void>(() => {});

describe('running batches', () => {
  let running: RunningBatches;
  let beats = 0;
  const heartbeat = async () => void (beats += 1);
  beforeEach(() => {
    jest.useFakeTimers();
    running = new RunningBatches(1_000, 100);
    beats = 0;
  });
  afterEach(() => {
    running.close();
    jest.useRealTimers();
  });

  it('keep the session alive while they work, and set no timer afterwards', async () => {
    const batch = running.begin(heartbeat);
    await jest.advanceTimersByTimeAsync(550);
    expect(beats).toBe(5);
    batch.end();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('past the deadline of one, the heartbeats of all stop and that one is told', async () => {
    const [slow, other] = [running.begin(heartbeat), running.begin(heartbeat)];
    void slow.call(never);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(beats).toBeLessThanOrEqual(10);
    expect(slow.signal.aborted).toBe(true);
    expect(other.signal.aborted).toBe(false);
    expect(running.overdueSince()).toEqual(expect.any(Date));
    slow.end();
    expect(running.overdueSince()).toBeUndefined();
  });

  it('each call has its own deadline', async () => {
    const batch = running.begin(heartbeat);
    for (let call = 0; call < 3; call++) {
      const done = batch.call(async (deadline) => {
        await jest.advanceTimersByTimeAsync(600);
        return deadline.getTime() > Date.now();
      });
      await expect(done).resolves.toBe(true);
    }
    expect(batch.signal.aborted).toBe(false);
  });

  it('a failing heartbeat tells all of them that they are lost', async () => {
    const rebalance = new Error('REBALANCE_IN_PROGRESS');
    const batches = [running.begin(() => Promise.reject(rebalance)), running.begin(heartbeat)];
    await jest.advanceTimersByTimeAsync(100);
    for (const batch of batches) {
      expect(batch.signal.aborted).toBe(true);
      expect(batch.lostBecause()).toBe(rebalance);
    }
  });
});
