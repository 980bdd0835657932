import type { RunningService } from '#libs/service';
import type { SysproProfile } from '#libs/syspro';
import { create as createIngestion } from '../../../services/ingestion/src/ingestion.module.js';
import { create as createOrderStatus } from '../../../services/order-status/src/order-status.module.js';
import { create as createPosting } from '../../../services/posting/src/posting.module.js';
import { create as createSandbox } from '../../../services/sandbox/src/sandbox.module.js';
import { create as createTransformation } from '../../../services/transformation/src/transformation.module.js';

type Environment = Record<string, string>;
type Create = (environment: Environment) => Promise<RunningService>;

export type PipelineServiceName = 'sandbox' | 'ingestion' | 'transformation' | 'posting' | 'order-status';

/** Made once the addresses of the services before it are known. */
type EnvironmentFor = (urls: Urls, sysproProfile: SysproProfile) => Environment;

/** Where the sandbox plays SYSPRO, by how it is spoken to. */
export const SYSPRO_PATHS: Readonly<Record<SysproProfile, string>> = {
  enet: '/SYSPROWCFService/Rest',
  harmony: '/api/harmony/2.0',
};

type Urls = Readonly<Record<PipelineServiceName, string>>;

/** The setting of `npm start` that moves each port. */
export const PIPELINE_PORT_SETTINGS: Readonly<Record<PipelineServiceName, string>> = {
  ingestion: 'LOCAL_INGESTION_PORT',
  transformation: 'LOCAL_TRANSFORMATION_PORT',
  posting: 'LOCAL_POSTING_PORT',
  'order-status': 'LOCAL_ORDER_STATUS_PORT',
  sandbox: 'LOCAL_SANDBOX_PORT',
};

export interface PipelineOptions {
  /** What all services share: addresses of the stack, prefixes, data key. */
  readonly shared: Environment;
  /** What differs by name only, such as the log file or the schema. */
  readonly environmentFor?: (name: PipelineServiceName) => Environment;
  /** Per service on top of `shared`; wins over what the pipeline itself says. */
  readonly overrides?: Partial<Record<PipelineServiceName, Environment>>;
  /** Default `enet`. */
  readonly sysproProfile?: SysproProfile;
  /** HTTP port per service; 0 takes any free one. Default: `PIPELINE_PORTS`. */
  readonly ports?: Readonly<Record<PipelineServiceName, number>>;
}

