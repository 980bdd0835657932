import { join } from 'node:path';
import { Controller, Get, Inject, Module, type DynamicModule } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { TOPICS, type Alert } from '#libs/contracts';
import type { Database } from '#libs/delivery';
import { OnBatch, type ConsumedRecord } from '#libs/kafka';
import {
  baseSettings,
  createService,
  databaseSettings,
  defineConfig,
  kafkaSettings,
  openStorage,
  PARKING,
  ParkedController,
  readTopics,
  type Environment,
  type Platform,
  type RunningService,
  type Storage,
  type StorageConfig,
} from '../src/index.js';

/** Where a start of the shelf goes wrong, once everything it has is open. */
export type Fault = 'wiring' | 'provider' | 'route' | 'transport';

export interface ShelfOptions {
  readonly fault?: Fault | undefined;
  /** Gets its hands on the storage, and on the platform before it is used. */
  readonly onStorage?: (storage: Storage) => void;
  readonly around?: (platform: Platform<StorageConfig>) => Platform<StorageConfig>;
}

const config = defineConfig({ ...baseSettings, ...databaseSettings, ...kafkaSettings });
const DATABASE = Symbol('database');

/** The smallest service with tables, an outbox and a topic it reads: it remembers the alerts it hears. For tests of the storage. */
export function createShelf(environment: Environment, options: ShelfOptions = {}): Promise<RunningService> {
  return createService({ name: 'shelf', config, module: (platform) => wire(platform, options) }, environment);
}

@Module({})
class ShelfModule {}

@Controller()
class AlertsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @OnBatch(TOPICS.alerts)
  async remember(records: ConsumedRecord<Alert>[]): Promise<void> {
    const ids = records.map(({ eventId }) => eventId);
    await this.database.query('INSERT INTO heard SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [ids]);
  }
}

/** No router takes this address. */
@Controller()
class WrongRouteController {
  @Get('a/*b/c')
  get(): string {
    return '';
  }
}

/** Only `@OnBatch` handlers can read topics. */
@Controller()
class WrongHandlerController {
  @EventPattern('odd')
  hear(_data: unknown): void {}
}

async function wire(given: Platform<StorageConfig>, options: ShelfOptions): Promise<DynamicModule> {
  const { fault, onStorage, around = (same) => same } = options;
  const platform = around(given);
  const storage = await openStorage(platform, join(import.meta.dirname, 'migrations'));
  onStorage?.(storage);
  readTopics(platform, storage);
  if (fault === 'wiring') throw new Error('the wiring is wrong');
  return {
    module: ShelfModule,
    controllers: [
      ...[ParkedController, AlertsController],
      ...(fault === 'route' ? [WrongRouteController] : []),
      ...(fault === 'transport' ? [WrongHandlerController] : []),
    ],
    providers: [
      { provide: DATABASE, useValue: storage.database },
      { provide: PARKING, useValue: storage.parking },
      ...(fault === 'provider'
        ? [{ provide: 'broken', useValue: { onModuleInit: () => Promise.reject(new Error('the provider is wrong')) } }]
        : []),
    ],
  };
}
