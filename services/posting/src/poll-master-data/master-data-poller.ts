import { backoffMs, WakeUp } from '#libs/delivery';
import type { MasterDataBook, SweepState } from './master-data-book.js';
import { MASTER_DATA_KINDS, readItems, type MasterDataDoor, type MasterDataKind } from './master-data-table.js';

export interface MasterDataPollerOptions {
  /** The polling operator's session; its calls take turns with the other poller's. */
  readonly syspro: MasterDataDoor;
  readonly book: Pick<MasterDataBook, 'sweepOf' | 'begin' | 'keep' | 'count'>;
  /** From the beginning of one sweep to the beginning of the next, milliseconds. */
  readonly intervalMs: number;
  /** Rows asked for at a time. */
  readonly pageRows: number;
  readonly onSweep?: ((sweep: SweptTable) => void) | undefined;
  readonly onFailure?: ((error: unknown) => void) | undefined;
  readonly now?: () => Date;
}

/** A sweep that came to its end. */
export interface SweptTable {
  readonly kind: MasterDataKind;
  /** Seen since the process started, this sweep included. */
  readonly changed: number;
  readonly gone: number;
  readonly startedAt: Date;
}

/** Of the time, the most that reading may take: the rest is for orders and for people. */
const REST_PER_READ = 3;
const LONGEST_REST_MS = 60_000;
const FIRST_RETRY_MS = 500;

/**
 * Reads customers and stock codes page by page, again and again, and tells what changed. A page is a transaction, so a sweep that is broken
 * off (SYSPRO away, a restart) goes on where it was, and until it is done nothing counts as gone.
 */
export class MasterDataPoller {
  readonly #wakeUp = new WakeUp();
  readonly #changed = new Map<MasterDataKind, number>();
  #running: Promise<void> | undefined;
  #stopping = false;
  #trouble: string | undefined;
  #failures = 0;

  constructor(private readonly options: MasterDataPollerOptions) {}

  start(): void {
    this.#stopping = false;
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wakeUp.wake();
    await this.#running;
    this.#running = undefined;
  }

  /** What keeps it from seeing, if anything; what was told before stays told. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Reads one page of one kind, if its sweep is under way or due. Answers whether it did. Throws what SYSPRO and Postgres throw. */
  async step(kind: MasterDataKind): Promise<boolean> {
    const { syspro, book, pageRows, now = () => new Date() } = this.options;
    const state = await this.#sweepToRead(kind);
    if (!state) return false;
    const asOf = now();
    const page = await readItems(syspro, kind, { after: state.after, pageRows });
    // A table that was full and is empty is rather a permission lost or another company than a company without customers.
    if (page.items.length === 0 && state.after === '' && (await book.count(syspro.companyId, kind)) > 0) {
      throw new Error(`SYSPRO shows no ${kind} at all, and showed some before; what is known is kept`);
    }
    const kept = await book.keep(state, page, asOf, now());
    const changed = (this.#changed.get(kind) ?? 0) + kept.changed;
    this.#changed.set(kind, kept.finished ? 0 : changed);
    if (kept.finished) this.options.onSweep?.({ kind, changed, gone: kept.gone, startedAt: state.startedAt });
    return true;
  }

  async #sweepToRead(kind: MasterDataKind): Promise<SweepState | undefined> {
    const { syspro, book, intervalMs, now = () => new Date() } = this.options;
    const state = await book.sweepOf(syspro.companyId, kind);
    if (state && state.finishedAt === null) return state;
    if (state && now().getTime() - state.startedAt.getTime() < intervalMs) return undefined;
    await book.begin(syspro.companyId, kind, now(), state);
    return book.sweepOf(syspro.companyId, kind);
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const started = performance.now();
      const read = await this.#look();
      await this.#rest(this.#restMs(read, performance.now() - started));
    }
  }

  #restMs(read: boolean, tookMs: number): number {
    const longestMs = Math.min(this.options.intervalMs / 4, LONGEST_REST_MS);
    // Orders may be waiting for these tables: an answer that came late once is no reason to look away for long.
    const afterFailureMs = backoffMs(this.#failures, { firstMs: FIRST_RETRY_MS, longestMs }, () => 1);
    if (this.#failures > 0) return Math.max(afterFailureMs, tookMs * REST_PER_READ);
    return read ? tookMs * REST_PER_READ : longestMs;
  }

  async #look(): Promise<boolean> {
    const failures: Error[] = [];
    let read = false;
    // A table that cannot be read keeps not the other one.
    for (const kind of MASTER_DATA_KINDS) {
      try {
        read = (await this.step(kind)) || read;
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error('The table cannot be read', { cause: error }));
        this.options.onFailure?.(error);
      }
    }
    this.#trouble = failures[0]?.message;
    this.#failures = failures.length === 0 ? 0 : this.#failures + 1;
    return read;
  }

  async #rest(ms: number): Promise<void> {
    this.#wakeUp.reset();
    if (!this.#stopping) await this.#wakeUp.wait(Math.max(ms, 10));
  }
}
