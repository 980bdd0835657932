import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger as NestLog, type LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/**
 * Nest keeps one logger per process, whatever the number of applications. This one sends each line to the service whose
 * work it is, and what belongs to none to the service that joined last.
 */
class NestLogRouter implements LoggerService {
  readonly #working = new AsyncLocalStorage<Logger>();
  readonly #joined: Logger[] = [];

  join(log: Logger): void {
    this.#joined.push(log);
  }

  leave(log: Logger): void {
    const position = this.#joined.indexOf(log);
    if (position >= 0) this.#joined.splice(position, 1);
  }

  runAs<T>(log: Logger, work: () => T): T {
    return this.#working.run(log, work);
  }

  /** Nest's "log" is the tale of its wiring; to us that is debugging. */
  log(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const log = this.#working.getStore() ?? this.#joined.at(-1);
    if (!log) return;
    const context = rest.at(-1);
    const fields = typeof context === 'string' ? { context } : {};
    if (message instanceof Error) log[level]({ ...fields, err: message }, message.message);
    else log[level](fields, typeof message === 'string' ? message : JSON.stringify(message));
  }
}

const router = new NestLogRouter();

/** Runs `work` so that what Nest says meanwhile is written by `log`. */
export function withNestLog<T>(log: Logger, work: () => T): T {
  router.join(log);
  NestLog.overrideLogger(router);
  return router.runAs(log, work);
}

/** Nest no longer writes through `log`, which is about to be closed. */
export function leaveNestLog(log: Logger): void {
  router.leave(log);
}
