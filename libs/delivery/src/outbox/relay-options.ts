import type { Database } from '../database/database.js';
import type { DeliveryLog } from '../delivery-log.js';
import type { BackoffPolicy } from '../disposition/backoff.js';
import type { Vault } from '../vault/vault.js';
import type { Backlog } from './outbox-rows.js';
import type { OutboxMessage } from './outbox-message.js';

/** Called as things happen; wire them to metrics. They must not throw. */
export interface RelayMetrics {
  published?: (topic: string, messages: number) => void;
  failed?: (topic: string, code: string) => void;
  parked?: (topic: string, code: string) => void;
  /** About every `sweepIntervalMs`. */
  backlog?: (backlog: Backlog) => void;
}

export interface RelayOptions {
  readonly database: Database;
  readonly vault: Vault;
  /**
   * Publishes messages of one topic in their order and resolves when all are acknowledged. `InvariantViolation` or `RejectedError`: one of
   * them can never be published; it is found by halving and its key parked. Any other error: all of them are sent again later, in order.
   */
  readonly publish: (messages: OutboxMessage[]) => Promise<void>;
  readonly log?: DeliveryLog | undefined;
  readonly metrics?: RelayMetrics | undefined;
  /** Most messages in one call of `publish`; default 500. */
  readonly batchSize?: number | undefined;
  /** A relay that died is replaced after this long; default 15,000. */
  readonly leaseMs?: number | undefined;
  /** Looks for rows this often even if nobody woke it; default 5,000. */
  readonly sweepIntervalMs?: number | undefined;
  /** Published rows are kept this long, longer than any topic keeps them; default 100 days. */
  readonly retentionMs?: number | undefined;
  /** Waiting after failures; default from 200 ms to 30 s. */
  readonly backoff?: BackoffPolicy | undefined;
  /** 0 ≤ random() < 1, for the jitter. */
  readonly random?: (() => number) | undefined;
}
