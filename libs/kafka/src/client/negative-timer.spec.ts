import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { stopNegativeTimer } from './negative-timer.js';

/** KafkaJS's queue as one connection has it. */
function queue(maxInFlightRequests: number) {
  const logger = { debug: () => {}, warn: () => {} };
  const Queue = RequestQueue as unknown as new (options: object) => {
    push(request: object): void;
    fulfillRequest(response: object): void;
    throttledUntil: number;
  };
  return new Queue({ maxInFlightRequests, requestTimeout: 1000, enforceRequestTimeout: false, logger, broker: 'b' });
}

function request(correlationId: number, sent: number[]) {
  const entry = { correlationId, apiKey: 0, apiVersion: 0, apiName: 'Produce', resolve: () => {}, reject: () => {} };
  return { entry, expectResponse: true, sendRequest: () => sent.push(correlationId) };
}

describe('the patched request queue', () => {
  beforeEach(() => {
    stopNegativeTimer();
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('sets no timer when nothing waits', () => {
    const connection = queue(1);
    connection.push(request(1, []));
    connection.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('sends what waited for room as soon as there is an answer', () => {
    const sent: number[] = [];
    const connection = queue(1);
    connection.push(request(1, sent));
    connection.push(request(2, sent));
    expect(sent).toEqual([1]);
    connection.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    expect(sent).toEqual([1, 2]);
    jest.runOnlyPendingTimers();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('sends what the broker throttled when the throttle is over, and not before', () => {
    const sent: number[] = [];
    const connection = queue(5);
    connection.throttledUntil = Date.now() + 700;
    connection.push(request(1, sent));
    jest.advanceTimersByTime(690);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(20);
    expect(sent).toEqual([1]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
