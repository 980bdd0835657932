import { OutcomeUnknownError, RetryableError, type ConnectError, type ErrorFacts } from '#libs/errors';
import { rejectedBecause } from '../rejections/rejection.js';
import type { ExchangeFailed } from '../transport/http-exchange.js';

/** What a failed call means depends on whether repeating it could do harm: `POSTS` changes SYSPRO, `READS` does not. */
export type CallEffect = 'POSTS' | 'READS';

/** What a failure is told of the call. */
export interface CallContext {
  readonly effect: CallEffect;
  /** Target of a circuit: `syspro:<company>`. */
  readonly target: string;
  readonly facts: ErrorFacts;
}

/** No whole reply came: surely not sent when the connection never stood, otherwise in doubt (a posting) or worth another try (a query). */
export function transportFailure(failure: ExchangeFailed, context: CallContext): ConnectError {
  if (!failure.connected) {
    return new RetryableError(`SYSPRO cannot be reached: ${failure.message}`, {
      code: 'SYSPRO_UNREACHABLE',
      cause: failure,
      ...context,
    });
  }
  const timedOut = failure.reason === 'TIMEOUT';
  const code = timedOut ? 'SYSPRO_TIMEOUT' : 'SYSPRO_CONNECTION_LOST';
  const what = timedOut ? 'SYSPRO did not answer in time' : 'SYSPRO dropped the connection before its answer was whole';
  return unheard(code, what, context, failure);
}

/** A reply that is not SYSPRO's: a proxy's or the service's own. 4xx says the request was never looked at; the rest says nothing. */
export function statusFailure(status: number, context: CallContext): ConnectError {
  const what = `SYSPRO's address answered HTTP ${status}`;
  if ([400, 413, 414, 431].includes(status)) {
    return rejectedBecause('REQUEST_TOO_LARGE', `${what}: the request is too long or malformed for it`, context.facts);
  }
  if (status >= 400 && status < 500 && status !== 408) {
    return new RetryableError(`${what}: check the base address`, { code: 'SYSPRO_NOT_THERE', ...context });
  }
  return unheard('SYSPRO_HTTP_ERROR', what, context);
}

/** SYSPRO answered to the operation as a whole that it did not come through. */
export function exceptionFailure(text: string, context: CallContext): ConnectError {
  // A transaction refuses in its document; an exception in the middle of one may have left something behind, so it is read back.
  if (context.effect === 'POSTS')
    return new OutcomeUnknownError(text, { code: 'SYSPRO_EXCEPTION', facts: context.facts });
  return new RetryableError(text, { code: 'SYSPRO_QUERY_FAILED', facts: context.facts });
}

/** A reply came and cannot be read: truncated, not XML, not what the object answers with. */
export function unreadableReply(cause: Error, context: CallContext): ConnectError {
  return unheard('SYSPRO_UNREADABLE', `SYSPRO's reply cannot be read: ${cause.message}`, context, cause);
}

/** The session ended under us twice: somebody else logs on as our operator. Neither call was done. */
export function sessionFailure(context: CallContext): RetryableError {
  return new RetryableError('SYSPRO ended our session right after we logged on: is the operator used elsewhere?', {
    code: 'SYSPRO_SESSION_LOST',
    ...context,
  });
}

/** SYSPRO refuses the logon: wrong password, no seat left, company locked. Nothing was sent. */
export function logonFailure(text: string, context: CallContext): RetryableError {
  return new RetryableError(`SYSPRO refuses the logon: ${text}`, { code: 'SYSPRO_LOGON_REFUSED', ...context });
}

/**
 * No licence for the business object: said before it is loaded, so nothing was done, and said to everybody alike, so it is the target's
 * trouble and no refusal of the one posting.
 */
export function licenceFailure(text: string, context: CallContext): RetryableError {
  const { businessObject, operator } = context.facts;
  const what = `SYSPRO has no licence for ${String(businessObject)} as operator ${String(operator)}`;
  return new RetryableError(`${what}: license it and all goes on by itself (${text})`, {
    code: 'NOT_LICENSED',
    ...context,
  });
}

function unheard(code: string, what: string, context: CallContext, cause?: unknown): ConnectError {
  if (context.effect === 'POSTS') return new OutcomeUnknownError(what, { code, facts: context.facts, cause });
  return new RetryableError(what, { code, cause, ...context });
}
