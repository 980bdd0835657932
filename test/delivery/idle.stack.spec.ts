import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { DeliverySpace, waitFor } from './delivery-space.js';

let delivery: DeliverySpace;
beforeEach(async () => {
  delivery = await DeliverySpace.open('idle');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await delivery.close();
});

it('a process with nothing to do wakes up a few times a second, not nine hundred times per connection', async () => {
  const publisher = delivery.publisher();
  await publisher.connect();
  const reader = await delivery.reader(async () => {}, { policy: { maxWaitMs: 500 } });
  await delivery.publish(['x']);
  await waitFor('the reader to have read', () => reader.stored.length === 1);

  const timers = jest.spyOn(globalThis, 'setTimeout');
  const startedAt = performance.now();
  await waitFor('two idle seconds', () => performance.now() - startedAt > 2_000, { intervalMs: 500, timeoutMs: 5_000 });
  const delays = timers.mock.calls.map(([, delayMs]) => delayMs ?? 0);
  expect(delays.filter((delayMs) => delayMs < 0)).toEqual([]);
  expect(delays.length).toBeLessThan(60);
});
