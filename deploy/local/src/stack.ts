import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ADDRESS_KEYS, type Part, type StackKind } from '../setup/choice.js';
import { fetchJavaParts } from '../setup/java-parts.js';
import { repairPostgresLinks } from '../setup/postgres-binaries.js';
import { preflight } from '../setup/preflight.js';
import { repositoryRoot } from '../setup/root.js';
import { lockStack } from '../setup/stack-lock.js';
import { checkAddress } from './addresses.js';
import { startContainer } from './docker.js';
import { startKafka } from './kafka.js';
import type { PartContext } from './part.js';
import { startPostgres } from './postgres.js';
import { forgetPlace } from './postgres-place.js';
import { startRegistry } from './registry.js';
import { DEMO_PORTS, takePorts, type StackPorts } from './stack-ports.js';

export type { Part, StackKind } from '../setup/choice.js';

export interface StackOptions {
  /** Absolute folder; `data/`, `logs/` and `run/` are made below it. What is in `data/` is found again by the next run. */
  readonly dataDirectory: string;
  /** Ports on 127.0.0.1; 0 means any free one. Default: DEMO_PORTS. */
  readonly ports?: Partial<StackPorts>;
  /** Only these parts; the addresses of the others come out as ''. Default: all. */
  readonly only?: readonly Part[];
  /** Overrides the choice addresses → local → Docker, as `--stack` does. */
  readonly kind?: StackKind | undefined;
  /** Forgets what earlier runs left in `data/`. Default false. */
  readonly fresh?: boolean;
  /** Default true. False for tests: quicker to start, and the machine's power failing would lose data. */
  readonly durable?: boolean;
  /** Where addresses, JAVA_HOME and image names are read. Default: process.env. */
  readonly env?: Record<string, string | undefined>;
  readonly onProgress?: (progress: StackProgress) => void;
  /** The process a person would stop to stop this stack. Default: this one. */
  readonly ownerPid?: number;
}

export interface StackProgress {
  readonly part: Part;
  readonly kind: StackKind;
  readonly state: 'starting' | 'ready';
  /** Where clients reach it; set when `ready`. It may contain a password. */
  readonly address?: string;
  readonly elapsedMs: number;
}

export interface Stack {
  /** `host:port[,host:port]` */
  readonly kafkaBrokers: string;
  /** Base URL of Confluent's API, without a slash at the end. */
  readonly schemaRegistryUrl: string;
  readonly databaseUrl: string;
  readonly kinds: Readonly<Partial<Record<Part, StackKind>>>;
  /** Stops what this call started, in good order; what was given by address is left alone. A second call waits for the first. */
  stop(): Promise<void>;
}

const ALL_PARTS: readonly Part[] = ['kafka', 'registry', 'postgres'];

/**
 * Starts broker, registry and database side by side and waits until each answers its clients.
 *
 * @throws SetupProblem with the next step: Java or Maven missing, a taken port and its owner, an address that does not answer, a run that
 *   already holds the data folder, a part that ends instead of starting (with the last lines of its log). What was started is stopped first.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const env = options.env ?? process.env;
  const parts = options.only ?? ALL_PARTS;
  const root = repositoryRoot();
  const { kinds, java } = await preflight({ root, parts, requested: options.kind, env });
  const kindOf = (part: Part): StackKind => kinds[part] ?? 'local';
  const given = parts.filter((part) => kindOf(part) === 'addresses');
  const ours = parts.filter((part) => kindOf(part) !== 'addresses');
  await Promise.all(given.map((part) => checkAddress(part, addressOf(part, env), env)));

  const unlock =
    ours.length === 0
      ? () => undefined
      : await lockStack(join(options.dataDirectory, 'run/stack.json'), options.ownerPid);
  const started: StartedPart[] = [];
  const stopAll = async (): Promise<void> => {
    await Promise.all(started.map(({ stop }) => stop()));
    unlock();
  };
  try {
    const localParts = ours.filter((part) => kindOf(part) === 'local');
    await prepare(root, localParts, env);
    const ports = await takePorts({ ...DEMO_PORTS, ...options.ports }, ours, join(options.dataDirectory, 'run'));
    // After takePorts, which stops what a killed run left on that data.
    if (options.fresh) forgetData(options.dataDirectory);

    const startOne = async (part: Part): Promise<void> => {
      const report = reporter(part, kindOf(part), options.onProgress);
      report('starting');
      const running =
        kindOf(part) === 'docker'
          ? await startContainer(part, ports[part], env)
          : await startLocal(part, ports, partContext(part, root, java, options));
      started.push({ part, ...running });
      report('ready', running.address);
    };
    // All are waited for even when one fails, so that none is left running.
    const outcomes = await Promise.allSettled(ours.map(startOne));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } catch (error) {
    await stopAll();
    throw error;
  }
  const address = (part: Part): string =>
    started.find((each) => each.part === part)?.address ?? (given.includes(part) ? addressOf(part, env) : '');
  let stopped: Promise<void> | undefined;
  return {
    kafkaBrokers: address('kafka'),
    schemaRegistryUrl: address('registry').replace(/\/$/, ''),
    databaseUrl: address('postgres'),
    kinds,
    stop: () => (stopped ??= stopAll()),
  };
}

interface StartedPart {
  readonly part: Part;
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/**
 * Deletes what stacks on this data folder have stored, and nothing else in it.
 *
 * @param dataDirectory as in StackOptions; no stack may be running on it
 */
export function forgetData(dataDirectory: string): void {
  const data = join(dataDirectory, 'data');
  forgetPlace(join(data, 'postgres'));
  rmSync(data, { recursive: true, force: true });
}

async function prepare(root: string, parts: readonly Part[], env: Record<string, string | undefined>): Promise<void> {
  if (parts.includes('postgres')) repairPostgresLinks(root);
  if (parts.some((part) => part !== 'postgres')) await fetchJavaParts(root, env);
}

async function startLocal(part: Part, ports: StackPorts, context: PartContext): Promise<Omit<StartedPart, 'part'>> {
  const { address, process } = await (() => {
    switch (part) {
      case 'kafka':
        return startKafka(context, { broker: ports.kafka, controller: ports.kafkaController });
      case 'registry':
        return startRegistry(context, ports.registry);
      case 'postgres':
        return startPostgres(context, ports.postgres);
    }
  })();
  return { address, stop: () => process.stop() };
}

function partContext(part: Part, root: string, java: string, { dataDirectory, durable }: StackOptions): PartContext {
  return {
    root,
    java,
    dataDirectory: join(dataDirectory, 'data', part),
    logFile: join(dataDirectory, 'logs', `${part}.log`),
    pidFile: join(dataDirectory, 'run', `${part}.pid`),
    durable: durable ?? true,
  };
}

function addressOf(part: Part, env: Record<string, string | undefined>): string {
  return env[ADDRESS_KEYS[part]] ?? '';
}

function reporter(part: Part, kind: StackKind, onProgress: StackOptions['onProgress']) {
  const startedAt = performance.now();
  return (state: StackProgress['state'], address?: string): void =>
    onProgress?.({
      part,
      kind,
      state,
      elapsedMs: Math.round(performance.now() - startedAt),
      ...(address === undefined ? {} : { address }),
    });
}
