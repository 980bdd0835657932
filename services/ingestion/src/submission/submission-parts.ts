import type { Provider, Type } from '@nestjs/common';
import { type Platform, readTopics, type Storage, WorkLoop } from '#libs/service';
import type { IngestionConfig } from '../ingestion.config.js';
import { limitBodies } from '../request-body/body-limits.js';
import type { OrderBook } from '../shop-order/order-book.js';
import { CLAIM_BOOK, CLAIM_CHECK, REFUSED_SUBMISSIONS, SUBMITTED_DESK } from '../tokens.js';
import type { WatchList } from '../transaction-watch/watch-list.js';
import { ClaimBook } from './claim-book.js';
import { ClaimCheck } from './claim-check.js';
import { ClaimController } from './claim.controller.js';
import { JudgeClaims } from './judge-claims.js';
import { KafkaShops } from './kafka-shops.js';
import { RefusedSubmissions } from './refused-submissions.js';
import { RefusedSubmissionsController } from './refused-submissions.controller.js';
import { SubmissionCounts } from './submission-counts.js';
import { SubmittedDesk } from './submitted-desk.js';
import { SubmittedTopicsController } from './submitted-topics.controller.js';

/** What the door for producers needs of the rest of ingestion. */
export interface SubmissionNeeds {
  readonly storage: Storage;
  readonly orders: OrderBook;
  readonly watchList: Pick<WatchList, 'expect'>;
  /** Names at Opayo of the vendors served. */
  readonly vendors: readonly string[];
  readonly now: () => Date;
}

/** Another reading of the claims that wait, if nobody woke it, milliseconds. */
const SWEEP_MS = 500;

/** Builds and starts the door for producers: `POST /opayo/events`, the submitted topics, and the judging of claims behind both. */
export function submissionParts(
  platform: Platform<IngestionConfig>,
  { storage, orders, watchList, vendors, now }: SubmissionNeeds,
): { controllers: Type[]; providers: Provider[] } {
  const { config, log, metrics, fastify } = platform;
  const { database, vault, outbox, parking } = storage;
  limitBodies(fastify);
  const unconfirmedAfterMs = config.claimUnconfirmedAfterMs;
  const judge = new JudgeClaims({ database, vault, parking, unconfirmedAfterMs, log, now });
  const loop = startJudging(platform, judge);
  const claimCheck = new ClaimCheck(vendors);
  const counts = new SubmissionCounts(metrics);
  const claims = new ClaimBook({ database, vault, watchList, onNew: () => loop.wake(), now });
  const refused = new RefusedSubmissions({ database, vault, outbox, now });
  const shops = KafkaShops.parse(config.kafkaShops) as KafkaShops;
  const desk = new SubmittedDesk({ database, orders, claims, claimCheck, shops, refused, counts, log });
  if (shops.any) readTopics(platform, storage);
  return {
    controllers: [ClaimController, RefusedSubmissionsController, ...(shops.any ? [SubmittedTopicsController] : [])],
    providers: [
      { provide: CLAIM_BOOK, useValue: claims },
      { provide: CLAIM_CHECK, useValue: claimCheck },
      { provide: SubmissionCounts, useValue: counts },
      { provide: REFUSED_SUBMISSIONS, useValue: refused },
      { provide: SUBMITTED_DESK, useValue: desk },
    ],
  };
}

function startJudging({ log, metrics, onClose }: Platform<IngestionConfig>, judge: JudgeClaims): WorkLoop {
  const loop = new WorkLoop({ name: 'judge claims', work: () => judge.round(), idleMs: SWEEP_MS, log });
  onClose('judging of claims', () => loop.stop());
  metrics.gauge({
    name: 'ingestion_claims_open',
    help: "Submitted events that Opayo's books have neither confirmed nor contradicted yet",
    // With Postgres away the last value stays, and the other metrics can still be read.
    collect: (gauge) =>
      judge
        .openCount()
        .then((count) => gauge.set(count))
        .catch(() => undefined),
  });
  loop.start();
  return loop;
}
