import type { Type } from '@nestjs/common';
import type { Platform, Storage } from '#libs/service';
import type { IngestionConfig } from '../ingestion.config.js';
import { ApplyLanes } from '../payment-fact/apply-lanes.js';
import { ApplyNotification } from '../payment-fact/apply-notification.js';
import { BookReader } from '../payment-fact/book-reader.js';
import { ConfirmNotifications } from '../payment-fact/confirm-notifications.js';
import { DueNotifications } from '../payment-fact/due-notifications.js';
import type { FactBook } from '../payment-fact/fact-book.js';
import { ForgedAlerts } from '../payment-fact/forged-alerts.js';
import { OpayoPresence } from '../payment-fact/opayo-presence.js';
import type { OrderFinder } from '../payment-fact/order-finder.js';
import { ProveNotifications } from '../payment-fact/prove-notifications.js';
import { UnprovenNotifications } from '../payment-fact/unproven-notifications.js';
import type { RegistrationStore } from '../registration/registration-store.js';
import { NOTIFICATION_DESK } from '../tokens.js';
import type { WatchList } from '../transaction-watch/watch-list.js';
import type { Vendors } from '../vendor/vendors.js';
import { NotificationController } from './notification.controller.js';
import { NotificationCounts } from './notification-counts.js';
import { NotificationDesk } from './notification-desk.js';
import { NotificationStore } from './notification-store.js';

/** What taking in notifications needs of the rest of ingestion. */
export interface NotificationNeeds {
  readonly storage: Storage;
  readonly vendors: Vendors;
  readonly registrations: RegistrationStore;
  readonly finder: OrderFinder;
  readonly facts: FactBook;
  readonly watchList: WatchList;
  readonly now: () => Date;
}

/** Everything that takes in a notification and makes a fact of it. */
export interface NotificationParts {
  readonly controllers: Type[];
  readonly providers: { readonly provide: symbol; readonly useValue: unknown }[];
  /** Something may have become provable: a registration came. */
  readonly wake: () => void;
  /** Starts applying what is stored. */
  readonly start: () => void;
}

type Parts = NotificationNeeds & {
  readonly notifications: NotificationStore;
  readonly counts: NotificationCounts;
  readonly due: DueNotifications;
  readonly unproven: UnprovenNotifications;
};

/** Builds the desk at which notifications are answered and the lanes that apply them afterwards. */
export function notificationParts(platform: Platform<IngestionConfig>, needs: NotificationNeeds): NotificationParts {
  const { config, metrics, onClose } = platform;
  const { database, vault } = needs.storage;
  const parts: Parts = {
    ...needs,
    notifications: new NotificationStore(vault),
    counts: new NotificationCounts(metrics),
    due: new DueNotifications(database),
    unproven: new UnprovenNotifications(database),
  };
  const { notifications, counts, unproven } = parts;
  const { vendors, registrations, now } = needs;
  const lanes = lanesOf(platform, parts);
  const wake = (): void => lanes.wake();
  onClose('apply lanes', () => lanes.stop());
  const desk = new NotificationDesk({
    ...{ database, vendors, registrations, notifications, counts, now },
    confirmAfterMs: config.unprovenConfirmAfterMs,
    isFull: () => unproven.lastCount >= config.unprovenMax,
    onNew: wake,
  });
  onClose('notification desk', () => desk.idle());
  measure(platform, parts);
  return {
    controllers: [NotificationController],
    providers: [{ provide: NOTIFICATION_DESK, useValue: desk }],
    wake,
    start: () => lanes.start(),
  };
}

/** What happens to a notification after it was answered. */
function lanesOf({ config, log, tracing, health }: Platform<IngestionConfig>, parts: Parts): ApplyLanes {
  const { due, unproven, now, storage } = parts;
  const { database, outbox, parking } = storage;
  const longestBackoffMs = config.applyMaxBackoffMs;
  const policy = { backoff: { firstMs: Math.min(1_000, longestBackoffMs), longestMs: longestBackoffMs } };
  const presence = new OpayoPresence({ database, outbox, restMs: Math.min(1_000, longestBackoffMs), log, now });
  const forged = new ForgedAlerts({ outbox, unproven, now });
  const books = new BookReader({ log, now });
  health.register({
    ...{ name: 'opayo', live: false, ready: false },
    check: () => {
      const away = presence.away.join(', ');
      return away === '' ? { ok: true, state: 'working' } : { ok: false, state: 'away', detail: away };
    },
  });
  return new ApplyLanes({
    ...{ due, presence, log, now },
    vendors: parts.vendors.all().map(({ name }) => name),
    apply: new ApplyNotification({ ...parts, database, parking, books, policy, tracing, log }),
    prove: new ProveNotifications({ ...parts, database, forged, log }),
    confirm: new ConfirmNotifications({
      ...{ ...parts, database, forged, longestBackoffMs, log },
      absentLimitMs: config.unprovenAbsentLimitMs,
    }),
  });
}

function measure({ metrics }: Platform<IngestionConfig>, { due, unproven, now }: Parts): void {
  metrics.gauge({
    name: 'ingestion_oldest_unapplied_age_seconds',
    help: 'Age of the oldest verified notification whose fact is not in the outbox yet; 0 when there is none',
    collect: (gauge) => measured(gauge, due.oldestAgeSeconds(now())),
  });
  metrics.gauge({
    name: 'ingestion_notifications_unproven',
    help: 'Notifications that wait for the shop to register their payment or for Opayo to confirm them',
    collect: (gauge) => measured(gauge, unproven.count()),
  });
}

/** With Postgres away the last value stays, and the other metrics can still be read. */
async function measured(gauge: { set(value: number): void }, value: Promise<number>): Promise<void> {
  await value.then((read) => gauge.set(read)).catch(() => undefined);
}
