import type { Books } from '../books/books.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import { forgetCards } from './pi/card-identifier.js';
import { forgetSessions } from './pi/merchant-session.js';
import { isOverdue, lapseAll } from './ledger/lapse.js';
import { TRANSACTIONS } from './ledger/transaction.js';

export interface LedgerKeeperOptions {
  readonly books: Books;
  readonly clock: SandboxClock;
  readonly onError: (cause: unknown) => void;
}

const LOOK_EVERY_MS = 2_000;

/** Lets time do its work on the ledger, also where nobody asks: what is overdue lapses, what has expired is forgotten. */
export class LedgerKeeper {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly options: LedgerKeeperOptions) {}

  start(): void {
    this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.options.clock.onSet(() => void this.look());
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** One look at a time. */
  look(): Promise<void> {
    return (this.looking ??= this.tidy()
      .catch(this.options.onError)
      .finally(() => (this.looking = undefined)));
  }

  private async tidy(): Promise<void> {
    const { books, clock } = this.options;
    const now = clock.now();
    const due = books.all(TRANSACTIONS).some((transaction) => isOverdue(transaction, now));
    await books.change((draft) => {
      if (due) lapseAll(draft, now);
      forgetSessions(draft, now);
      forgetCards(draft, now);
    });
  }
}
