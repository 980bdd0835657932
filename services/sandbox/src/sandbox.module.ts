import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule } from '@nestjs/common';
import { Database, migrate, migrationsBeside } from '#libs/delivery';
import { createService, type Platform, type RunningService } from '#libs/service';
import { BooksController } from './books/books.controller.js';
import { Books } from './books/books.js';
import { PostgresBookStore } from './books/postgres-book-store.js';
import { ClockController } from './clock/clock.controller.js';
import { SandboxClock } from './clock/sandbox-clock.js';
import { DayController } from './day/day.controller.js';
import { Days } from './day/days.js';
import { FaultsController } from './faults/faults.controller.js';
import { Faults } from './faults/faults.js';
import { OpayoFaults } from './faults/opayo-faults.js';
import { Notifier } from './opayo/notification/notifier.js';
import { PaymentPagesController } from './opayo/page/payment-pages.controller.js';
import { PaymentPages } from './opayo/page/payment-pages.js';
import { AcsController } from './opayo/acs/acs.controller.js';
import { LedgerKeeper } from './opayo/ledger-keeper.js';
import { servePi } from './opayo/pi/pi-routes.js';
import { Pi } from './opayo/pi/pi.js';
import { ReportingController } from './opayo/reporting/reporting.controller.js';
import { Reporting } from './opayo/reporting/reporting.js';
import { GatewayController } from './opayo/server/gateway.controller.js';
import { Gateway } from './opayo/server/gateway.js';
import { SettlementController } from './opayo/settlement/settlement.controller.js';
import { Settlement } from './opayo/settlement/settlement.js';
import { Vendors } from './opayo/vendors.js';
import { sandboxConfig, vendorsOf, type SandboxConfig } from './sandbox.config.js';
import { IngestionClient } from './shop/ingestion-client.js';
import { ReplayController } from './shop/replay.controller.js';
import { Replays } from './shop/replays.js';
import { CompanyController } from './syspro/company.controller.js';
import { EnetController } from './syspro/enet.controller.js';
import { Enet } from './syspro/enet.js';
import { serveHarmony } from './syspro/harmony/harmony-routes.js';
import { acceptLargeDocuments, answerOverlongRequests } from './syspro/http-quirks.js';
import { parseOperators } from './syspro/session/operators.js';
import { Sessions } from './syspro/session/sessions.js';
import { Warehouse } from './syspro/warehouse/warehouse.js';

/** Starts the sandbox from an environment: Opayo, SYSPRO and a shop in one service. */
export function create(env: Record<string, string | undefined>): Promise<RunningService> {
  return createService({ name: 'sandbox', config: sandboxConfig, module: wire }, env);
}

async function wire(platform: Platform<SandboxConfig>): Promise<DynamicModule> {
  const books = await openBooks(platform);
  const clock = new SandboxClock(books);
  const faults = new Faults(books);
  const opayoFaults = new OpayoFaults({ faults, pause: (ms) => pause(ms) });
  const vendors = new Vendors(vendorsOf(platform.config));
  wirePi(platform, { books, clock, faults: opayoFaults, vendors });
  const settlement = wireSettlement(platform, { books, clock });
  const enet = wireEnet(platform, { books, clock, faults });
  const { replays, notifier } = wireShop(platform, { books, clock, faults: opayoFaults });
  const days = wireDays(platform, { books, clock, faults, notifier });
  await replays.stockUp();
  wireWarehouse(platform, { books, clock });
  acceptLargeDocuments(platform.fastify, platform.config.httpBodyLimitBytes);
  answerOverlongRequests(platform.fastify);
  return {
    module: SandboxModule,
    controllers: [
      ClockController,
      BooksController,
      FaultsController,
      CompanyController,
      AcsController,
      GatewayController,
      PaymentPagesController,
      ReportingController,
      SettlementController,
      ReplayController,
      DayController,
      EnetController,
    ],
    providers: [
      { provide: Books, useValue: books },
      { provide: SandboxClock, useValue: clock },
      { provide: Faults, useValue: faults },
      { provide: OpayoFaults, useValue: opayoFaults },
      { provide: Vendors, useValue: vendors },
      { provide: Gateway, useValue: new Gateway({ books, clock, vendors }) },
      { provide: PaymentPages, useValue: new PaymentPages({ books, clock, notifier, vendors }) },
      { provide: Reporting, useValue: new Reporting({ books, clock, vendors }) },
      { provide: Settlement, useValue: settlement },
      { provide: Enet, useValue: enet },
      { provide: Replays, useValue: replays },
      { provide: Days, useValue: days },
    ],
  };
}

class SandboxModule {}

