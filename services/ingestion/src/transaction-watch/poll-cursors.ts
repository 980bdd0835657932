import type { Database } from '#libs/delivery';
import type { Queries } from './watch-list.js';

/** A vendor's books that are to be read on now. */
export interface DuePoll {
  readonly vendor: string;
  /** Everything started before this instant is stored. */
  readonly polledTo: Date;
  readonly failures: number;
  readonly failingSince: Date | null;
  /** The alert that stands because of it. */
  readonly alertedCode: string | null;
  readonly alertedAt: Date | null;
}

/** How far a vendor's books have been read, for people. */
export interface PollProgress {
  readonly vendor: string;
  readonly polledTo: Date;
  /** Why they cannot be read now; null when they can. */
  readonly lastCode: string | null;
}

/** Longest reading of one page and storing it, several times over: a poll that moved nothing for so long was abandoned. */
export const POLL_CLAIM_MS = 120_000;

/**
 * The statements of the poll's cursors. A claim moves `due_at` ahead, so that one replica at a time reads a vendor's books and no transaction is
 * open meanwhile. Two that read at once would do no harm: rows are stored once, and a cursor only moves ahead.
 */
export class PollCursors {
  constructor(private readonly database: Database) {}

  /** Makes sure there is a cursor; a new one begins at `first`. */
  async open(vendor: string, first: Date, now: Date): Promise<void> {
    const sql = `INSERT INTO poll_cursor (vendor, polled_to, due_at) VALUES ($1, $2, $3) ON CONFLICT (vendor) DO NOTHING`;
    await this.database.query(sql, [vendor, first, now]);
  }

  /** The vendor's cursor when it is due, claimed for `POLL_CLAIM_MS`; undefined when it is not, or another replica has it. */
  async claim(vendor: string, now: Date): Promise<DuePoll | undefined> {
    const [due] = await this.database.query<DuePoll>(CLAIM, [vendor, now, claimedUntil(now)]);
    return due;
  }

  /** A long reading goes on. */
  async keep(tx: Queries, vendor: string, now: Date): Promise<void> {
    await tx.query('UPDATE poll_cursor SET due_at = greatest(due_at, $2) WHERE vendor = $1', [
      vendor,
      claimedUntil(now),
    ]);
  }

  /** Everything up to `polledTo` is stored; read on at `dueAt`. */
  async advance(tx: Queries, vendor: string, polledTo: Date, dueAt: Date): Promise<void> {
    await tx.query(ADVANCE, [vendor, polledTo, dueAt]);
  }

  /** The books could not be read; again at `dueAt`. */
  async postpone(tx: Queries, vendor: string, dueAt: Date, code: string, now: Date): Promise<void> {
    await tx.query(POSTPONE, [vendor, dueAt, code, now]);
  }

  /** Read on at once. */
  async dueNow(tx: Queries, vendor: string, now: Date): Promise<void> {
    await tx.query('UPDATE poll_cursor SET due_at = $2 WHERE vendor = $1', [vendor, now]);
  }

  /** An alert stands, or, with null, none does. */
  async alerted(tx: Queries, vendor: string, code: string | null, at: Date | null): Promise<void> {
    await tx.query('UPDATE poll_cursor SET alerted_code = $2, alerted_at = $3 WHERE vendor = $1', [vendor, code, at]);
  }

  progress(): Promise<PollProgress[]> {
    return this.database.query<PollProgress>(
      'SELECT vendor, polled_to AS "polledTo", last_code AS "lastCode" FROM poll_cursor ORDER BY vendor',
    );
  }
}

function claimedUntil(now: Date): Date {
  return new Date(now.getTime() + POLL_CLAIM_MS);
}

const CLAIM = `
  UPDATE poll_cursor SET due_at = $3 WHERE vendor = $1 AND due_at <= $2
  RETURNING vendor, polled_to AS "polledTo", failures, failing_since AS "failingSince",
            alerted_code AS "alertedCode", alerted_at AS "alertedAt"`;

const ADVANCE = `
  UPDATE poll_cursor SET
    polled_to = greatest(polled_to, $2), due_at = $3, failures = 0, failing_since = NULL, last_code = NULL
  WHERE vendor = $1`;

const POSTPONE = `
  UPDATE poll_cursor SET
    due_at = $2, last_code = $3, failures = failures + 1, failing_since = coalesce(failing_since, $4)
  WHERE vendor = $1`;
