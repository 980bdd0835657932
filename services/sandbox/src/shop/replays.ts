import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CalendarDate } from '#libs/calendar';
import { stockUpSyspro } from './master-data.js';
import { planReplay, type Plan } from './plan.js';
import { REPLAY, THE_REPLAY } from './progress.js';
import { Replay, type ReplayOptions } from './replay.js';

/** The file that comes along. SWC copies no data, so a module under `dist/` finds that of the sources. */
export const DEFAULT_ORDERS_FILE = fileURLToPath(
  new URL('../../data/online-retail/orders-2010-12.csv', import.meta.url),
).replace(/([/\\])dist[/\\](?=services[/\\])/, '$1');

/** What a replay is made with, but for what each one brings along. */
export type ReplaysOptions = Omit<ReplayOptions, 'ingestion'> & {
  readonly ingestionAt: (baseUrl: string | undefined) => ReplayOptions['ingestion'];
};

/** The file cannot be read. */
export class OrdersFileMissing extends Error {
  override readonly name = 'OrdersFileMissing';
}

/** At most one replay at a time. */
export class Replays {
  private current: Replay | undefined;

  constructor(private readonly options: ReplaysOptions) {}

  get running(): Replay | undefined {
    return this.current;
  }

  /** SYSPRO's customers and stock codes before any replay, so that it can be posted to at once. */
  async stockUp(): Promise<void> {
    if (this.options.books.get(REPLAY, THE_REPLAY)) return;
    const plan = await planOf(DEFAULT_ORDERS_FILE, this.firstDay());
    await this.options.books.change((draft) => stockUpSyspro(draft, plan));
  }

  /**
   * Starts or continues the replay of a file, default the one that comes along; with `fresh` everything in the books is forgotten first.
   * Nothing happens to one that is running already. Throws `OrdersFileError`, `OrdersFileMissing`, `OtherFileInBooks`.
   */
  async start({ file = DEFAULT_ORDERS_FILE, fresh = false, ingestionUrl }: ReplayRequest): Promise<void> {
    const { books, ingestionAt } = this.options;
    const readable = await planOf(file, this.firstDay());
    if (fresh) {
      await this.stop();
      await books.clear();
    }
    if (this.current?.isRunning) return;
    const firstDay = this.firstDay();
    const plan = firstDay === readable.firstDay ? readable : await planOf(file, firstDay);
    this.current = await Replay.begin(plan, { ...this.options, ingestion: ingestionAt(ingestionUrl) });
  }

  async stop(): Promise<void> {
    await this.current?.stop();
    this.current = undefined;
  }

  /** The day of the first run, which the books keep. */
  private firstDay(): CalendarDate {
    return this.options.books.get(REPLAY, THE_REPLAY)?.firstDay ?? this.options.clock.today();
  }
}

export interface ReplayRequest {
  /** Path of a CSV file on the sandbox's machine. */
  readonly file?: string | undefined;
  readonly fresh?: boolean | undefined;
  /** Ingestion's address, when it is not the configured one. */
  readonly ingestionUrl?: string | undefined;
}

async function planOf(path: string, firstDay: CalendarDate): Promise<Plan> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new OrdersFileMissing(`${path} cannot be read: ${(error as Error).message}`);
  }
  return planReplay(basename(path), text, firstDay);
}
