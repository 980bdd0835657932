import { Books } from '../../books/books.js';
import type { BookDraft } from '../../books/collection.js';
import { MemoryBookStore } from '../../books/memory-book-store.js';
import { decide, start, type NewTransaction } from './begin.js';
import type { FollowUp } from './follow-up.js';
import { outcome, type Outcome } from './outcome.js';
import type { Ledgered } from './refusal.js';
import { newSecurityKey, newTransactionId, TRANSACTIONS, type OpayoTransaction } from './transaction.js';

export const NOON = new Date('2026-11-23T12:00:00Z');

/** For specs: a ledger of its own at an hour the spec says. */
export class LedgerBench {
  at = NOON;
  private code = 0;

  private constructor(readonly books: Books) {}

  static async open(): Promise<LedgerBench> {
    return new LedgerBench(await Books.open(new MemoryBookStore()));
  }

  /** A transaction of Pi over 1000 pence that is decided at once. */
  async made(
    transactionType: NewTransaction['transactionType'],
    { decided = outcome('OK'), ...more }: { decided?: Outcome } & Partial<NewTransaction> = {},
  ): Promise<OpayoTransaction> {
    const told = { ...this.followUp(1000), vendor: 'clarityshop', transactionType, currency: 'GBP', ...more };
    await this.books.change((draft) => {
      start(draft, told, this.at);
      decide(draft, told.transactionId, decided, this.at);
    });
    return this.read(told.transactionId);
  }

  followUp(amountMinor: number): FollowUp {
    this.code += 1;
    return {
      transactionId: newTransactionId(),
      securityKey: newSecurityKey(),
      vendorTxCode: `code-${this.code}`,
      system: 'P',
      amountMinor,
      description: 'x',
    };
  }

  /** Does something to the transaction as it is now; `ok`, or the refusal. */
  async does(
    transactionId: string,
    work: (draft: BookDraft, transaction: OpayoTransaction, at: Date) => Ledgered,
  ): Promise<string> {
    const done = await this.books.change((draft) => work(draft, this.read(transactionId), this.at));
    return done.ok ? 'ok' : done.refusal;
  }

  read(transactionId: string): OpayoTransaction {
    const transaction = this.books.get(TRANSACTIONS, transactionId);
    if (!transaction) throw new RangeError(transactionId);
    return transaction;
  }
}
