import type { RunningService } from '#libs/service';
import { create as createIngestion } from '../../../services/ingestion/src/ingestion.module.js';
import { create as createOrderStatus } from '../../../services/order-status/src/order-status.module.js';
import { create as createPosting } from '../../../services/posting/src/posting.module.js';
import { create as createSandbox } from '../../../services/sandbox/src/sandbox.module.js';
import { create as createTransformation } from '../../../services/transformation/src/transformation.module.js';

type Environment = Record<string, string>;
type Create = (environment: Environment) => Promise<RunningService>;

export type PipelineServiceName = 'sandbox' | 'ingestion' | 'transformation' | 'posting' | 'order-status';

/** Made once the addresses of the services before it are known. */
type EnvironmentFor = (urls: Urls) => Environment;
type Urls = Readonly<Record<PipelineServiceName, string>>;

export interface PipelineOptions {
  /** What all services share: addresses of the stack, prefixes, data key. */
  readonly shared: Environment;
  /** What differs by name only, such as the log file or the schema. */
  readonly environmentFor?: (name: PipelineServiceName) => Environment;
  /** Per service on top of `shared`; wins over what the pipeline itself says. */
  readonly overrides?: Partial<Record<PipelineServiceName, Environment>>;
  /** HTTP port per service; 0 takes any free one. Default: `PIPELINE_PORTS`. */
  readonly ports?: Readonly<Record<PipelineServiceName, number>>;
}

export interface Pipeline {
  readonly urls: Urls;
  readonly services: readonly RunningService[];
  /** Stops the pipeline first and the sandbox last, so that what is in flight can end well. */
  close(): Promise<void>;
}

/** Ports of `npm start`. */
export const PIPELINE_PORTS: Readonly<Record<PipelineServiceName, number>> = {
  ingestion: 4010,
  transformation: 4020,
  posting: 4030,
  'order-status': 4040,
  sandbox: 4090,
};

// Made up, and worth nothing outside a sandbox that accepts nothing else.
const SHOP_KEY = 'sandbox-shop-key-not-a-secret';
const OPERATOR_PASSWORD = 'sandbox-operator-password';
const PI_CREDENTIALS = {
  PI_INTEGRATION_KEY: 'sandbox-integration-key',
  PI_INTEGRATION_PASSWORD: 'sandbox-integration-password',
};
const VENDOR = { OPAYO_VENDOR: 'clarityshop' };

/** What each service is told on top of the shared settings: where the sandbox plays the outside systems, and how to log on there. */
const ENVIRONMENTS: Readonly<Record<PipelineServiceName, EnvironmentFor>> = {
  sandbox: () => ({
    ...VENDOR,
    ...PI_CREDENTIALS,
    SHOP_API_KEY: SHOP_KEY,
    SYSPRO_OPERATORS: `POST01:${OPERATOR_PASSWORD},POLL01:${OPERATOR_PASSWORD}`,
  }),
  ingestion: (urls) => ({
    ...VENDOR,
    ...PI_CREDENTIALS,
    PI_BASE_URL: `${urls.sandbox}/api/v1`,
    SHOP_API_KEYS: `gifts=${SHOP_KEY}`,
    REDIRECT_URL_TEMPLATE: 'https://gifts.example/checkout/{outcome}?payment={vendorTxCode}',
  }),
  transformation: () => ({}),
  posting: (urls) => ({
    SYSPRO_BASE_URL: `${urls.sandbox}/SYSPROWCFService/Rest`,
    SYSPRO_COMPANY_ID: 'GIFT',
    SYSPRO_COMPANY_PASSWORD: '',
    SYSPRO_LANE_OPERATOR: 'POST01',
    SYSPRO_LANE_PASSWORD: OPERATOR_PASSWORD,
    SYSPRO_POLLER_OPERATOR: 'POLL01',
    SYSPRO_POLLER_PASSWORD: OPERATOR_PASSWORD,
    // The sandbox answers in milliseconds: what has had no answer for five seconds will have none.
    SYSPRO_TIMEOUT_MS: '5000',
    POLL_INTERVAL_MS: '250',
  }),
  'order-status': () => ({}),
};

/**
 * Hosts all services and the sandbox in this process, from the same `create(env)` that production runs one each of.
 * Services that could not start are reported by what `create` throws; those already running are closed first.
 */
export async function startPipeline(options: PipelineOptions): Promise<Pipeline> {
  const ports = options.ports ?? PIPELINE_PORTS;
  const urls: Record<PipelineServiceName, string> = {
    sandbox: '',
    ingestion: '',
    transformation: '',
    posting: '',
    'order-status': '',
  };
  const services: RunningService[] = [];
  const start = async (name: PipelineServiceName, create: Create): Promise<void> => {
    const service = await create({
      ...options.shared,
      HTTP_PORT: String(ports[name]),
      ...options.environmentFor?.(name),
      ...ENVIRONMENTS[name](urls),
      ...options.overrides?.[name],
    });
    services.push(service);
    urls[name] = service.url;
  };
  const close = async (): Promise<void> => {
    for (const service of [...services].reverse()) await service.close();
  };
  try {
    // Everybody else is told its address; it learns ingestion's when it is asked to replay.
    await start('sandbox', createSandbox);
    const others = [
      start('ingestion', createIngestion),
      start('transformation', createTransformation),
      start('posting', createPosting),
      start('order-status', createOrderStatus),
    ];
    // All are waited for even when one fails, so that none comes up after the others were closed.
    const failed = (await Promise.allSettled(others)).find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  } catch (error) {
    await close();
    throw error;
  }
  return { urls, services, close };
}
