import { types } from 'node:util';
import { ConnectError, RetryableError } from '#libs/errors';

/** SQLSTATEs, whole or by class (two characters), that say the server is not there for anybody. */
const UNAVAILABLE_STATES = new Set(['08', '57P01', '57P02', '57P03', '53300']);
/** serialization_failure, deadlock_detected: PostgreSQL undid the transaction and asks for it again. */
const CONTENTION_STATES = new Set(['40001', '40P01']);
/** statement_timeout, lock_timeout, idle_in_transaction_session_timeout, transaction_timeout. */
const TIMEOUT_STATES = new Set(['57014', '55P03', '25P03', '25P04']);

const SOCKET_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'ENOENT'],
]);

/** node-postgres has no codes for its own connection errors: these texts are in `pg/lib/client.js` and `pg-pool/index.js` 8.23. */
const CONNECTION_TEXTS = [
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Cannot use a pool after calling end',
  'The server does not support SSL connections',
];

/** Codes this library raises for PostgreSQL itself; what a statement did wrong (a constraint, a syntax) stays pg's own `DatabaseError`. */
export const POSTGRES_UNAVAILABLE = 'POSTGRES_UNAVAILABLE';
export const POSTGRES_CONTENTION = 'POSTGRES_CONTENTION';
export const POSTGRES_TIMEOUT = 'POSTGRES_TIMEOUT';

/**
 * Translates what node-postgres threw: no connection → `RetryableError` POSTGRES_UNAVAILABLE with target `postgres`; deadlock or failed
 * serialization → POSTGRES_CONTENTION; a statement over its time → POSTGRES_TIMEOUT. Everything else is returned as it came.
 */
export function classifyPostgresError(error: unknown): unknown {
  // Not `instanceof Error`: a socket's errors are of another realm where code runs in a VM context, as under Jest.
  if (error instanceof ConnectError || !types.isNativeError(error)) return error;
  if (isConnectionError(error)) {
    return new RetryableError('PostgreSQL does not answer', {
      code: POSTGRES_UNAVAILABLE,
      target: 'postgres',
      cause: error,
    });
  }
  const state = codeOf(error);
  if (CONTENTION_STATES.has(state)) {
    return new RetryableError('PostgreSQL undid the transaction because of another one', {
      code: POSTGRES_CONTENTION,
      facts: { sqlState: state },
      cause: error,
    });
  }
  if (TIMEOUT_STATES.has(state)) {
    return new RetryableError('PostgreSQL stopped a statement that took too long', {
      code: POSTGRES_TIMEOUT,
      facts: { sqlState: state },
      cause: error,
    });
  }
  return error;
}

/** True for the errors above whose code is one of `codes`. */
export function isPostgresError(error: unknown, ...codes: string[]): error is RetryableError {
  return error instanceof RetryableError && codes.includes(error.code);
}

function isConnectionError(error: Error): boolean {
  // One error per address of the host name.
  if ('errors' in error && Array.isArray(error.errors)) {
    return error.errors.some((each) => types.isNativeError(each) && isConnectionError(each));
  }
  const code = codeOf(error);
  return (
    SOCKET_CODES.has(code) ||
    UNAVAILABLE_STATES.has(code) ||
    (code.length === 5 && UNAVAILABLE_STATES.has(code.slice(0, 2))) ||
    CONNECTION_TEXTS.some((text) => error.message.startsWith(text))
  );
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
