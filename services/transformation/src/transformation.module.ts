import { Module, type DynamicModule } from '@nestjs/common';
import { migrationsBeside } from '#libs/delivery';
import { checkEncodable } from '#libs/kafka';
import {
  createService,
  openStorage,
  PARKING,
  ParkedController,
  readTopics,
  type Environment,
  type Platform,
  type RunningService,
} from '#libs/service';
import { CommandMaker } from './erp-command/command-maker.js';
import { loadMappingFiles } from './mapping-files/mapping-files.js';
import { deskReport } from './order-desk/desk-report.js';
import { OrderBook } from './order-desk/order-book.js';
import { OrderDesk } from './order-desk/order-desk.js';
import { OrderFactsController } from './order-desk/order-facts.controller.js';
import { OrderView } from './order-view/order-view.js';
import { OrderViewController } from './order-view/order-view.controller.js';
import { ORDER_DESK, ORDER_VIEW } from './tokens.js';
import { transformationConfig, type TransformationConfig } from './transformation.config.js';

/**
 * Starts transformation from an environment. Needs Postgres and mappings that compile to start; Kafka and the registry may be away, also
 * at the start.
 */
export function create(environment: Environment): Promise<RunningService> {
  return createService<TransformationConfig>(
    { name: 'transformation', config: transformationConfig, module: wire },
    environment,
  );
}

@Module({})
class TransformationModule {}

async function wire(platform: Platform<TransformationConfig>): Promise<DynamicModule> {
  const { config, log, metrics } = platform;
  // First of all: a service with a broken mapping does not start.
  const mappings = loadMappingFiles(config.mappingsDirectory);
  const maker = new CommandMaker(mappings, { taxRounding: config.taxRounding, timeZone: config.companyTimeZone });
  const policy = { receiptPolicy: config.receiptPolicy };

  const storage = await openStorage(platform, migrationsBeside(import.meta.url));
  const { database, vault, outbox, parking } = storage;
  const book = new OrderBook(vault);
  const desk = new OrderDesk({
    ...{ database, book, outbox, parking, maker, policy },
    check: checkEncodable,
    report: deskReport(metrics, log),
  });
  readTopics(platform, storage);

  return {
    module: TransformationModule,
    controllers: [OrderFactsController, OrderViewController, ParkedController],
    providers: [
      { provide: ORDER_DESK, useValue: desk },
      { provide: ORDER_VIEW, useValue: new OrderView(database, book, parking, policy) },
      { provide: PARKING, useValue: parking },
    ],
  };
}
