const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** After so many attempts without a reply the next gap is this long: 5 × 5 min, 15 × 15 min, 13 × hourly, then daily (opayo.md 2.6). */
const GAPS: readonly (readonly [attempts: number, gapMs: number])[] = [
  [5, 5 * MINUTE_MS],
  [15, 15 * MINUTE_MS],
  [13, HOUR_MS],
];
const GIVES_UP_AFTER_MS = 30 * DAY_MS;

/**
 * When the transaction monitor repeats a notification that got no reply: milliseconds after the last of `attempts` attempts; undefined
 * when it gives up, 30 days after the first.
 */
export function nextAttemptAfterMs(attempts: number): number | undefined {
  let elapsedMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    const gapMs = gapAfter(attempt);
    elapsedMs += gapMs;
    if (elapsedMs > GIVES_UP_AFTER_MS) return undefined;
    if (attempt === attempts) return gapMs;
  }
}

function gapAfter(attempt: number): number {
  let last = 0;
  for (const [attempts, gapMs] of GAPS) {
    last += attempts;
    if (attempt <= last) return gapMs;
  }
  return DAY_MS;
}
