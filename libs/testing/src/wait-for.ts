import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** How long to wait altogether, milliseconds. Default 20,000. */
  readonly timeoutMs?: number;
  /** Pause between two looks, milliseconds. Default 25. */
  readonly intervalMs?: number;
}

/**
 * Looks until `probe` gives something other than undefined, null or false, and returns that. A probe that throws has not seen it yet.
 *
 * @param what ends the sentence "waited for …"
 * @throws Error telling what it waited for, how long, and the last value or error seen
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  { timeoutMs = 20_000, intervalMs = 25 }: WaitOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let last = 'nothing was seen';
  let cause: unknown;
  for (;;) {
    const look = await within(probe, deadline - performance.now());
    if ('value' in look) {
      if (look.value !== undefined && look.value !== null && look.value !== false) return look.value;
      last = `the last look gave ${String(look.value)}`;
      cause = undefined;
    } else {
      last =
        look.error === STILL_LOOKING
          ? `${last}; the probe itself has not come back`
          : `the last look failed: ${String(look.error)}`;
      cause = look.error;
    }
    if (performance.now() >= deadline) {
      throw new Error(`waited ${timeoutMs} ms for ${what}; ${last}`, { cause });
    }
    await sleep(intervalMs);
  }
}

const STILL_LOOKING = new Error('the probe has not come back');

/** One look, given up at the deadline: a probe that hangs must not hide what was waited for. */
async function within<V>(probe: () => Promise<V> | V, limitMs: number): Promise<{ value: V } | { error: unknown }> {
  const limit = new AbortController();
  const late = sleep(Math.max(limitMs, 0), { error: STILL_LOOKING }, { signal: limit.signal });
  late.catch(() => undefined);
  try {
    return await Promise.race([(async () => ({ value: await probe() }))(), late]);
  } catch (error) {
    return { error };
  } finally {
    limit.abort();
  }
}
