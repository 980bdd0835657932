/** Exponential back-off with full jitter: evenly between 0 and min(longest, first × 2^(attempts − 1)). */
export interface BackoffPolicy {
  /** Upper bound after the first failure, milliseconds. */
  readonly firstMs: number;
  /** Upper bound for ever after, milliseconds. */
  readonly longestMs: number;
}

/**
 * How long to wait after `attempts` failures (1 after the first), whole milliseconds. Full jitter, because callers that failed together
 * would otherwise come back together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(attempts: number, { firstMs, longestMs }: BackoffPolicy, random: () => number): number {
  const ceilingMs = Math.min(longestMs, firstMs * 2 ** Math.max(0, attempts - 1));
  return Math.floor(random() * ceilingMs);
}
