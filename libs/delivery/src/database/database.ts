import { setTimeout as pause } from 'node:timers/promises';
import { InvariantViolation, OutcomeUnknownError } from '#libs/errors';
import { Client, Pool, type PoolClient, type PoolConfig } from 'pg';
import { SILENT_LOG, type DeliveryLog } from '../delivery-log.js';
import { COLUMN_TYPES } from './column-types.js';
import { NotificationListener } from './notification-listener.js';
import {
  classifyPostgresError,
  isPostgresError,
  POSTGRES_CONTENTION,
  POSTGRES_UNAVAILABLE,
} from './postgres-errors.js';
import { OpenTransaction, type Transaction } from './transaction.js';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** The service's own schema, lower snake case; the only one on the search path. `migrate` creates it. */
  readonly schema: string;
  /** Shown in `pg_stat_activity`, and the service named in alerts: the service's name. */
  readonly applicationName: string;
  /** Default 10. One more is used by `listen`. */
  readonly maxConnections?: number | undefined;
  /** The server stops a statement after this long; default 30,000. */
  readonly statementTimeoutMs?: number | undefined;
  /** How long a caller waits for a connection, a free one or a new one; default 5,000. */
  readonly connectTimeoutMs?: number | undefined;
  readonly log?: DeliveryLog | undefined;
}

const CONTENTION_ATTEMPTS = 6;
const CONTENTION_PAUSE_MS = 20;
/** The client gives up this much later than the server should have: the answer was lost on the way. */
const LOST_ANSWER_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * A service's PostgreSQL: a pool of connections whose search path is the service's own schema. Broken connections are replaced as they are
 * met; while the server is away every call fails with `RetryableError` POSTGRES_UNAVAILABLE (target `postgres`).
 * `bigint` columns arrive as safe numbers (beyond 2^53: throws), `date` columns as `YYYY-MM-DD`.
 */
export class Database {
  readonly schema: string;
  readonly applicationName: string;
  readonly #pool: Pool;
  readonly #listener: NotificationListener;
  readonly #connection: PoolConfig;
  readonly #log: DeliveryLog;
  #closing: Promise<void> | undefined;

