import type { AddressInfo } from 'node:net';
import type { Provider, Type } from '@nestjs/common';
import type { Platform, Storage } from '#libs/service';
import type { IngestionConfig } from '../ingestion.config.js';
import type { RegistrationStore } from '../registration/registration-store.js';
import { OWN_ADDRESS, PAGE_DESK } from '../tokens.js';
import type { WatchList } from '../transaction-watch/watch-list.js';
import { PageCounts } from './page-counts.js';
import { PageDesk } from './page-desk.js';
import { PageStore } from './page-store.js';
import { PaymentPageController } from './payment-page.controller.js';

/** What payment pages need of the rest of ingestion. */
export interface PaymentPageNeeds {
  readonly storage: Storage;
  readonly registrations: RegistrationStore;
  readonly watchList: WatchList;
  readonly now: () => Date;
}

/** Beyond the wait for Opayo: time to write the outcome down. */
const WRITING_MS = 1_000;

/** Builds what makes payment pages. */
export function paymentPageParts(
  platform: Platform<IngestionConfig>,
  { storage, ...needs }: PaymentPageNeeds,
): { readonly controllers: Type[]; readonly providers: Provider[] } {
  const { config, log, metrics, onClose } = platform;
  const { database, vault } = storage;
  const givenUpAfterMs = config.serverTimeoutMs + WRITING_MS;
  const desk = new PageDesk({ ...needs, database, store: new PageStore(vault), givenUpAfterMs, log });
  onClose('payment pages', () => desk.idle());
  return {
    controllers: [PaymentPageController],
    providers: [
      { provide: PAGE_DESK, useValue: desk },
      { provide: OWN_ADDRESS, useValue: () => ownAddressOf(platform) },
      { provide: PageCounts, useValue: new PageCounts(metrics) },
    ],
  };
}

/** As Opayo reaches us: PUBLIC_BASE_URL, or, on one machine, where we listen. */
function ownAddressOf({ config, fastify }: Platform<IngestionConfig>): string {
  if (config.publicBaseUrl !== undefined) return config.publicBaseUrl.replace(/\/+$/, '');
  return `http://127.0.0.1:${(fastify.server.address() as AddressInfo).port}`;
}
