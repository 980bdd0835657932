import { Module, type DynamicModule } from '@nestjs/common';
import { migrationsBeside } from '#libs/delivery';
import { checkEncodable } from '#libs/kafka';
import {
  createService,
  openStorage,
  PARKING,
  ParkedController,
  readTopics,
  OPERATOR_KEYS,
  OperatorKeys,
  type Environment,
  type Platform,
  type RunningService,
} from '#libs/service';
import { CommandMaker } from './erp-command/command-maker.js';
import { MappingsController } from './mapping-files/mappings.controller.js';
import { RunningMappings } from './mapping-files/running-mappings.js';
import { watchMappings } from './mapping-files/watch-mappings.js';
import { MasterDataBook } from './master-data/master-data-book.js';
import { MasterDataController } from './master-data/master-data.controller.js';
import { MasterDataDesk } from './master-data/master-data-desk.js';
import { watchMasterData } from './master-data/watch-master-data.js';
import { deskReport } from './order-desk/desk-report.js';
import { OrderBook } from './order-desk/order-book.js';
import { OrderDesk } from './order-desk/order-desk.js';
import { OrderFactsController } from './order-desk/order-facts.controller.js';
import { OrderView } from './order-view/order-view.js';
import { OrderViewController } from './order-view/order-view.controller.js';
import { ReleaseParkedController } from './release-parked/release-parked.controller.js';
import { DATABASE, FINDING_BOOK, MASTER_DATA_DESK, ORDER_DESK, ORDER_VIEW, RUNNING_MAPPINGS } from './tokens.js';
import { FindingBook } from './validation/finding-book.js';
import { OrderValidator } from './validation/order-validator.js';
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
  const mappings = new RunningMappings(config.mappingsDirectory);
  const settings = {
    ...{ taxRounding: config.taxRounding, timeZone: config.companyTimeZone },
    purchaseOrderField: config.purchaseOrderField,
    cancelReasonCode: config.cancelReasonCode ?? null,
    roundingTolerancePerLineMinor: config.roundingTolerancePerLineMinor,
    askAvailability: config.askAvailability === 'yes',
  };
  const maker = (): CommandMaker => new CommandMaker(mappings.current, settings);
  const policy = { receiptPolicy: config.receiptPolicy, fraudHolds: config.fraudHolds };

  const storage = await openStorage(platform, migrationsBeside(import.meta.url));
  const { database, vault, outbox, parking } = storage;
  const book = new OrderBook(vault);
  const findings = new FindingBook(vault);
  const { masterDataPolicy, masterDataMaxAgeMs: maxAgeMs } = config;
  const masterData = new MasterDataBook(vault, { maxAgeMs });
  const validator = new OrderValidator(masterData, masterDataPolicy);
  const desk = new OrderDesk({
    ...{ database, book, outbox, parking, maker, policy, validator, findings },
    check: checkEncodable,
    report: deskReport(metrics, log),
    onAwaiting: () => lookAgain(),
  });
  const masterDataDesk = new MasterDataDesk({
    ...{ database, findings, maxAgeMs, book: masterData },
    decideAnew: (orderIds) => desk.decideAnew(orderIds),
  });
  const lookAgain = watchMasterData(platform, masterDataDesk, masterDataPolicy);
  readTopics(platform, storage);
  await watchMappings(platform, storage, mappings);

  return {
    module: TransformationModule,
    controllers: [
      ...[OrderFactsController, OrderViewController, MappingsController, ParkedController],
      ...[MasterDataController, ReleaseParkedController],
    ],
    providers: [
      { provide: ORDER_DESK, useValue: desk },
      { provide: ORDER_VIEW, useValue: new OrderView(database, book, parking, policy, findings) },
      { provide: RUNNING_MAPPINGS, useValue: mappings },
      { provide: PARKING, useValue: parking },
      { provide: MASTER_DATA_DESK, useValue: masterDataDesk },
      { provide: FINDING_BOOK, useValue: findings },
      { provide: DATABASE, useValue: database },
      {
        provide: OPERATOR_KEYS,
        useValue: OperatorKeys.parse(config.operatorKeys?.reveal() ?? '') ?? OperatorKeys.none,
      },
    ],
  };
}
