import { isConnectError, RetryableError } from '#libs/errors';
import { disposition, type ParkingReason } from '../disposition/message-disposition.js';

/** A send that failed and will be made again. */
export interface Failure {
  readonly error: unknown;
  /** The other side's own wish, milliseconds; 0 when it has none. */
  readonly retryAfterMs: number;
}

export type Verdict =
  ({ readonly action: 'again' } & Failure) | { readonly action: 'park'; readonly reason: ParkingReason };

/** Nothing is parked for having waited long: a broker away is nobody's message's fault. */
const FOR_EVER = { budget: { maxAttempts: Infinity, maxAgeMs: Infinity }, budgets: {} };

/**
 * What a failed send says of its messages: the disposition table's word, with two particulars of publishing. Sent and unheard is sent
 * again, because readers know an event by its id; and a stranger is not held against the message, as it is rather the client's or the
 * broker's fault and would park every key.
 */
export function verdictOn(error: unknown): Verdict {
  const decided = disposition(error, { attempts: 1, firstAttemptAt: new Date() }, FOR_EVER);
  const isStranger = !isConnectError(error);
  if ((decided.action === 'park' || decided.action === 'page') && !isStranger)
    return { action: 'park', reason: decided };
  return { action: 'again', error, retryAfterMs: error instanceof RetryableError ? (error.retryAfterMs ?? 0) : 0 };
}

/** The error's stable code, for metrics. */
export function codeOf(error: unknown): string {
  return isConnectError(error) ? error.code : 'UNEXPECTED_ERROR';
}
