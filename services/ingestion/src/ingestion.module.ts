import { Module, type DynamicModule } from '@nestjs/common';
import { migrationsBeside } from '#libs/delivery';
import {
  createService,
  openStorage,
  PARKING,
  ParkedController,
  type Environment,
  type Platform,
  type RunningService,
  type Storage,
} from '#libs/service';
import { gapParts } from './gaps/gap-parts.js';
import { ingestionConfig, type IngestionConfig } from './ingestion.config.js';
import { NotificationController } from './notification/notification.controller.js';
import { NotificationCounts } from './notification/notification-counts.js';
import { NotificationDesk } from './notification/notification-desk.js';
import { NotificationStore } from './notification/notification-store.js';
import { ApplyLanes } from './payment-fact/apply-lanes.js';
import { FactBook } from './payment-fact/fact-book.js';
import { ApplyNotification } from './payment-fact/apply-notification.js';
import { BookReader } from './payment-fact/book-reader.js';
import { OpayoPresence } from './payment-fact/opayo-presence.js';
import { OrderFinder } from './payment-fact/order-finder.js';
import { DueNotifications } from './payment-fact/due-notifications.js';
import { ProveNotifications } from './payment-fact/prove-notifications.js';
import { RegistrationBook } from './registration/registration-book.js';
import { RegistrationStore } from './registration/registration-store.js';
import { RegistrationController } from './registration/registration.controller.js';
import { OrderBook } from './shop-order/order-book.js';
import { ShopOrderController } from './shop-order/shop-order.controller.js';
import { ShopKeys } from './shop-key/shop-keys.js';
import { submissionParts } from './submission/submission-parts.js';
import { watchParts } from './transaction-watch/watch-parts.js';
import { NOTIFICATION_DESK, ORDER_BOOK, REGISTRATION_BOOK, SHOP_KEYS, VENDORS } from './tokens.js';
import { openVendors } from './vendor/open-vendors.js';
import type { Vendors } from './vendor/vendors.js';

/**
 * Starts ingestion from an environment: the wiring diagram of its README. Needs Postgres to start and to answer; Kafka, the registry and
 * Opayo's Pi may be away, also at the start.
 */
export function create(environment: Environment): Promise<RunningService> {
  return createService<IngestionConfig>({ name: 'ingestion', config: ingestionConfig, module: wire }, environment);
}

@Module({})
class IngestionModule {}

async function wire(platform: Platform<IngestionConfig>): Promise<DynamicModule> {
  const { config, tracing, metrics } = platform;
  const now = () => new Date();
  const storage = await openStorage(platform, migrationsBeside(import.meta.url));
  const { database, vault, outbox, parking } = storage;

  const vendors = openVendors(config);
  const registrations = new RegistrationStore(vault);
  const notifications = new NotificationStore(vault);
  const counts = new NotificationCounts(metrics);
  const finder = new OrderFinder(vendors);
  const facts = new FactBook({ outbox, parking, now });
  const lanes = startLanes(platform, { ...storage, vendors, registrations, notifications, counts, finder, facts, now });
  const onNew = () => lanes.wake();
  const desk = new NotificationDesk({ database, vendors, registrations, notifications, counts, onNew, now });
  platform.onClose('notification desk', () => desk.idle());
  const book = new RegistrationBook({ database, store: registrations, onNew, now });
  const orders = new OrderBook({ database, vault, outbox, traceparent: () => tracing.traceparent(), now });
  const watch = watchParts(platform, { storage, vendors, facts, orders: finder, now });
  const { watchList } = watch;
  const gaps = gapParts(platform, { storage, cursors: watch.cursors, now });
  const submissions = submissionParts(platform, {
    storage,
    orders,
    watchList,
    vendors: vendors.all().map(({ name }) => name),
    now,
  });
  await watch.start();

  return {
    module: IngestionModule,
    controllers: [
      ...submissions.controllers,
      ...gaps.controllers,
      NotificationController,
      RegistrationController,
      ShopOrderController,
      ParkedController,
    ],
    providers: [
      ...submissions.providers,
      ...gaps.providers,
      { provide: SHOP_KEYS, useValue: ShopKeys.parse(config.shopApiKeys.reveal()) },
      { provide: VENDORS, useValue: vendors },
      { provide: NOTIFICATION_DESK, useValue: desk },
      { provide: REGISTRATION_BOOK, useValue: book },
      { provide: ORDER_BOOK, useValue: orders },
      { provide: PARKING, useValue: parking },
    ],
  };
}

interface LaneParts extends Storage {
  readonly vendors: Vendors;
  readonly registrations: RegistrationStore;
  readonly notifications: NotificationStore;
  readonly counts: NotificationCounts;
  readonly finder: OrderFinder;
  readonly facts: FactBook;
  readonly now: () => Date;
}

/** What happens to a notification after it was answered. */
function startLanes(platform: Platform<IngestionConfig>, parts: LaneParts): ApplyLanes {
  const { config, log, tracing, metrics, health } = platform;
  const { now } = parts;
  const due = new DueNotifications(parts.database);
  const presence = new OpayoPresence({ ...parts, log });
  const longestMs = config.applyMaxBackoffMs;
  const policy = { backoff: { firstMs: Math.min(1_000, longestMs), longestMs } };
  const lanes = new ApplyLanes({
    ...{ due, presence, log, now },
    apply: new ApplyNotification({ ...parts, due, books: new BookReader({ log, now }), policy, tracing, log }),
    prove: new ProveNotifications({ ...parts, due, log }),
  });
  platform.onClose('apply lanes', () => lanes.stop());
  health.register({
    ...{ name: 'opayo', live: false, ready: false },
    check: () => {
      const away = presence.away.join(', ');
      return { ok: away === '', state: away === '' ? 'working' : 'away', ...(away === '' ? {} : { detail: away }) };
    },
  });
  metrics.gauge({
    name: 'ingestion_oldest_unapplied_age_seconds',
    help: 'Age of the oldest verified notification whose fact is not in the outbox yet; 0 when there is none',
    collect: (gauge) => measured(gauge, due.oldestAgeSeconds(now())),
  });
  metrics.gauge({
    name: 'ingestion_notifications_unproven',
    help: 'Notifications that wait for the shop to register their payment',
    collect: (gauge) => measured(gauge, due.unprovenCount()),
  });
  lanes.start();
  return lanes;
}

/** With Postgres away the last value stays, and the other metrics can still be read. */
async function measured(gauge: { set(value: number): void }, value: Promise<number>): Promise<void> {
  await value.then((read) => gauge.set(read)).catch(() => undefined);
}
