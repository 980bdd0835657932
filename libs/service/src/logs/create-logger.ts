import { types } from 'node:util';
import { pino, type DestinationStream, type Logger } from 'pino';
import { isConnectError } from '#libs/errors';
import { CENSORED, redactedPaths } from './redaction.js';

export interface LoggerOptions {
  /** Written as `service` on every line. */
  readonly service: string;
  readonly level: string;
  /** File the lines are appended to; standard output without it. */
  readonly file?: string | undefined;
  /** Trace the current work belongs to, if any; written as `traceId`. */
  readonly traceId?: () => string | undefined;
}

/** A logger and the way to end it; `close` writes out what is buffered and frees the file. */
export interface OpenLogger {
  readonly log: Logger;
  close(): void;
}

/**
 * One JSON object a line: `service`, `level` (word), `time` (ISO 8601, UTC), `msg`, `traceId`, and facts under the id names of the
 * system: `orderId`, `vendorTxCode`, `transactionId`, `effectId`, `eventId`. Errors go under `err`.
 * Throws when the file cannot be opened.
 */
export function createLogger(options: LoggerOptions): OpenLogger {
  // Written at once: the line before a crash is the one somebody will look for.
  const destination = pino.destination({ dest: options.file ?? 1, sync: true, mkdir: true });
  const close = () => {
    destination.flushSync();
    if (options.file !== undefined) destination.end();
  };
  return { log: loggerTo(destination, options), close };
}

/** The same lines to any stream; for tests. */
export function loggerTo(stream: DestinationStream, options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      redact: { paths: redactedPaths, censor: CENSORED },
      mixin: () => {
        const traceId = options.traceId?.();
        return traceId === undefined ? {} : { traceId };
      },
    },
    stream,
  );
}

/** An error as fields: what kind, which code, which facts, and what it was caused by. Fields that libraries hang on errors (requests, bodies) are left out. */
function describeError(error: unknown): unknown {
  if (!types.isNativeError(error)) return error;
  return {
    type: error.name,
    message: error.message,
    ...('code' in error && { code: error.code }),
    ...(isConnectError(error) && { kind: error.kind, facts: error.facts }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
