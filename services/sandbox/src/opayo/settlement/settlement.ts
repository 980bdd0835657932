import type { Books } from '../../books/books.js';
import type { SandboxClock } from '../../clock/sandbox-clock.js';
import { failSettlement } from '../ledger/settle.js';
import { TRANSACTIONS, type OpayoTransaction } from '../ledger/transaction.js';
import type { Batch } from './batch.js';
import { failNextFile, isRunDue, runSettlement } from './settlement-run.js';

export interface SettlementOptions {
  readonly books: Books;
  readonly clock: SandboxClock;
  readonly onError: (cause: unknown) => void;
}

const LOOK_EVERY_MS = 500;

/** Settlement with the acquirers: every night by itself, and by hand. */
export class Settlement {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<unknown> | undefined;

  constructor(private readonly options: SettlementOptions) {}

  start(): void {
    this.timer ??= setInterval(() => this.look(), LOOK_EVERY_MS);
    this.options.clock.onSet(() => this.look());
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Makes the night's run now, whether or not it was made: what a failed file left behind goes out again. */
  run(): Promise<Batch[]> {
    const { books, clock } = this.options;
    return books.change((draft) => runSettlement(draft, clock.now()));
  }

  /** The next file for an acquirer does not arrive. */
  failNext(authProcessor?: string): Promise<void> {
    return this.options.books.change((draft) => failNextFile(draft, authProcessor));
  }

  /** The acquirer refuses one transaction (state 23, or 36 of a European method); undefined when there is none to refuse. */
  fail(transactionId: string): Promise<OpayoTransaction | undefined> {
    const { books, clock } = this.options;
    return books.change((draft) => {
      const transaction = draft.get(TRANSACTIONS, transactionId);
      return transaction && failSettlement(draft, transaction, clock.now());
    });
  }

  private look(): void {
    this.looking ??= this.doWhatIsDue()
      .catch(this.options.onError)
      .finally(() => (this.looking = undefined));
  }

  private async doWhatIsDue(): Promise<void> {
    const { books, clock } = this.options;
    if (isRunDue(books, clock.now())) await this.run();
  }
}
