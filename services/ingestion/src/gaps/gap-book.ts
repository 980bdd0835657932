import type { PollCursors, PollProgress } from '../transaction-watch/poll-cursors.js';
import { nextOf, type GapQuery } from './gap-query.js';
import type { GapRows } from './gap-rows.js';
import { GAP_LISTS, type Gap, type GapList, type GapTotal } from './gap.js';

type Shown = Omit<Gap, 'list'>;

/** Answer of `GET /opayo/gaps`. */
export interface GapsAnswer {
  readonly asOf: Date;
  /** How far each vendor's books are read: a gap younger than that may be none. Empty where no vendor has a reporting user. */
  readonly polled: readonly PollProgress[];
  readonly totals: Readonly<Record<GapList, readonly Omit<GapTotal, 'list'>[]>>;
  /** The oldest first; absent when another list was asked for. */
  readonly expectedNotSeen?: readonly Shown[];
  readonly seenNotExpected?: readonly Shown[];
  /** What to give as `after` for the next page of each list; null when there is none. */
  readonly next: Partial<Record<GapList, string | null>>;
}

export interface GapBookOptions {
  readonly rows: GapRows;
  readonly cursors: Pick<PollCursors, 'progress'>;
  /** How long one side may be silent before it counts as a gap, milliseconds. */
  readonly afterMs: number;
  readonly now: () => Date;
}

/** What only one of Opayo and us knows of, for those who look. */
export class GapBook {
  constructor(private readonly options: GapBookOptions) {}

  async read({ limit, list, after }: GapQuery): Promise<GapsAnswer> {
    const { rows, cursors, now } = this.options;
    const [asOf, until] = [now(), this.until];
    const lists = list === undefined ? GAP_LISTS : [list];
    const pages = await Promise.all(lists.map((each) => rows.list(each, until, limit, after)));
    const [totals, polled] = await Promise.all([rows.totals(until), cursors.progress()]);
    return {
      ...{ asOf, polled },
      totals: {
        expectedNotSeen: totalsOf(totals, 'expectedNotSeen'),
        seenNotExpected: totalsOf(totals, 'seenNotExpected'),
      },
      ...Object.fromEntries(lists.map((each, index) => [each, (pages[index] ?? []).map(({ list: _, ...gap }) => gap)])),
      next: Object.fromEntries(lists.map((each, index) => [each, nextOf(pages[index] ?? [], limit)])),
    };
  }

  totals(): Promise<GapTotal[]> {
    return this.options.rows.totals(this.until);
  }

  private get until(): Date {
    return new Date(this.options.now().getTime() - this.options.afterMs);
  }
}

function totalsOf(totals: readonly GapTotal[], wanted: GapList): Omit<GapTotal, 'list'>[] {
  return totals.filter(({ list }) => list === wanted).map(({ list: _, ...total }) => total);
}