async function openBooks({ config, name, log, health, onClose }: Platform<SandboxConfig>): Promise<Books> {
  const database = new Database({
    url: config.databaseUrl.reveal(),
    schema: config.databaseSchema,
    applicationName: name,
    log,
  });
  onClose('database', () => database.close());
  await migrate({ database, name, directory: migrationsBeside(import.meta.url) });
  health.register({
    name: 'postgres',
    live: false,
    ready: true,
    check: () => database.ping().then(() => ({ ok: true })),
  });
  return Books.open(new PostgresBookStore(database));
}

interface Ground {
  readonly books: Books;
  readonly clock: SandboxClock;
}

function wireEnet(
  { config, fastify, log, onClose }: Platform<SandboxConfig>,
  ground: Ground & { faults: Faults },
): Enet {
  const sessions = new Sessions({
    operators: parseOperators(config.sysproOperators.reveal()),
    companyId: config.sysproCompanyId,
    companyPassword: config.sysproCompanyPassword.reveal(),
    now: () => ground.clock.now().getTime(),
    seats: config.sysproSeats,
    idleTimeoutMs: config.sysproIdleTimeoutMinutes * 60_000,
  });
  const enet = new Enet({
    ...ground,
    sessions,
    pause: (ms) => pause(ms),
    onError: (err) => log.error({ err }, 'A late commit failed'),
    errorNumbers: config.sysproSortoiErrorNumbers,
  });
  onClose('late commits', () => enet.close());
  serveHarmony(fastify, enet);
  return enet;
}

function wirePi(
  { fastify, log, onClose }: Platform<SandboxConfig>,
  { books, clock, faults, vendors }: Ground & { faults: OpayoFaults; vendors: Vendors },
): void {
  const pi = new Pi({ books, clock, vendors });
  servePi(fastify, { pi, faults, onError: (err) => log.error({ err }, 'Pi failed') });
  const keeper = new LedgerKeeper({
    books,
    clock,
    onError: (err) => log.error({ err }, "Opayo's ledger was not kept"),
  });
  keeper.start();
  onClose('ledger keeper', () => keeper.stop());
}

function wireSettlement({ log, onClose }: Platform<SandboxConfig>, ground: Ground): Settlement {
  const settlement = new Settlement({ ...ground, onError: (err) => log.error({ err }, 'Settlement failed') });
  settlement.start();
  onClose('settlement', () => settlement.stop());
  return settlement;
}

function wireShop(
  { config, log, onClose }: Platform<SandboxConfig>,
  { faults, ...ground }: Ground & { faults: OpayoFaults },
): { replays: Replays; notifier: Notifier } {
  let ingestionUrl = config.ingestionUrl;
  const notifier = new Notifier({
    ...ground,
    notificationUrl: () => new URL('/opayo/notifications', ingestionUrl).href,
    timeoutMs: config.notificationTimeoutMs,
    monitorSpeed: config.transactionMonitorSpeed,
    faults,
    onError: (err) => log.error({ err }, 'The transaction monitor failed'),
  });
  notifier.start();
  onClose('transaction monitor', () => notifier.stop());
  const replays = new Replays({
    ...ground,
    notifier,
    shop: config.shopName,
    vendor: config.opayoVendor,
    concurrency: config.replayConcurrency,
    attempts: config.replayAttempts,
    pause: (ms, signal) => pause(ms, undefined, { signal }),
    ingestionAt: (baseUrl) => {
      ingestionUrl = baseUrl ?? ingestionUrl;
      return new IngestionClient({ baseUrl: ingestionUrl, apiKey: config.shopApiKey });
    },
  });
  onClose('replay', () => replays.stop());
  return { replays, notifier };
}

function wireDays(
  { config, onClose }: Platform<SandboxConfig>,
  ground: Ground & { faults: Faults; notifier: Notifier },
): Days {
  const days = new Days({
    ...ground,
    shop: config.shopName,
    vendor: config.opayoVendor,
    ingestionAt: (baseUrl = config.ingestionUrl) => ({
      ingestion: new IngestionClient({ baseUrl, apiKey: config.shopApiKey }),
      notificationUrl: new URL('/opayo/notifications', baseUrl).href,
    }),
  });
  onClose('day of traffic', () => days.stop());
  return days;
}

function wireWarehouse({ config, log, onClose }: Platform<SandboxConfig>, { books, clock }: Ground): void {
  const warehouse = new Warehouse({
    books,
    today: () => clock.today(),
    ordersPerSecond: config.warehousePaceOrdersPerSecond,
    splitPercent: config.warehouseSplitPercent,
    onError: (err) => log.error({ err }, 'The warehouse stumbled'),
  });
  warehouse.start();
  onClose('warehouse', () => warehouse.stop());
}
