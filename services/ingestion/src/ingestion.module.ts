import { Module, type DynamicModule } from '@nestjs/common';
import { migrationsBeside } from '#libs/delivery';
import {
  createService,
  type Environment,
  openStorage,
  ParkedController,
  PARKING,
  type Platform,
  type RunningService,
  SHOP_KEYS,
  ShopKeys,
} from '#libs/service';
import { ApiDocsController } from './api-docs/api-docs.controller.js';
import { gapParts } from './gaps/gap-parts.js';
import { ingestionConfig, type IngestionConfig } from './ingestion.config.js';
import { notificationParts } from './notification/notification-parts.js';
import { Allocations } from './payment-fact/allocations.js';
import { FactBook } from './payment-fact/fact-book.js';
import { ListedPayments } from './payment-fact/listed-payments.js';
import { OrderFinder } from './payment-fact/order-finder.js';
import { paymentPageParts } from './payment-page/payment-page-parts.js';
import { RegistrationBook } from './registration/registration-book.js';
import { RegistrationStore } from './registration/registration-store.js';
import { RegistrationController } from './registration/registration.controller.js';
import { OrderBook } from './shop-order/order-book.js';
import { ShopOrderController } from './shop-order/shop-order.controller.js';
import { submissionParts } from './submission/submission-parts.js';
import { watchParts } from './transaction-watch/watch-parts.js';
import { ORDER_BOOK, REGISTRATION_BOOK, VENDORS } from './tokens.js';
import { openVendors } from './vendor/open-vendors.js';

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
  const { config, tracing } = platform;
  const now = () => new Date();
  const storage = await openStorage(platform, migrationsBeside(import.meta.url));
  const { database, vault, outbox, parking } = storage;

  const vendors = openVendors(config);
  const registrations = new RegistrationStore(vault);
  const finder = new OrderFinder(vendors);
  const allocations = new Allocations({ finder, outbox, traceparent: () => tracing.traceparent(), now });
  const facts = new FactBook({ outbox, parking, allocations, now });
  const watch = watchParts(platform, { storage, vendors, facts, orders: finder, now });
  const { watchList } = watch;
  const needs = { storage, vendors, registrations, finder, facts, watchList, now };
  const notifications = notificationParts(platform, needs);
  const book = new RegistrationBook({
    ...{ database, store: registrations, watchList, allocations, now },
    onNew: notifications.wake,
  });
  const pages = paymentPageParts(platform, { storage, registrations, watchList, now });
  const payments = new ListedPayments({ finder, allocations, watchList, vendors, now });
  const orders = new OrderBook({ database, vault, outbox, payments, traceparent: () => tracing.traceparent(), now });
  const gaps = gapParts(platform, { storage, cursors: watch.cursors, now });
  const submissions = submissionParts(platform, {
    storage,
    orders,
    watchList,
    vendors: vendors.all().map(({ name }) => name),
    now,
  });
  notifications.start();
  await watch.start();

  return {
    module: IngestionModule,
    controllers: [
      ...submissions.controllers,
      ...gaps.controllers,
      ...notifications.controllers,
      ...pages.controllers,
      RegistrationController,
      ShopOrderController,
      ParkedController,
      ApiDocsController,
    ],
    providers: [
      ...submissions.providers,
      ...gaps.providers,
      { provide: SHOP_KEYS, useValue: ShopKeys.parse(config.shopApiKeys.reveal()) },
      { provide: VENDORS, useValue: vendors },
      ...notifications.providers,
      ...pages.providers,
      { provide: REGISTRATION_BOOK, useValue: book },
      { provide: ORDER_BOOK, useValue: orders },
      { provide: PARKING, useValue: parking },
    ],
  };
}
