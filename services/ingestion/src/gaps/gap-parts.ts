import type { Provider, Type } from '@nestjs/common';
import type { Platform, Storage } from '#libs/service';
import { WorkLoop } from '#libs/service';
import type { IngestionConfig } from '../ingestion.config.js';
import { GAP_BOOK } from '../tokens.js';
import type { PollCursors } from '../transaction-watch/poll-cursors.js';
import { GapAlerts } from './gap-alerts.js';
import { GapBook } from './gap-book.js';
import { GapRows } from './gap-rows.js';
import type { GapTotal } from './gap.js';
import { GapsController } from './gaps.controller.js';

/** What gaps need of the rest of ingestion. */
export interface GapNeeds {
  readonly storage: Storage;
  readonly cursors: PollCursors;
  readonly now: () => Date;
}

const LONGEST_IDLE_MS = 10_000;

/** Builds `GET /opayo/gaps` and its gauges, and starts what alerts old gaps. */
export function gapParts(
  platform: Platform<IngestionConfig>,
  { storage, cursors, now }: GapNeeds,
): { controllers: Type[]; providers: Provider[] } {
  const { config, log, onClose } = platform;
  const { database, outbox } = storage;
  const rows = new GapRows(database);
  const book = new GapBook({ rows, cursors, afterMs: config.watchUnheardAfterMs, now });
  measureGaps(platform, book);
  const afterMs = config.gapAlertAfterMs;
  const alerts = new GapAlerts({ database, rows, outbox, afterMs, now });
  const idleMs = Math.min(LONGEST_IDLE_MS, afterMs);
  const loop = new WorkLoop({ name: 'gap alerts', work: () => alerts.round(), idleMs, log });
  onClose('gap alerts', () => loop.stop());
  loop.start();
  return { controllers: [GapsController], providers: [{ provide: GAP_BOOK, useValue: book }] };
}

function measureGaps({ metrics }: Platform<IngestionConfig>, book: GapBook): void {
  const labels = ['list', 'currency'] as const;
  metrics.gauge({
    name: 'ingestion_gaps',
    help: 'Transactions that only one of Opayo and us knows of; currency is empty where nobody named an amount',
    labels,
    collect: (gauge) => collected(gauge, book, ({ count }) => count),
  });
  metrics.gauge({
    name: 'ingestion_gaps_amount_minor',
    help: 'Money of the gaps, minor units of the currency',
    labels,
    collect: (gauge) => collected(gauge, book, ({ amountMinor }) => amountMinor ?? 0),
  });
}

interface Labelled {
  set(labels: { list: string; currency: string }, value: number): void;
  reset(): void;
}

/** With Postgres away the last values stay, and the other metrics can still be read. */
async function collected(gauge: Labelled, book: GapBook, valueOf: (total: GapTotal) => number): Promise<void> {
  const totals = await book.totals().catch(() => undefined);
  if (!totals) return;
  gauge.reset();
  for (const total of totals) gauge.set({ list: total.list, currency: total.currency ?? '' }, valueOf(total));
}
