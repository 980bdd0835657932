/** How a strategy reads. All times in milliseconds. */
export interface ConsumePolicy {
  /** Records one call of a handler gets at most: about one transaction's worth. Default 500. */
  readonly maxRecordsPerCall: number;
  /** Partitions whose handlers run at the same time. Default 4. */
  readonly partitionsConcurrently: number;
  /** A handler that takes longer is stuck: heartbeats stop, so that its partitions go to another member, and liveness fails. Default 30,000. */
  readonly handlerDeadlineMs: number;
  /** After so long without a heartbeat the brokers give our partitions away. Default 30,000. */
  readonly sessionTimeoutMs: number;
  /** Default 3,000. */
  readonly heartbeatIntervalMs: number;
  /** How long the group waits for a member in a rebalance; at least a handler's deadline. Default 60,000. */
  readonly rebalanceTimeoutMs: number;
  /** How long a fetch waits for records; also how late a paused partition is noticed to go on. Default 500. */
  readonly maxWaitMs: number;
  /** First pause after a `RetryableError`; it doubles, with full jitter, up to `maxPauseMs`. Default 500. */
  readonly firstPauseMs: number;
  /** Default 30,000. */
  readonly maxPauseMs: number;
  /** More records than this of one topic in `quarantineWindowMs` are not quarantined: the partition pauses and somebody is woken. Default 100. */
  readonly quarantineLimitRecords: number;
  /** Default 60,000. */
  readonly quarantineWindowMs: number;
  /** A partition that has been paused for so long wakes somebody, once. Default 300,000. */
  readonly pagePausedAfterMs: number;
  /** A client that is connected and has not fetched for so long is stuck. Default 300,000. */
  readonly progressDeadlineMs: number;
}

export const DEFAULT_POLICY: ConsumePolicy = {
  maxRecordsPerCall: 500,
  partitionsConcurrently: 4,
  handlerDeadlineMs: 30_000,
  sessionTimeoutMs: 30_000,
  heartbeatIntervalMs: 3_000,
  rebalanceTimeoutMs: 60_000,
  maxWaitMs: 500,
  firstPauseMs: 500,
  maxPauseMs: 30_000,
  quarantineLimitRecords: 100,
  quarantineWindowMs: 60_000,
  pagePausedAfterMs: 300_000,
  progressDeadlineMs: 300_000,
};
