import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TOPICS, type TopicDefinition } from '#libs/contracts';
import { applyTopics, createKafka } from '#libs/kafka';
import { PIPELINE_PORT_SETTINGS, PIPELINE_PORTS, startPipeline, type Pipeline } from '../pipeline.js';
import { portsFrom, refuseTakenPorts } from '../stack-ports.js';
import { demoDataKey } from './data-key.js';
import { LiveView, ordersDone } from './live-view.js';
import { parseOptions, type DemoOptions } from './options.js';
import { readEverything, readProgress, readReplay, readTrace, type ReadingAddresses } from './readings.js';
import { summarise, type Summary } from './summary.js';
import { summaryText, type Links } from './summary-text.js';

/** How often the view is drawn anew, milliseconds. */
const VIEW_INTERVAL_MS = 250;
/** A replay that stands still for this long is over, milliseconds: longer than any time-out and quarantine of the local run. */
const STANDSTILL_MS = 90_000;

const LOCAL_PARTITIONS = 2;

/** What the bootstrap hands over; see `deploy/local/setup/start.js`. */
interface Handover {
  readonly kafkaBrokers: string;
  readonly schemaRegistryUrl: string;
  readonly databaseUrl: string;
  readonly dataDirectory: string;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  // With --json standard output belongs to the one object at the end.
  const out = options.json ? process.stderr : process.stdout;
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());

  const handover = handoverFrom(process.env);
  const pipeline = await startServices(handover, options);
  try {
    const summary = await replayAndSummarise(pipeline, handover, options, out, stopped.signal);
    if (summary === undefined) return 130;
    if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    if (options.once) return summary.ok ? 0 : 1;
    out.write('\nEverything stays up until Ctrl-C.\n');
    await aborted(stopped.signal);
    return 0;
  } finally {
    out.write('Stopping …\n');
    await pipeline.close();
  }
}

function handoverFrom(env: NodeJS.ProcessEnv): Handover {
  const required = (key: string): string => {
    const value = env[key];
    if (!value) throw new Error(`${key} is not set: start the demo with \`npm start\``);
    return value;
  };
  return {
    kafkaBrokers: required('KAFKA_BROKERS'),
    schemaRegistryUrl: required('SCHEMA_REGISTRY_URL'),
    databaseUrl: required('DATABASE_URL'),
    dataDirectory: required('CLARITY_DATA_DIRECTORY'),
  };
}

async function startServices(handover: Handover, { receipts, profile }: DemoOptions): Promise<Pipeline> {
  const { kafkaBrokers, schemaRegistryUrl, databaseUrl, dataDirectory } = handover;
  const ports = { ...PIPELINE_PORTS, ...portsFrom(process.env, PIPELINE_PORT_SETTINGS) };
  await refuseTakenPorts(ports, PIPELINE_PORT_SETTINGS);
  const kafka = createKafka({ brokers: kafkaBrokers.split(','), clientId: 'demo', topicPrefix: '', groupPrefix: '' });
  await applyTopics(kafka, localTopics());
  return startPipeline({
    ports,
    shared: {
      KAFKA_BROKERS: kafkaBrokers,
      SCHEMA_REGISTRY_URL: schemaRegistryUrl,
      SCHEMA_AUTO_REGISTER: 'true',
      DATABASE_URL: databaseUrl,
      DATA_ENCRYPTION_KEY: await demoDataKey(join(dataDirectory, 'data/demo-key')),
    },
    environmentFor: (name) => ({ LOG_FILE: join(dataDirectory, `logs/${name}.log`) }),
    sysproProfile: profile,
    overrides: { transformation: { RECEIPT_POLICY: receipts } },
  });
}

/** One broker and one process for all need few partitions: fewer are fuller, and a transaction then takes more records at a time. */
function localTopics(): TopicDefinition[] {
  return Object.values<TopicDefinition>(TOPICS).map((topic) => ({ ...topic, partitions: LOCAL_PARTITIONS }));
}

/** Undefined when somebody pressed Ctrl-C before the end. */
async function replayAndSummarise(
  { urls }: Pipeline,
  { dataDirectory }: Handover,
  options: DemoOptions,
  out: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<Summary | undefined> {
  const addresses: ReadingAddresses = { sandbox: urls.sandbox, orderStatus: urls['order-status'] };
  await startReplay(urls.sandbox, urls.ingestion, options);
  await watch(addresses, new LiveView(out), signal);
  if (signal.aborted) return undefined;
  const summary = summarise(await readEverything(addresses));
  const example = summary.planted.find((item) => item.outcome === 'receipted')?.orderId;
  const trace = example === undefined ? undefined : await readTrace({ ...addresses, posting: urls.posting }, example);
  out.write(`\n${summaryText(summary, trace, linksTo(urls, dataDirectory, example))}`);
  return summary;
}

async function startReplay(sandbox: string, ingestionUrl: string, { orders }: DemoOptions): Promise<void> {
  const response = await fetch(`${sandbox}/replay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ingestionUrl, ...(orders !== undefined && { file: resolve(orders) }) }),
  });
  if (response.ok) return;
  const problem = (await response.json()) as { title?: string; detail?: string; errors?: { message: string }[] };
  const reasons = problem.errors?.map(({ message }) => message) ?? [problem.detail ?? problem.title ?? ''];
  throw new Error(`The orders cannot be replayed:\n  ${reasons.join('\n  ')}`);
}

/** Shows progress until every order is receipted or parked, nothing has moved for long, or somebody pressed Ctrl-C. */
async function watch(addresses: ReadingAddresses, view: LiveView, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  let doneBefore: number | undefined;
  let [movedAt, before] = [startedAt, ''];
  while (!signal.aborted) {
    const state = await readProgress(addresses);
    const now = performance.now();
    const ended = state.receipted + state.parked;
    doneBefore ??= ordersDone(state);
    // A second run has nothing to show but the summary.
    if (doneBefore < state.total) view.show({ ...state, doneBefore, elapsedMs: now - startedAt });
    if (ended >= state.total || (await shopGaveUp(addresses, ended))) return;
    const after = JSON.stringify(state);
    if (after !== before) [movedAt, before] = [now, after];
    if (now - movedAt > STANDSTILL_MS) return;
    await pause(VIEW_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether the shop gave up on some orders and all that it did send have ended: there is nothing left to wait for. */
async function shopGaveUp(addresses: ReadingAddresses, ended: number): Promise<boolean> {
  const { state, sent } = await readReplay(addresses);
  return state === 'STOPPED' && ended >= sent;
}

function linksTo(urls: Pipeline['urls'], dataDirectory: string, example: string | undefined): Links {
  return {
    ...(example !== undefined && { 'one order, its timeline': `${urls['order-status']}/orders/${example}` }),
    'all orders by step': `${urls['order-status']}/summary`,
    'who has to do what': `${urls['order-status']}/attention`,
    'what posting has parked': `${urls.posting}/parked`,
    "Opayo's book (sandbox)": `${urls.sandbox}/books/opayo/summary`,
    "SYSPRO's book (sandbox)": `${urls.sandbox}/books/syspro/summary`,
    "SYSPRO's trial balance (sandbox)": `${urls.sandbox}/books/syspro/trial-balance`,
    'health of posting': `${urls.posting}/health/ready`,
    'metrics of posting': `${urls.posting}/metrics`,
    logs: join(dataDirectory, 'logs'),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}

let exitCode: number;
try {
  exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`\n${(error as Error).message}\n`);
  exitCode = 1;
}
// Whatever a failed start left open must not keep the stack up.
process.exit(exitCode);