  constructor(options: DatabaseOptions) {
    // PostgreSQL takes 63; channels are named after their schema and have to stay within 63 with what they tell of, or NOTIFY throws.
    if (!/^[a-z_][a-z0-9_]{0,47}$/.test(options.schema)) {
      throw new RangeError(`'${options.schema}' is no schema name: lower snake case, at most 48 characters`);
    }
    this.schema = options.schema;
    this.applicationName = options.applicationName;
    this.#log = options.log ?? SILENT_LOG;
    const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
    this.#connection = connectionOf(options);
    this.#pool = new Pool({
      ...this.#connection,
      max: options.maxConnections ?? 10,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + LOST_ANSWER_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    });
    // An idle connection that breaks is dropped by the pool; without a listener its error would end the process.
    this.#pool.on('error', (error) => this.#log.warn({ err: error }, 'An idle connection to PostgreSQL broke'));
    this.#listener = new NotificationListener(() => this.dedicatedClient('listen'), this.#log);
  }

  /**
   * Runs `work` in one transaction (READ COMMITTED): committed when it returns, rolled back when it throws, and its error comes out.
   * After a deadlock or a failed serialization `work` runs again (at most 6 times), so it must do nothing outside the transaction.
   *
   * Raises `OutcomeUnknownError` COMMIT_OUTCOME_UNKNOWN when the connection broke during the commit: it may or may not have happened, and
   * only work that recognises itself (inbox, outbox, conditional updates) may be run again. Raises `InvariantViolation`
   * TRANSACTION_ROLLED_BACK when `work` swallowed a statement's error and returned.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#transactionOnce(work);
      } catch (error) {
        if (!isPostgresError(error, POSTGRES_CONTENTION) || attempt >= CONTENTION_ATTEMPTS) throw error;
        await pause(Math.random() * CONTENTION_PAUSE_MS * 2 ** attempt);
      }
    }
  }

  /** Rows of one statement outside any transaction: for reads, and for writes that may be repeated (its answer may be lost). */
  async query<R = Record<string, unknown>>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    const client = await this.#connect();
    let broken: Error | undefined;
    try {
      const result = await client.query(sql, params as unknown[]);
      return result.rows as R[];
    } catch (error) {
      const classified = classifyPostgresError(error);
      if (isPostgresError(classified, POSTGRES_UNAVAILABLE)) broken = classified;
      throw classified;
    } finally {
      this.#release(client, broken);
    }
  }

  /**
   * Calls `callback` with the payload of each NOTIFY on `channel`, and once with '' after every (re)connection, because notifications
   * sent meanwhile are lost. Resolves to the function that ends it.
   */
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>> {
    return this.#listener.listen(channel, callback);
  }

  /** Resolves when PostgreSQL answers; raises `RetryableError` POSTGRES_UNAVAILABLE when it does not. For health checks. */
  async ping(): Promise<void> {
    await this.query('SELECT 1');
  }

  /** Waits for the transactions under way, then closes every connection. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= Promise.all([this.#listener.close(), this.#pool.end()]).then(() => undefined);
    return this.#closing;
  }

  /** A connection of its own, not yet connected and without a statement time-out: for `listen` and `migrate`. The caller ends it. */
  dedicatedClient(purpose: string): Client {
    return new Client({ ...this.#connection, application_name: `${this.applicationName} ${purpose}` });
  }

  async #transactionOnce<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    const tx = new OpenTransaction(client);
    let broken: Error | undefined;
    try {
      await tx.query('BEGIN');
      const result = await work(tx);
      await tx.finish();
      await commit(client);
      this.#runAfterCommit(tx);
      return result;
    } catch (error) {
      await tx.finish();
      broken = tx.broken ?? (error instanceof OutcomeUnknownError ? error : await rollback(client));
      throw error;
    } finally {
      this.#release(client, broken);
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      const client = await this.#pool.connect();
      // While a connection is in use nobody listens to its errors, and an unheard error event ends the process; the query itself rejects.
      client.on('error', ignoreError);
      return client;
    } catch (error) {
      throw classifyPostgresError(error);
    }
  }

  #release(client: PoolClient, broken: Error | undefined): void {
    client.removeListener('error', ignoreError);
    client.release(broken);
  }

  #runAfterCommit(tx: OpenTransaction): void {
    for (const callback of tx.callbacks) {
      try {
        callback();
      } catch (error) {
        // The commit stands: an error here must not make its caller believe otherwise.
        this.#log.error({ err: error }, 'A callback after a commit failed');
      }
    }
  }
}

function ignoreError(): void {}

async function commit(client: PoolClient): Promise<void> {
  let command: string;
  try {
    ({ command } = await client.query('COMMIT'));
  } catch (error) {
    const classified = classifyPostgresError(error);
    if (!isPostgresError(classified, POSTGRES_UNAVAILABLE)) throw classified;
    throw new OutcomeUnknownError('The connection broke during the commit: it may or may not have happened', {
      code: 'COMMIT_OUTCOME_UNKNOWN',
      cause: error,
    });
  }
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error; taken for a commit, everything in it would be lost.
  if (command !== 'COMMIT') {
    throw new InvariantViolation("The transaction was rolled back: its work swallowed a statement's error", {
      code: 'TRANSACTION_ROLLED_BACK',
    });
  }
}

/** Answers the error that makes the connection unfit for the pool, if any. */
async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function connectionOf(options: DatabaseOptions): PoolConfig {
  const url = URL.parse(options.url);
  // Not `new URL`: its error carries the text, password and all, into the log.
  if (!url) throw new RangeError('The database URL is no URL: postgres://user:password@host:port/database');
  const given = url.searchParams.get('options');
  // In the URL, because there pg lets it win over any other setting: without it tables would be looked for in `public`.
  url.searchParams.set('options', [given, `-c search_path=${options.schema}`].filter(Boolean).join(' '));
  return {
    connectionString: url.href,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: COLUMN_TYPES,
  };
}
