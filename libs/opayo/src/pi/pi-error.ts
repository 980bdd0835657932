import { RejectedError, RetryableError, type ConnectError } from '#libs/errors';
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
  const piCode = textAt(reply.body, 'code') ?? textAt(firstOf(at(reply.body, 'errors')), 'code');
  const facts = { transactionId, httpStatus: reply.httpStatus, piCode };
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
export function errorOfConnection(cause: unknown, transactionId: string, timeoutMs: number): RetryableError {
  const timedOut = textAt(cause, 'name') === 'TimeoutError';
  return new RetryableError(timedOut ? `Opayo did not answer within ${timeoutMs} ms` : 'Opayo cannot be reached', {
    code: timedOut ? 'OPAYO_TIMEOUT' : 'OPAYO_UNREACHABLE',
    facts: { transactionId },
    cause,
    target: PI_TARGET,
  });
}

interface Refusal {
  readonly code: string;
  readonly text: string;
  readonly owner: string;
  readonly suggestedFix: string;
}

const CREDENTIALS: Refusal = {
  code: 'OPAYO_CREDENTIALS_REFUSED',
  text: 'Opayo refused our integration key and password',
  owner: 'integration',
  suggestedFix:
    'Put the current pair from MyOpayo into the configuration: making a new pair ends the old one at once. Then release.',
};

const REFUSALS: Readonly<Record<number, Refusal>> = {
  401: CREDENTIALS,
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
