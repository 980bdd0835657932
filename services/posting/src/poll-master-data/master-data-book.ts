import { hashOf, type Database, type Outbox, type Transaction } from '#libs/delivery';
import { goneMessage, itemMessage, sweptMessage, type Sweep } from './master-data-messages.js';
import type { MasterDataItem, MasterDataItems, MasterDataKind } from './master-data-table.js';

/** How far the sweep of a table has come. */
export interface SweepState extends Sweep {
  /** Stored form of the last key read; empty at the beginning. */
  readonly after: string;
  readonly rowCount: number;
  readonly startedAt: Date;
  /** Null while it is under way. */
  readonly finishedAt: Date | null;
}

/** What keeping a page told. */
export interface KeptPage {
  readonly changed: number;
  readonly gone: number;
  readonly finished: boolean;
}

const NOTHING_KEPT: KeptPage = { changed: 0, gone: 0, finished: false };

/** What was told of customers and stock codes, and how far each sweep has come. */
export class MasterDataBook {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** The sweep as it stands, or undefined before the first. */
  async sweepOf(company: string, kind: MasterDataKind): Promise<SweepState | undefined> {
    const [row] = await this.database.query<SweepState>(SWEEP, [company, kind]);
    return row;
  }

  /** Begins the next sweep; when somebody else began it meanwhile, theirs counts. */
  async begin(company: string, kind: MasterDataKind, startedAt: Date, before: SweepState | undefined): Promise<void> {
    await this.database.query(BEGIN, [company, kind, startedAt, before?.sweep ?? 0]);
  }

  /**
   * Keeps a page and tells what changed, in one transaction; the last page also tells what is gone and that the sweep is done. A page that
   * somebody else kept meanwhile does nothing. `asOf` is the time before SYSPRO was asked.
   */
  keep(state: SweepState, page: MasterDataItems, asOf: Date, now: Date): Promise<KeptPage> {
    return this.database.transaction(async (tx) => {
      const { company, kind, sweep, after } = state;
      const [held] = await tx.query(HOLD, [company, kind, sweep, after]);
      if (!held) return NOTHING_KEPT;
      const changed = await this.#upsert(tx, state, page.items);
      await this.outbox.append(
        tx,
        changed.map((item) => itemMessage(state, item, asOf)),
      );
      const rowCount = state.rowCount + page.items.length;
      if (page.next !== undefined) {
        await tx.query(ADVANCE, [company, kind, page.next, rowCount]);
        return { changed: changed.length, gone: 0, finished: false };
      }
      const gone = await this.#finish(tx, state, rowCount, now);
      return { changed: changed.length, gone, finished: true };
    });
  }

  async #upsert(tx: Transaction, { company, kind, sweep }: SweepState, items: readonly MasterDataItem[]) {
    const byCode = new Map(items.map((item) => [item.code, item]));
    const distinct = [...byCode.values()].sort((left, right) => (left.code < right.code ? -1 : 1));
    const rows = await tx.query<{ code: string }>(UPSERT, [
      company,
      kind,
      sweep,
      distinct.map(({ code }) => code),
      distinct.map((item) => hashOf(item)),
    ]);
    return rows.flatMap(({ code }) => byCode.get(code) ?? []);
  }

  async #finish(tx: Transaction, state: SweepState, rowCount: number, finishedAt: Date): Promise<number> {
    const { company, kind, sweep, startedAt } = state;
    const gone = await tx.query<{ code: string }>(GONE, [company, kind, sweep]);
    await this.outbox.append(tx, [
      ...gone.map(({ code }) => goneMessage(state, code, finishedAt)),
      sweptMessage(state, { startedAt, finishedAt, rowCount }),
    ]);
    await tx.query(FINISH, [company, kind, finishedAt, rowCount]);
    return gone.length;
  }

  /** How many codes of a kind are known. */
  async count(company: string, kind: MasterDataKind): Promise<number> {
    const [row] = await this.database.query<{ known: number }>(COUNT, [company, kind]);
    return row?.known ?? 0;
  }
}

const SWEEP = `
  SELECT company, kind, sweep, next_after AS after, row_count AS "rowCount", started_at AS "startedAt", finished_at AS "finishedAt"
  FROM master_data_sweep WHERE company = $1 AND kind = $2`;

const BEGIN = `
  INSERT INTO master_data_sweep (company, kind, sweep, started_at) VALUES ($1, $2, $4 + 1, $3)
  ON CONFLICT (company, kind) DO UPDATE
    SET sweep = excluded.sweep, started_at = excluded.started_at, next_after = '', row_count = 0, finished_at = NULL
    WHERE master_data_sweep.sweep = $4`;

const HOLD = `
  SELECT sweep FROM master_data_sweep
  WHERE company = $1 AND kind = $2 AND sweep = $3 AND next_after = $4 AND finished_at IS NULL FOR UPDATE`;

// A row seen again unchanged is marked as seen and not told; RETURNING cannot tell the two apart, so what was there is read first.
const UPSERT = `
  WITH seen (code, row_hash) AS (SELECT * FROM unnest($4::text[], $5::text[])),
  before AS (SELECT code, row_hash FROM master_data_row WHERE company = $1 AND kind = $2 AND code = ANY($4::text[])),
  kept AS (
    INSERT INTO master_data_row (company, kind, code, row_hash, sweep)
    SELECT $1, $2, code, row_hash, $3 FROM seen
    ON CONFLICT (company, kind, code) DO UPDATE SET row_hash = excluded.row_hash, sweep = excluded.sweep
    RETURNING code
  )
  SELECT seen.code FROM seen LEFT JOIN before USING (code) JOIN kept USING (code)
  WHERE before.row_hash IS DISTINCT FROM seen.row_hash ORDER BY seen.code`;

const ADVANCE = `UPDATE master_data_sweep SET next_after = $3, row_count = $4 WHERE company = $1 AND kind = $2`;

const GONE = `DELETE FROM master_data_row WHERE company = $1 AND kind = $2 AND sweep < $3 RETURNING code`;

const FINISH = `UPDATE master_data_sweep SET finished_at = $3, row_count = $4 WHERE company = $1 AND kind = $2`;

const COUNT = `SELECT count(*) AS known FROM master_data_row WHERE company = $1 AND kind = $2`;
