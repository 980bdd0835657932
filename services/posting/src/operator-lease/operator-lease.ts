import { randomUUID } from 'node:crypto';
import { WakeUp, type Database } from '#libs/delivery';

/** What works as the operator: started when the lease is ours, stopped when it is not. */
export interface OperatorWork {
  start(): void;
  /** Finishes what is in hand. */
  stop(): Promise<void>;
}

export interface OperatorLeaseOptions {
  readonly database: Database;
  readonly company: string;
  readonly operator: string;
  /** How long the lease lasts without being extended, milliseconds: as long as another process waits for one that died. */
  readonly leaseMs: number;
  readonly work: readonly OperatorWork[];
  /** The lease came or went, or the database could not be asked. */
  readonly onChange?: (held: boolean) => void;
  readonly onTrouble?: (error: unknown) => void;
}

/**
 * One process at a time works as an operator: SYSPRO keeps one session per operator, and two processes would end each other's for ever. The
 * lease is a row that expires by PostgreSQL's clock. Whoever takes it over logs on as the same operator, which ends the session of the one
 * before; what that one still had in hand is the ledger's business (a claim that was lost cannot send).
 */
export class OperatorLease {
  readonly #holder = randomUUID();
  readonly #wakeUp = new WakeUp();
  #running: Promise<void> | undefined;
  #standingDown = false;
  #working = false;
  /** By this process's own monotonic clock, counted from before PostgreSQL was asked: never later than PostgreSQL's expiry. */
  #surelyUntilMs = 0;

  constructor(private readonly options: OperatorLeaseOptions) {}

  start(): void {
    this.#standingDown = false;
    this.#running ??= this.#run();
  }

  /** Whether the lease is still ours. Ask right before a posting: the process may have stood still meanwhile. */
  get surelyHeld(): boolean {
    return performance.now() < this.#surelyUntilMs;
  }

  /** Takes the lease where it is free and extends it where it is ours; starts or stops the work accordingly. */
  async look(): Promise<void> {
    const { database, company, operator, leaseMs, onTrouble } = this.options;
    const askedAtMs = performance.now();
    try {
      const mine = await database.query(TAKE_OR_EXTEND, [company, operator, this.#holder, leaseMs]);
      this.#surelyUntilMs = mine.length > 0 ? askedAtMs + leaseMs : 0;
    } catch (error) {
      // It may be ours still: it lasts as long as it was last extended for.
      onTrouble?.(error);
    }
    await this.#follow();
  }

  /** Stops looking and ends the work, and keeps the lease: the session is still to be logged off. */
  async standDown(): Promise<void> {
    this.#standingDown = true;
    this.#wakeUp.wake();
    await this.#running;
    this.#running = undefined;
    await this.#follow();
  }

  /** Gives the lease back, so that nobody has to wait for its end. */
  async release(): Promise<void> {
    this.#surelyUntilMs = 0;
    await this.options.database.query('DELETE FROM operator_lease WHERE holder = $1', [this.#holder]);
  }

  async #run(): Promise<void> {
    while (!this.#standingDown) {
      this.#wakeUp.reset();
      await this.look();
      if (!this.#standingDown) await this.#wakeUp.wait(this.options.leaseMs / 3);
    }
  }

  async #follow(): Promise<void> {
    const shouldWork = this.surelyHeld && !this.#standingDown;
    if (shouldWork === this.#working) return;
    this.#working = shouldWork;
    this.options.onChange?.(shouldWork);
    if (shouldWork) for (const work of this.options.work) work.start();
    else await Promise.all(this.options.work.map((work) => work.stop()));
  }
}

const TAKE_OR_EXTEND = `
  INSERT INTO operator_lease (company, operator, holder, expires_at)
  VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond')
  ON CONFLICT (company, operator) DO UPDATE SET holder = EXCLUDED.holder, expires_at = EXCLUDED.expires_at
  WHERE operator_lease.holder = EXCLUDED.holder OR operator_lease.expires_at <= clock_timestamp()
  RETURNING holder`;
