/** Which of the four kinds an error is; what follows from it is decided in `libs/delivery` (message-disposition.ts) alone. */
export type ErrorKind = 'retryable' | 'rejected' | 'outcome-unknown' | 'invariant-violation';

/** What happened, as fields under the log's own id names (`orderId`, `effectId`, …). Never secrets, never personal data. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface ConnectErrorOptions {
  /** Stable, upper snake case, unique to one situation, e.g. `STOCK_CODE_NOT_FOUND`. Code branches on this, never on the text. */
  readonly code: string;
  readonly facts?: ErrorFacts;
  readonly cause?: unknown;
}

/** The root of the four kinds. Throw one of the kinds, never this. */
export abstract class ConnectError extends Error {
  abstract readonly kind: ErrorKind;
  readonly code: string;
  readonly facts: ErrorFacts;

  constructor(message: string, options: ConnectErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.facts = options.facts ?? {};
  }
}

/**
 * Surely not done, and may work later: try again, a bounded number of times.
 *
 * `retryAfterMs` (milliseconds) is the other side's own wish, if it told one; otherwise the retry policy decides.
 * `target` names what failed when it fails for everybody (`syspro:GIFT`), so that its lanes pause instead of parking one message after the other.
 */
export class RetryableError extends ConnectError {
  readonly kind = 'retryable';
  readonly retryAfterMs: number | undefined;
  readonly target: string | undefined;

  constructor(message: string, options: ConnectErrorOptions & { retryAfterMs?: number; target?: string }) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
    this.target = options.target;
  }
}

/** Will never work as it stands: it is parked for `owner`, with `suggestedFix` in that person's words. */
export class RejectedError extends ConnectError {
  readonly kind = 'rejected';
  /** Who can mend it: `finance`, `integration`, `operations`, `shop`. */
  readonly owner: string;
  readonly suggestedFix: string;

  constructor(message: string, options: ConnectErrorOptions & { owner: string; suggestedFix: string }) {
    super(message, options);
    this.owner = options.owner;
    this.suggestedFix = options.suggestedFix;
  }
}

/**
 * Sent, and no answer heard. It says that the *request* got no answer, not that nothing was done: the effect is read back by
 * our own reference before anything is sent again.
 */
export class OutcomeUnknownError extends ConnectError {
  readonly kind = 'outcome-unknown';
}

/** Something we hold to be impossible: our bug. Parked, and somebody is woken. */
export class InvariantViolation extends ConnectError {
  readonly kind = 'invariant-violation';

  constructor(message: string, options: Partial<ConnectErrorOptions> = {}) {
    super(message, { ...options, code: options.code ?? 'INVARIANT_VIOLATION' });
  }
}

/** True for an error of one of the four kinds; anything else that was thrown is a stranger, to be treated as our bug. */
export function isConnectError(error: unknown): error is ConnectError & { kind: ErrorKind } {
  return error instanceof ConnectError;
}
