import type { MasterData } from '#libs/contracts';
import type { Database } from '#libs/delivery';
import type { FindingBook } from '../validation/finding-book.js';
import type { MasterDataBook, MasterDataNews } from './master-data-book.js';
import type { MasterDataAge } from './master-data-state.js';

export interface MasterDataDeskOptions {
  readonly database: Database;
  readonly book: MasterDataBook;
  readonly findings: Pick<FindingBook, 'ready'>;
  /** Decides orders anew; each call is a transaction of its own. */
  readonly decideAnew: (orderIds: readonly string[]) => Promise<void>;
  readonly maxAgeMs: number;
  /** Default: the clock. */
  readonly now?: () => Date;
}

/** Orders decided anew in one transaction. */
const ORDERS_AT_ONCE = 50;

/** Keeps master data as they are told, and has the orders that waited for them decided anew. */
export class MasterDataDesk {
  constructor(private readonly options: MasterDataDeskOptions) {}

  /** Returning means stored. A second delivery changes nothing. */
  async take(news: readonly MasterDataNews[]): Promise<void> {
    await this.options.database.transaction((tx) => this.options.book.take(tx, news));
    await this.decideReady();
  }

  /** Decides anew what may be decided now; to be called now and then too, for what a crash left behind. Answers how many orders that was. */
  async decideReady(): Promise<number> {
    const { database, findings, decideAnew, maxAgeMs, now = () => new Date() } = this.options;
    const freshSince = new Date(now().getTime() - maxAgeMs);
    const seen = new Set<string>();
    for (;;) {
      const orderIds = await findings.ready(database, freshSince, ORDERS_AT_ONCE);
      const next = orderIds.filter((orderId) => !seen.has(orderId));
      if (next.length === 0) return seen.size;
      await decideAnew(next);
      for (const orderId of next) seen.add(orderId);
    }
  }

  /** How old what is known is. */
  ages(): Promise<MasterDataAge[]> {
    return this.options.book.ages(this.options.database);
  }
}

/** What a record of `erp.master-data.v1` says; undefined for one of a kind this release does not know. */
export function newsOf(key: string, value: MasterData | null, at: Date): MasterDataNews | undefined {
  if (value === null) {
    const [company = '', kind, ...code] = key.split('/');
    if (kind !== 'CUSTOMER' && kind !== 'STOCK_ITEM') return undefined;
    return { is: 'gone', company, kind, code: code.join('/'), at };
  }
  if (value.kind === 'SWEEP') {
    const { code: kind } = value;
    return kind === 'CUSTOMER' || kind === 'STOCK_ITEM' ? { is: 'swept', kind, record: value } : undefined;
  }
  return value.kind === 'UNKNOWN' ? undefined : { is: 'item', kind: value.kind, record: value };
}