export interface Pipeline {
  /** Where each service is, or was before it was stopped. */
  readonly urls: Urls;
  /** Those that are running. */
  readonly services: readonly RunningService[];
  /** Stops one; the others go on without it. */
  stop(name: PipelineServiceName): Promise<void>;
  /** Starts a stopped one again under its address; `changes` win over everything it was told at first. */
  start(name: PipelineServiceName, changes?: Environment): Promise<void>;
  /** Starts a second process' worth of a service beside the one there is, as a replica in production: same settings, a port of its own. */
  startReplica(name: PipelineServiceName): Promise<RunningService>;
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
/** The key the shop `gifts` speaks to ingestion and order-status with. */
export const SHOP_KEY = 'sandbox-shop-key-not-a-secret';
const OPERATOR_PASSWORD = 'sandbox-operator-password';
const PI_CREDENTIALS = {
  PI_INTEGRATION_KEY: 'sandbox-integration-key',
  PI_INTEGRATION_PASSWORD: 'sandbox-integration-password',
};
const REPORTING_CREDENTIALS = { REPORTING_USER: 'sandbox-reporting', REPORTING_PASSWORD: 'sandbox-reporting-password' };
const VENDOR = 'clarityshop';
/** The same account as ingestion has it: what stands in its `OPAYO_VENDORS`. */
export const VENDOR_ACCOUNT = {
  vendor: VENDOR,
  pi: {
    integrationKey: PI_CREDENTIALS.PI_INTEGRATION_KEY,
    integrationPassword: PI_CREDENTIALS.PI_INTEGRATION_PASSWORD,
  },
  reporting: { user: REPORTING_CREDENTIALS.REPORTING_USER, password: REPORTING_CREDENTIALS.REPORTING_PASSWORD },
  redirectUrl: 'https://gifts.example/checkout/{outcome}?payment={vendorTxCode}',
};

/** What each service is told on top of the shared settings: where the sandbox plays the outside systems, and how to log on there. */
const ENVIRONMENTS: Readonly<Record<PipelineServiceName, EnvironmentFor>> = {
  sandbox: () => ({
    OPAYO_VENDOR: VENDOR,
    ...PI_CREDENTIALS,
    ...REPORTING_CREDENTIALS,
    SHOP_API_KEY: SHOP_KEY,
    SYSPRO_OPERATORS: `POST01:${OPERATOR_PASSWORD},POLL01:${OPERATOR_PASSWORD}`,
  }),
  ingestion: (urls) => ({
    OPAYO_VENDORS: JSON.stringify([VENDOR_ACCOUNT]),
    PI_BASE_URL: `${urls.sandbox}/api/v1`,
    REPORTING_URL: `${urls.sandbox}/access/access.htm`,
    SERVER_BASE_URL: urls.sandbox,
    SHOP_API_KEYS: `gifts=${SHOP_KEY}`,
  }),
  transformation: () => ({}),
  posting: (urls, sysproProfile) => ({
    SYSPRO_PROFILE: sysproProfile,
    SYSPRO_BASE_URL: urls.sandbox + SYSPRO_PATHS[sysproProfile],
    SYSPRO_COMPANY_ID: 'GIFT',
    SYSPRO_COMPANY_PASSWORD: '',
    SYSPRO_DEPOSIT_SLIPS: 'required',
    SYSPRO_PAYMENT_FORM: 'ORD:PAYREF',
    SYSPRO_LANE_OPERATOR: 'POST01',
    SYSPRO_LANE_PASSWORD: OPERATOR_PASSWORD,
    SYSPRO_POLLER_OPERATOR: 'POLL01',
    SYSPRO_POLLER_PASSWORD: OPERATOR_PASSWORD,
  }),
  'order-status': () => ({
    SHOP_API_KEYS: `gifts=${SHOP_KEY}`,
    // Receivers of a local run are on this machine.
    WEBHOOK_PRIVATE_NETWORKS: '127.0.0.0/8,::1/128',
  }),
};

/** What suits a local run and whoever starts one may set otherwise. */
const LOCAL_DEFAULTS: Partial<Record<PipelineServiceName, Environment>> = {
  // The sandbox answers in milliseconds: what has had no answer for five seconds will have none.
  posting: { SYSPRO_TIMEOUT_MS: '5000', POLL_INTERVAL_MS: '250' },
};

const CREATE: Readonly<Record<PipelineServiceName, Create>> = {
  sandbox: createSandbox,
  ingestion: createIngestion,
  transformation: createTransformation,
  posting: createPosting,
  'order-status': createOrderStatus,
};

/**
 * Hosts all services and the sandbox in this process, from the same `create(env)` that production runs one each of.
 * Services that could not start are reported by what `create` throws; those already running are closed first.
 */
export async function startPipeline(options: PipelineOptions): Promise<Pipeline> {
  const pipeline = new LocalPipeline(options);
  try {
    // Everybody else is told its address; it learns ingestion's when it is asked to replay.
    await pipeline.start('sandbox');
    const others = (['ingestion', 'transformation', 'posting', 'order-status'] as const).map((name) =>
      pipeline.start(name),
    );
    // All are waited for even when one fails, so that none comes up after the others were closed.
    const failed = (await Promise.allSettled(others)).find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  } catch (error) {
    await pipeline.close();
    throw error;
  }
  return pipeline;
}

class LocalPipeline implements Pipeline {
  readonly urls: Record<PipelineServiceName, string> = {
    sandbox: '',
    ingestion: '',
    transformation: '',
    posting: '',
    'order-status': '',
  };
  private readonly running = new Map<PipelineServiceName, RunningService>();
  private readonly replicas: RunningService[] = [];

  constructor(private readonly options: PipelineOptions) {}

  get services(): readonly RunningService[] {
    return [...this.running.values()];
  }

  async start(name: PipelineServiceName, changes: Environment = {}): Promise<void> {
    const service = await CREATE[name]({ ...this.environmentOf(name, this.portOf(name)), ...changes });
    this.running.set(name, service);
    this.urls[name] = service.url;
  }

  async startReplica(name: PipelineServiceName): Promise<RunningService> {
    const replica = await CREATE[name](this.environmentOf(name, '0'));
    this.replicas.push(replica);
    return replica;
  }

  async stop(name: PipelineServiceName): Promise<void> {
    const service = this.running.get(name);
    this.running.delete(name);
    await service?.close();
  }

  async close(): Promise<void> {
    for (const replica of this.replicas.splice(0)) await replica.close();
    const others = [...this.running.keys()].filter((name) => name !== 'sandbox').reverse();
    for (const name of [...others, 'sandbox'] as const) await this.stop(name);
  }

  private environmentOf(name: PipelineServiceName, port: string): Environment {
    const { shared, environmentFor, overrides, sysproProfile = 'enet' } = this.options;
    return {
      ...LOCAL_DEFAULTS[name],
      ...shared,
      ...environmentFor?.(name),
      HTTP_PORT: port,
      ...ENVIRONMENTS[name](this.urls, sysproProfile),
      ...overrides?.[name],
    };
  }

  /** The others know it by its address, so that it comes back to where it was. */
  private portOf(name: PipelineServiceName): string {
    const { ports = PIPELINE_PORTS } = this.options;
    return this.urls[name] ? new URL(this.urls[name]).port : String(ports[name]);
  }
}
