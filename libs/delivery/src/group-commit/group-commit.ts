import { InvariantViolation, OutcomeUnknownError, RetryableError } from '#libs/errors';
import type { Database } from '../database/database.js';
import { isPostgresError, POSTGRES_UNAVAILABLE } from '../database/postgres-errors.js';
import type { Transaction } from '../database/transaction.js';

export interface GroupCommitOptions<T, R> {
  readonly database: Database;
  /** Does all items in the one transaction, in their order: one result per item. Runs again with fewer items when it throws. */
  readonly apply: (tx: Transaction, items: readonly T[]) => Promise<readonly R[]>;
  /** Most items in one transaction; default 200. */
  readonly maxBatch?: number | undefined;
  /** Most items waiting; default 10,000. */
  readonly maxWaiting?: number | undefined;
}

interface Submission<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Many concurrent callers, one transaction: what is submitted while a transaction runs goes into the next one. A caller hears its result
 * after the commit only.
 */
export class GroupCommit<T, R> {
  readonly #waiting: Submission<T, R>[] = [];
  readonly #maxBatch: number;
  readonly #maxWaiting: number;
  #running: Promise<void> | undefined;

  constructor(private readonly options: GroupCommitOptions<T, R>) {
    this.#maxBatch = options.maxBatch ?? 200;
    this.#maxWaiting = options.maxWaiting ?? 10_000;
  }

  /**
   * Resolves once the item is committed. When a batch fails, each of its items is tried in a transaction of its own, so that one bad item
   * fails alone; only when PostgreSQL is away or the commit's outcome is unknown do all of the batch hear that error. Raises
   * `RetryableError` TOO_MANY_WAITING when more are waiting than may.
   */
  submit(item: T): Promise<R> {
    if (this.#waiting.length >= this.#maxWaiting) {
      const facts = { waiting: this.#waiting.length };
      return Promise.reject(
        new RetryableError('Too many are waiting to be stored', { code: 'TOO_MANY_WAITING', facts }),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when nothing is waiting any more: call it before the database is closed. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    // One turn of the event loop, so that callers of the same moment share the first transaction too.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, this.#maxBatch));
    // In the same breath as the last look at the queue: a caller in between would wait for nobody.
    this.#running = undefined;
  }

  async #commit(batch: readonly Submission<T, R>[]): Promise<void> {
    try {
      const results = await this.#transaction(batch);
      batch.forEach(({ resolve }, index) => resolve(results[index] as R));
    } catch (error) {
      if (batch.length === 1 || isEverybodys(error)) for (const { reject } of batch) reject(error);
      else for (const submission of batch) await this.#commit([submission]);
    }
  }

  #transaction(batch: readonly Submission<T, R>[]): Promise<readonly R[]> {
    return this.options.database.transaction(async (tx) => {
      const results = await this.options.apply(
        tx,
        batch.map(({ item }) => item),
      );
      if (results.length === batch.length) return results;
      throw new InvariantViolation('A group commit must answer each of its items', {
        code: 'GROUP_COMMIT_ANSWERS',
        facts: { items: batch.length, answers: results.length },
      });
    });
  }
}

/** No use in trying its items one by one: the fault is none of theirs, or they may already be in. */
function isEverybodys(error: unknown): boolean {
  return error instanceof OutcomeUnknownError || isPostgresError(error, POSTGRES_UNAVAILABLE);
}
