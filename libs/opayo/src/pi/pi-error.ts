import { RejectedError, RetryableError, type ConnectError, type ErrorFacts } from '#libs/errors';
import type { ExchangeFailed } from '../http/exchange.js';
import { at, textAt } from './pi-transaction.js';

/** What fails for everybody when Pi is away; circuits and back-off are kept per target. */
export const PI_TARGET = 'opayo-pi';

/** Pi's answer to a question that only reads; asking again never does harm. */
export interface PiReply {
  readonly httpStatus: number;
  readonly body: unknown;
  readonly retryAfterMs?: number;
}

/**
 * Which of the four kinds a failed read is. Total: whatever is neither a known refusal nor a passing trouble is refused for good with
 * `OPAYO_REFUSED` and Pi's own code among the facts. Source: reference page 1.5, code tables, read 2026-11-23.
 */
export function errorOfReply(reply: PiReply, transactionId: string): ConnectError {
  const facts = { transactionId, httpStatus: reply.httpStatus, piCode: piCodeOf(reply) };
  if (reply.httpStatus === 401) return credentialsRefused(facts);
  if (reply.httpStatus >= 500 || reply.httpStatus === 408 || reply.httpStatus === 429) {
    return new RetryableError(`Opayo answered ${reply.httpStatus}`, {
      code: reply.httpStatus === 429 ? 'OPAYO_BUSY' : 'OPAYO_UNAVAILABLE',
      facts,
      target: PI_TARGET,
      ...(reply.retryAfterMs === undefined ? {} : { retryAfterMs: reply.retryAfterMs }),
    });
  }
  const refusal = REFUSALS[reply.httpStatus] ?? OTHERWISE;
  return new RejectedError(refusal.text, {
    code: refusal.code,
    owner: refusal.owner,
    suggestedFix: refusal.suggestedFix,
    facts,
  });
}

/** The connection failed, was cut or took too long: nothing is known, and nothing was changed, because it was a read. */
export function errorOfConnection(cause: ExchangeFailed, transactionId: string, timeoutMs: number): RetryableError {
  if (cause.reason === 'TOO_LARGE') return unreadable(transactionId);
  const timedOut = cause.reason === 'TIMEOUT';
  return new RetryableError(timedOut ? `Opayo did not answer within ${timeoutMs} ms` : 'Opayo cannot be reached', {
    code: timedOut ? 'OPAYO_TIMEOUT' : 'OPAYO_UNREACHABLE',
    facts: { transactionId },
    cause,
    target: PI_TARGET,
  });
}

/** An answer came and is not what was asked for. */
export function unreadable(transactionId: string): RetryableError {
  return new RetryableError('The answer of Opayo is not what was asked for', {
    code: 'OPAYO_UNREADABLE',
    facts: { transactionId },
    target: PI_TARGET,
  });
}

/** Pi's own code of a refusal, the first where there are several; Opayo sends it now as text, now as a number. */
export function piCodeOf(reply: PiReply): string | null {
  return textAt(reply.body, 'code') ?? textAt(firstOf(at(reply.body, 'errors')), 'code');
}

/** The next question fails alike, so it is the connection that is out of order and not this transaction: nothing is parked, everything waits. */
function credentialsRefused(facts: ErrorFacts): RetryableError {
  return new RetryableError(
    'Opayo refused our integration key and password: put the current pair from MyOpayo into the configuration (making a new pair ends the old one at once)',
    { code: 'OPAYO_CREDENTIALS_REFUSED', facts, target: PI_TARGET },
  );
}

interface Refusal {
  readonly code: string;
  readonly text: string;
  readonly owner: string;
  readonly suggestedFix: string;
}

const REFUSALS: Readonly<Record<number, Refusal>> = {
  404: {
    code: 'OPAYO_TRANSACTION_NOT_FOUND',
    text: 'Opayo does not know this transaction',
    owner: 'integration',
    suggestedFix:
      'Compare the vendor and the environment (test or live) of the notification with those of the Pi credentials. Then release.',
  },
};

const OTHERWISE: Refusal = {
  code: 'OPAYO_REFUSED',
  text: 'Opayo refused the question',
  owner: 'integration',
  suggestedFix: "Look Pi's code up in Opayo's list of errors; mend the configuration or the connector. Then release.",
};

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : undefined;
}
