import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WakeUp } from './wake-up.js';

describe('the rest of a loop', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const rest = (wakeUp: WakeUp) => {
    const ended = jest.fn();
    void wakeUp.wait(1_000).then(ended);
    return ended;
  };

  it('ends after its time', async () => {
    const ended = rest(new WakeUp());
    await jest.advanceTimersByTimeAsync(999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalled();
  });

  it('ends when woken, and leaves no timer behind', async () => {
    const wakeUp = new WakeUp();
    const ended = rest(wakeUp);
    wakeUp.wake();
    await jest.advanceTimersByTimeAsync(0);
    expect([ended.mock.calls.length, jest.getTimerCount()]).toEqual([1, 0]);
  });

  it('does not begin when woken during the look, but does when woken before it', async () => {
    const wakeUp = new WakeUp();
    wakeUp.wake();
    const during = rest(wakeUp);
    wakeUp.reset();
    const before = rest(wakeUp);
    await jest.advanceTimersByTimeAsync(0);
    expect([during.mock.calls.length, before.mock.calls.length]).toEqual([1, 0]);
  });
});
