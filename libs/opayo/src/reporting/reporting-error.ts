import { InvariantViolation, RejectedError, RetryableError, type ConnectError, type ErrorFacts } from '#libs/errors';
import type { ExchangeFailed, HttpReply } from '../http/exchange.js';
import { retryAfterMsOf } from '../http/exchange.js';
import type { VspaccessReply } from './vspaccess-reply.js';

/** What fails for everybody when the Reporting API is away or refuses us; circuits and back-off are kept per target. */
export const REPORTING_TARGET = 'opayo-reporting';

/** Opayo does not have the transaction that was asked for: an answer, not an error. */
export const NOT_FOUND = '43';

// Reference page 3.2 and 4.5, read 2026-11-23.
/** Vendor, user, signature, rights or our address (4020). The next question fails alike, until somebody mends the account or the configuration. */
const CREDENTIALS = new Set(['8', '10', '11', '44', '4020']);
/** The question itself is wrong, and we wrote it. */
const OUR_BUG = new Set([
  ...['1', '2', '13', '19', '38', '39', '42', '99'],
  ...['2222', '2243', '2244', '2231', '2232', '3009b'],
]);

/** Which of the four kinds an error code is. Total: a code that is in no list is refused for good, with Opayo's number among the facts. */
export function errorOfCode(reply: VspaccessReply, asked: ErrorFacts): ConnectError {
  const facts = { ...asked, errorCode: reply.errorCode };
  const said = `${reply.errorCode}${reply.error === '' ? '' : `: ${reply.error}`}`;
  if (CREDENTIALS.has(reply.errorCode)) return credentialsRefused(`error ${said}`, facts);
  if (OUR_BUG.has(reply.errorCode.toLowerCase())) {
    return new InvariantViolation(`Opayo's Reporting API cannot read our question (${said})`, {
      code: 'REPORTING_QUESTION_WRONG',
      facts,
    });
  }
  return new RejectedError(`Opayo's Reporting API refused the question (${said})`, {
    code: 'REPORTING_REFUSED',
    owner: 'integration',
    suggestedFix: "Look the number up in Opayo's list of errors; mend the account or the connector. Then release.",
    facts,
  });
}

/** A status that is not Opayo's 200: its proxy's or somebody else's. A read changes nothing, so each may be asked again. */
export function errorOfStatus(reply: HttpReply, asked: ErrorFacts): ConnectError {
  const facts = { ...asked, httpStatus: reply.status };
  if (reply.status === 401 || reply.status === 403) return credentialsRefused(`HTTP ${reply.status}`, facts);
  const retryAfterMs = retryAfterMsOf(reply);
  const away = reply.status >= 500 || reply.status === 408;
  const code = reply.status === 429 ? 'REPORTING_BUSY' : away ? 'REPORTING_UNAVAILABLE' : 'REPORTING_NOT_THERE';
  const hint = code === 'REPORTING_NOT_THERE' ? ': check its address' : '';
  return new RetryableError(`Opayo's Reporting API answered HTTP ${reply.status}${hint}`, {
    ...{ code, facts, target: REPORTING_TARGET },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** No whole reply came. */
export function errorOfSilence(failure: ExchangeFailed, asked: ErrorFacts, timeoutMs: number): ConnectError {
  if (failure.reason === 'TOO_LARGE') return unreadable('too long to be an answer', asked);
  const timedOut = failure.reason === 'TIMEOUT';
  const what = timedOut ? `did not answer within ${timeoutMs} ms` : `cannot be reached: ${failure.message}`;
  return new RetryableError(`Opayo's Reporting API ${what}`, {
    code: timedOut ? 'REPORTING_TIMEOUT' : 'REPORTING_UNREACHABLE',
    facts: asked,
    cause: failure,
    target: REPORTING_TARGET,
  });
}

/** A reply came and is not what was asked for: a proxy's page, or cut off. It may be gone the next time. */
export function unreadable(why: string, asked: ErrorFacts): RetryableError {
  return new RetryableError(`The answer of Opayo's Reporting API cannot be read: ${why}`, {
    code: 'REPORTING_UNREADABLE',
    facts: asked,
    target: REPORTING_TARGET,
  });
}

function credentialsRefused(said: string, facts: ErrorFacts): RetryableError {
  const mend = 'check the reporting user, its password and rights, and that our address is among the valid IPs';
  return new RetryableError(`Opayo's Reporting API refuses us (${said}): ${mend}`, {
    code: 'REPORTING_CREDENTIALS_REFUSED',
    facts,
    target: REPORTING_TARGET,
  });
}
