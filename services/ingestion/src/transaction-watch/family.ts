import type { Database } from '#libs/delivery';
import { RetryableError } from '#libs/errors';
import type { WatchedTransaction } from './due-look-ups.js';
import type { ListedRows } from './listed-rows.js';
import type { ReportedTransaction } from '#libs/opayo';
import type { OpayoBooks } from './opayo-books.js';

export interface FamilyOptions {
  readonly database: Database;
  readonly vendor: string;
  readonly books: Pick<OpayoBooks, 'related'>;
  readonly listed: ListedRows;
  /** Called after children were stored that are to be looked up. */
  readonly onFound: () => void;
  readonly now: () => Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Opayo keeps transactions at hand for two years; older ones can be neither repeated nor refunded (reference page 1.7). */
const OLDEST_PARENT_MS = 2 * 366 * DAY_MS;
/** How long a child may be unpublished because nobody can say whose it is. */
const PATIENCE_MS = 30 * 60 * 1000;

/** Types that come of another transaction. */
const CHILDREN = new Set(['refund', 'repeat', 'repeatdeferred', 'authorise']);

/** Which transaction comes of which: refunds, repeats and authorisations, made by whatever means. */
export class Family {
  constructor(private readonly options: FamilyOptions) {}

  /**
   * The transaction this one refers to. Throws `RetryableError` OPAYO_PARENT_UNKNOWN while that may still be found: a fact is published with its
   * parent or without it, not first one way and then the other. Null for what has none, and for a child nobody can place after half an hour.
   */
  async parentOf(reported: ReportedTransaction, row: WatchedTransaction): Promise<string | null> {
    if (!CHILDREN.has(reported.transactionType.toLowerCase())) return null;
    const told = reported.relatedTransactionId ?? row.parentTransactionId;
    if (told !== null) return told;
    const found = await this.parentInRelated(reported);
    if (found !== undefined) return found;
    const { now } = this.options;
    if (now().getTime() - (row.failingSince ?? now()).getTime() >= PATIENCE_MS) return null;
    const { transactionId, transactionType } = reported;
    throw new RetryableError(`Opayo does not say which transaction this ${transactionType} belongs to`, {
      code: 'OPAYO_PARENT_UNKNOWN',
      facts: { transactionId },
    });
  }

  /** Puts what came of a transaction on the list, with it as the parent, where Opayo hints that there is something. */
  async listChildren(reported: ReportedTransaction): Promise<void> {
    const { transactionId, transactionType, refunded, repeated, startedAt } = reported;
    if (!refunded && !repeated && transactionType.toLowerCase() !== 'authenticate') return;
    const { books, database, listed, vendor, onFound, now } = this.options;
    const since = startedAt ?? new Date(now().getTime() - OLDEST_PARENT_MS);
    const related = await books.related(transactionId, since);
    const children = related.filter(
      (each) => each.transactionId !== transactionId && CHILDREN.has(each.transactionType.toLowerCase()),
    );
    const stored = await database.transaction((tx) => listed.store(tx, vendor, children, now(), transactionId));
    if (stored.added + stored.changed > 0) onFound();
  }

  /** Of what Opayo names as related, the one that can be the parent; undefined when that is none or several. */
  private async parentInRelated(reported: ReportedTransaction): Promise<string | undefined> {
    const { books, now } = this.options;
    const since = new Date((reported.startedAt ?? now()).getTime() - OLDEST_PARENT_MS);
    const related = await books.related(reported.transactionId, since);
    const parents = related.filter(
      (each) => each.transactionId !== reported.transactionId && each.transactionType.toLowerCase() !== 'refund',
    );
    return parents.length === 1 ? parents[0]?.transactionId : undefined;
  }
}
