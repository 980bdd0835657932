import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** How often requests that wait for room in flight are looked at; KafkaJS's own figure. */
const CHECK_PENDING_REQUESTS_MS = 10;

/**
 * Stops KafkaJS 2.2.4 from waking up some 900 times a second per connection for nothing.
 *
 * After its first response each connection schedules a look at its waiting requests `throttledUntil - now` milliseconds ahead.
 * `throttledUntil` starts as -1, so that is minus the time since 1970; Node makes it 1 ms, warns (TimeoutNegativeWarning), and the look
 * schedules the next one for ever, with nothing waiting. Here a look is scheduled only while something waits; `push` schedules one when
 * something comes to wait, and every response looks by itself.
 *
 * Reported as tulios/kafkajs #1751; a fix (#1755, #1768) was never released. Safe to apply more than once.
 */
export function stopNegativeTimer(): void {
  const queue = RequestQueue.prototype;
  if (typeof queue.scheduleCheckPendingRequests !== 'function' || typeof queue.checkPendingRequests !== 'function') {
    throw new Error('kafkajs is not the 2.2.4 that this patch was written for: see libs/kafka/README.md');
  }
  queue.scheduleCheckPendingRequests = function scheduleCheckPendingRequests() {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    const delayMs = Math.max(this.throttledUntil - Date.now(), CHECK_PENDING_REQUESTS_MS);
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, delayMs);
  };
}
