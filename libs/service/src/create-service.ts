import type { AddressInfo } from 'node:net';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { ConfigDefinition, Environment } from './config/define-config.js';
import type { BaseConfig } from './config/standard-settings.js';
import { drain, type DrainStep } from './drain.js';
import { Health } from './health/health.js';
import { observeHttp } from './http/observe-http.js';
import { ProblemFilter, problemOf, sendProblem } from './http/problem-filter.js';
import { createLogger } from './logs/create-logger.js';
import { leaveNestLog, withNestLog } from './logs/nest-logger.js';
import { Metrics } from './metrics/metrics.js';
import { PlatformModule, type Platform } from './platform.js';
import { Tracing } from './traces/tracing.js';

/** A service that listens. */
export interface RunningService {
  readonly name: string;
  /** Address of its HTTP server, e.g. `http://127.0.0.1:4010`. */
  readonly url: string;
  /**
   * Stops it: not ready, HTTP closed, consumers stopped, then the steps of `onClose`, the last added first. Ends within
   * `DRAIN_TIMEOUT_MS`; never throws, what did not end well is logged. Calling it again waits for the same stop.
   */
  close(): Promise<void>;
  /** Resolves when the service cannot go on by itself, with the reason; it is still to be closed. */
  readonly failed?: Promise<Error>;
}

/** What makes one service out of the common parts. */
export interface ServiceDefinition<C extends BaseConfig> {
  /** As in `services/<name>`; on every log line, metric and span. */
  readonly name: string;
  readonly config: ConfigDefinition<C>;
  /** The wiring diagram. May wait, for example for migrations; what it throws keeps the service from starting. */
  readonly module: (platform: Platform<C>) => DynamicModule | Promise<DynamicModule>;
}

/**
 * Builds and starts a service: configuration, logs, metrics, traces, health, HTTP, then its transport.
 * Throws `ConfigurationError` for an environment it cannot use, `StartError` for a port it cannot have, and whatever the
 * module throws; what had been opened by then is closed again.
 */
export async function createService<C extends BaseConfig>(
  definition: ServiceDefinition<C>,
  environment: Environment,
): Promise<RunningService> {
  const config = definition.config.read(environment, { service: definition.name });
  const ground = layGround(definition.name, config);
  try {
    await withNestLog(ground.log, () => ground.start(definition));
    return { name: definition.name, url: ground.url(), close: ground.close, failed: ground.failed };
  } catch (error) {
    await ground.close();
    throw error;
  }
}

/** The service could be built but not started; the message says what to do next. */
export class StartError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StartError';
  }
}

function layGround<C extends BaseConfig>(name: string, config: Readonly<C>) {
  const tracing = new Tracing({ service: name, endpoint: config.otelExporterOtlpEndpoint });
  const logger = createLogger({
    service: name,
    level: config.logLevel,
    file: config.logFile,
    traceId: () => tracing.traceId(),
  });
  const { log } = logger;
  const metrics = new Metrics(name);
  const health = new Health();
  const adapter = new FastifyAdapter({
    bodyLimit: config.httpBodyLimitBytes,
    routerOptions: { maxParamLength: 300 },
    requestTimeout: 60_000,
    // The router refuses a malformed address before there is a route or a hook.
    frameworkErrors: (error: unknown, _request: unknown, reply: FastifyReply) => sendProblem(reply, problemOf(error)),
  });
  const fastify = adapter.getInstance();
  const steps: DrainStep[] = [];
  const strategies: CustomTransportStrategy[] = [];
  const { promise: failed, resolve: tellFailed } = Promise.withResolvers<Error>();
  const platform: Platform<C> = {
    name,
    config,
    log,
    metrics,
    health,
    tracing,
    tracer: tracing.tracer,
    fastify,
    onClose: (step, close) => void steps.push({ name: step, close }),
    fail: (error) => {
      log.fatal({ err: error }, `${name} cannot go on: ${error.message}`);
      tellFailed(error);
    },
    useStrategy: (strategy) => void strategies.push(strategy),
  };
  let app: NestFastifyApplication | undefined;
  let closing: Promise<void> | undefined;

  async function start(definition: ServiceDefinition<C>): Promise<void> {
    observeHttp(fastify, { metrics, tracing });
    const module = PlatformModule.around(platform, await definition.module(platform));
    app = await NestFactory.create<NestFastifyApplication>(module, adapter, { abortOnError: false, rawBody: true });
    app.useGlobalFilters(new ProblemFilter(log, () => tracing.traceId()));
    for (const strategy of strategies) app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    await listen(app, config);
    await app.startAllMicroservices();
    health.started();
    log.info({ url: url() }, `${name} is listening on ${url()}`);
  }

  function url(): string {
    const { address, family, port } = fastify.server.address() as AddressInfo;
    const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
    return `http://${family === 'IPv6' && host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  async function stop(): Promise<void> {
    health.draining();
    log.info(`${name} is stopping`);
    const unwell = await drain(
      [
        { name: 'HTTP and consumers', close: () => closeApplication(app, fastify.server, config.drainTimeoutMs / 2) },
        ...steps.reverse(),
        { name: 'traces', close: () => tracing.close() },
      ],
      config.drainTimeoutMs,
      log,
    );
    log.info({ unwell }, `${name} has stopped`);
    metrics.close();
    leaveNestLog(log);
    logger.close();
  }

  return { log, start, url, failed, close: () => (closing ??= stop()) };
}

async function listen(app: NestFastifyApplication, { httpHost, httpPort }: BaseConfig): Promise<void> {
  try {
    await app.listen(httpPort, httpHost);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${httpPort} on ${httpHost} is taken. Stop what listens there, or set HTTP_PORT to another port (0 takes any that is free).`,
        error,
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES') {
      throw new StartError(
        `Cannot listen on ${httpHost}:${httpPort} (${code}). Set HTTP_HOST and HTTP_PORT to an address this machine has and a port above 1023.`,
        error,
      );
    }
    throw error;
  }
}

/** Requests under way may finish for `patienceMs`; then their connections are cut, so that the consumers get their time to stop. */
async function closeApplication(
  app: NestFastifyApplication | undefined,
  server: { closeAllConnections(): void },
  patienceMs: number,
): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
  try {
    await app?.close();
  } finally {
    clearTimeout(cut);
  }
}
