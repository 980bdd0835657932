import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Tracer } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { BaseConfig } from './config/standard-settings.js';
import type { Health } from './health/health.js';
import { HealthController } from './health/health.controller.js';
import type { Metrics } from './metrics/metrics.js';
import { CONFIG, LOGGER, PLATFORM } from './tokens.js';
import type { Tracing } from './traces/tracing.js';

/** What every service stands on. Handed to its module, and injected as `PLATFORM`. */
export interface Platform<C extends BaseConfig = BaseConfig> {
  /** The service's name, e.g. `order-status`. */
  readonly name: string;
  /** Read once, checked, frozen. */
  readonly config: Readonly<C>;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly tracing: Tracing;
  /** `tracing.tracer`, for code that speaks plain OpenTelemetry. */
  readonly tracer: Tracer;
  /** The HTTP server beneath Nest, before it listens: content-type parsers, hooks, plugins. */
  readonly fastify: FastifyInstance;
  /**
   * Adds a step to the stop of the service. Steps run after HTTP and the consumers have stopped, the last added first: add
   * the database first, so that it goes last. A step that throws is logged and the others still run.
   */
  readonly onClose: (name: string, close: () => Promise<void>) => void;
  /** Something without which the service cannot go on has ended for good: `runService` drains and ends the process, so that it is started anew. */
  readonly fail: (error: Error) => void;
  /** Connects a Nest transport (`KafkaStrategy`): it starts after HTTP listens and stops after HTTP has stopped. */
  readonly useStrategy: (strategy: CustomTransportStrategy) => void;
}

/** Provides the platform everywhere and serves `/health/*` and `/metrics`. */
@Global()
@Module({})
export class PlatformModule {
  static around(platform: Platform, service: DynamicModule): DynamicModule {
    const providers = [
      { provide: PLATFORM, useValue: platform },
      { provide: LOGGER, useValue: platform.log },
      { provide: CONFIG, useValue: platform.config },
    ];
    return {
      module: PlatformModule,
      imports: [service],
      controllers: [HealthController],
      providers,
      exports: providers,
    };
  }
}
