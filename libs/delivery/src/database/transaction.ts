import type { PoolClient } from 'pg';
import { classifyPostgresError, isPostgresError, POSTGRES_UNAVAILABLE } from './postgres-errors.js';

/** One open transaction. It ends when the work given to `Database.transaction` returns (commit) or throws (rollback). */
export interface Transaction {
  /**
   * Rows of one statement, parameters as `$1`. Calls made at once run one after the other, in the order they were made.
   * After a statement failed the transaction can only be rolled back: let the error out.
   */
  query<R = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  /** Runs `callback` once the commit is acknowledged; never when the transaction failed or its outcome is not known. */
  afterCommit(callback: () => void): void;
}

/** The transaction behind the port, on one pooled connection. */
export class OpenTransaction implements Transaction {
  readonly callbacks: (() => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #open = true;
  /** Set when the connection broke: then there is nothing to roll back on it. */
  broken: Error | undefined;

  constructor(private readonly client: PoolClient) {}

  query<R>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    const run = async (): Promise<R[]> => {
      if (!this.#open) throw new Error('The transaction is over: a query was made after its work had returned');
      try {
        const result = await this.client.query(sql, params as unknown[]);
        return result.rows as R[];
      } catch (error) {
        const classified = classifyPostgresError(error);
        if (isPostgresError(classified, POSTGRES_UNAVAILABLE)) this.broken = classified;
        throw classified;
      }
    };
    // One after the other: pg deprecates queries queued on a busy client, and a statement after a failed one must not overtake its error.
    const result = this.#last.then(run, run);
    this.#last = result.catch(() => undefined);
    return result;
  }

  afterCommit(callback: () => void): void {
    this.callbacks.push(callback);
  }

  /** Refuses further queries and waits for the one under way, so that none lands on the connection's next user. */
  async finish(): Promise<void> {
    await this.#last;
    this.#open = false;
  }
}
