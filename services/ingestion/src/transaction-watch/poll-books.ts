import { disposition, type Database, type DispositionPolicy, type Outbox, type Transaction } from '#libs/delivery';
import type { Logger } from 'pino';
import type { ListedRows } from './listed-rows.js';
import type { ReportedRow } from '#libs/opayo';
import type { OpayoBooks } from './opayo-books.js';
import type { DuePoll, PollCursors } from './poll-cursors.js';
import { readWindow, type PollWindow } from './poll-window.js';
import { watchAlertMessage } from './watch-alert.js';
import type { WatchCounts } from './watch-counts.js';

export interface PollBooksOptions {
  readonly database: Database;
  /** Vendor at Opayo, lower case. */
  readonly vendor: string;
  readonly books: Pick<OpayoBooks, 'transactions'>;
  readonly cursors: PollCursors;
  readonly listed: ListedRows;
  readonly outbox: Outbox;
  readonly intervalMs: number;
  readonly overlapMs: number;
  /** How long the books may be unreadable before somebody is told. */
  readonly alertAfterMs: number;
  readonly policy: Partial<DispositionPolicy>;
  readonly counts: WatchCounts;
  /** Called after rows were stored that are to be looked up. */
  readonly onFound: () => void;
  readonly log: Logger;
  readonly now: () => Date;
}

const MINUTE_MS = 60_000;
/** After an outage the books are read in steps of at most this: far below the month Opayo allows, so that what was read is soon safe. */
const LONGEST_STEP_MS = 7 * 24 * 60 * MINUTE_MS;
/** Opayo refuses lists of more than 50,000 rows (error 235): such a step is halved down to this. */
const SHORTEST_STEP_MS = MINUTE_MS;

/**
 * Reads Opayo's list of a vendor's transactions, window after window. The cursor moves only when every row of a window is stored, so a reading that
 * breaks off anywhere is done again. Windows overlap, because a transaction may appear in the list long after it was started.
 */
export class PollBooks {
  private stepMs = LONGEST_STEP_MS;
  private unread = false;

  constructor(private readonly options: PollBooksOptions) {}

  /** Whether the books could not be read when it was last tried. */
  get isUnread(): boolean {
    return this.unread;
  }

  /** One window, if it is time for one; true when the next one is due at once. */
  async round(): Promise<boolean> {
    const { cursors, vendor, now } = this.options;
    const due = await cursors.claim(vendor, now());
    if (!due) return false;
    try {
      return await this.read(due);
    } catch (error) {
      return this.failed(due, error);
    }
  }

  private async read(due: DuePoll): Promise<boolean> {
    const { books, database, cursors, vendor, intervalMs, log, now } = this.options;
    const startedAt = now();
    const window = this.windowFrom(due.polledTo, startedAt);
    await readWindow(books, window, (rows) => this.store(rows));
    const caughtUp = window.to.getTime() >= startedAt.getTime();
    const nextAt = caughtUp ? new Date(startedAt.getTime() + intervalMs) : startedAt;
    await database.transaction(async (tx) => {
      await this.resolve(tx, due);
      await cursors.advance(tx, vendor, window.to, nextAt);
    });
    this.unread = false;
    if (!caughtUp) log.info({ vendor, ...window }, "Opayo's books are being caught up with");
    this.stepMs = Math.min(LONGEST_STEP_MS, this.stepMs * 2);
    return !caughtUp;
  }

  private windowFrom(polledTo: Date, now: Date): PollWindow {
    const { overlapMs } = this.options;
    const to = new Date(Math.min(now.getTime(), polledTo.getTime() + this.stepMs));
    // A clock that was put back: nothing is skipped, and the cursor waits for the time to come again.
    return { from: new Date(Math.min(to.getTime(), polledTo.getTime()) - overlapMs), to };
  }

  private async store(rows: readonly ReportedRow[]): Promise<void> {
    const { database, listed, cursors, vendor, counts, onFound, now } = this.options;
    const stored = await database.transaction(async (tx) => {
      await cursors.keep(tx, vendor, now());
      return listed.store(tx, vendor, rows, now());
    });
    counts.rows(vendor, { ...stored, all: rows.length });
    if (stored.added + stored.changed > 0) onFound();
  }

  private async failed(due: DuePoll, error: unknown): Promise<boolean> {
    const { database, cursors, vendor, counts, log, now } = this.options;
    if (isTooMany(error) && this.stepMs > SHORTEST_STEP_MS) {
      this.stepMs = Math.max(SHORTEST_STEP_MS, this.stepMs / 2);
      log.info({ vendor, stepMs: this.stepMs }, "Opayo's list is too long for one reading; the next one is shorter");
      await cursors.dueNow(database, vendor, now());
      return true;
    }
    const attempt = { attempts: due.failures + 1, firstAttemptAt: due.failingSince ?? now() };
    const decision = disposition(error, attempt, { ...this.options.policy, now });
    this.unread = true;
    counts.failed(vendor, decision.code, decision.action);
    log.warn({ err: error, vendor, code: decision.code, failures: attempt.attempts }, "Opayo's books cannot be read");
    // What is refused is asked again too: nobody but Opayo or our configuration can mend it, and then it goes on by itself.
    const dueAt = 'dueAt' in decision ? decision.dueAt : new Date(now().getTime() + this.options.intervalMs);
    await database.transaction(async (tx) => {
      await cursors.postpone(tx, vendor, dueAt, decision.code, now());
      await this.raise(tx, { ...due, failingSince: attempt.firstAttemptAt }, decision.code);
    });
    return false;
  }

  private async raise(tx: Transaction, due: DuePoll, code: string): Promise<void> {
    const { cursors, vendor, outbox, alertAfterMs, now } = this.options;
    const failingMs = now().getTime() - (due.failingSince ?? now()).getTime();
    const isSurelyOurs = code === 'REPORTING_CREDENTIALS_REFUSED';
    if (due.alertedAt !== null || (failingMs < alertAfterMs && !isSurelyOurs)) return;
    const raisedAt = now();
    await cursors.alerted(tx, vendor, code, raisedAt);
    await outbox.append(tx, [watchAlertMessage(unreadAlert(vendor, due.polledTo, code, raisedAt))]);
  }

  private async resolve(tx: Transaction, due: DuePoll): Promise<void> {
    const { alertedAt, alertedCode } = due;
    if (alertedAt === null || alertedCode === null) return;
    const { cursors, vendor, outbox, now } = this.options;
    await cursors.alerted(tx, vendor, null, null);
    await outbox.append(tx, [watchAlertMessage(unreadAlert(vendor, due.polledTo, alertedCode, alertedAt), now())]);
  }
}

function unreadAlert(vendor: string, polledTo: Date, code: string, raisedAt: Date) {
  return {
    code: 'OPAYO_BOOKS_UNREAD',
    about: vendor,
    severity: 'CRITICAL',
    owner: 'operations',
    subject: `opayo/${vendor}`,
    orderId: null,
    what: `Opayo's list of transactions of ${vendor} cannot be read (${code}); it is read up to ${polledTo.toISOString()}. Payments still arrive by notification; voids, refunds and settlement do not`,
    whatToDo:
      'See whether Opayo has an outage; if not, check the reporting user in MyOpayo and whether our address is on its list. It is tried again by itself and catches up.',
    amountMinor: null,
    currency: null,
    raisedAt,
  } as const;
}

/** Opayo's error 235, under whatever code the client gives it. */
function isTooMany(error: unknown): boolean {
  const facts = (error as { facts?: Record<string, unknown> }).facts;
  return String(facts?.['errorCode'] ?? facts?.['errorcode']) === '235';
}
