/**
 * `npm run bench`: measures, as ratios within one run. Each bench gets a process of its own, so that neither its memory nor what the compiler
 * learned in it colours the next; the stack is started once for those that want it.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parseStackKind } from '../../deploy/local/setup/choice.js';
import { keepStack } from '../../deploy/local/setup/kept-stack.js';
import { repositoryRoot } from '../../deploy/local/setup/root.js';
import type { Bench, Measured } from './bench.js';
import { PrintedReport } from './report.js';

const HELP = `Usage: npm run bench -- [name …] [--quick] [--json] [--strict] [--list]

  name      only these; without a name all of them
  --quick   small runs, to see that a bench works; its figures mean nothing
  --json    one JSON document on standard output, the words on standard error
  --strict  ends with 1 when an aim is missed
  --list    the names, and what each compares

Figures in absolute units differ from machine to machine. What counts is a ratio: both sides are measured in turns within one run.`;

const SUFFIX = '.bench.ts';
const here = import.meta.dirname;

/** The names of all benches, sorted. */
const names = readdirSync(here)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();

async function load(name: string): Promise<Bench> {
  const loaded = (await import(pathToFileURL(join(here, `${name}${SUFFIX}`)).href)) as { default: Bench };
  return loaded.default;
}

/** In the child: measures one, prints words on standard error and tells the parent the figures. */
async function measure(name: string, quick: boolean): Promise<void> {
  const bench = await load(name);
  const print = (line: string): void => console.error(line);
  print(`\n${bench.name}: ${bench.summary}`);
  const report = new PrintedReport(quick, print);
  await bench.run(report);
  await new Promise((resolve) => process.send?.(report.measured, resolve));
  process.exit(0);
}

/** In the parent: one child a bench. Undefined when it failed; it has said why. */
function measureApart(name: string, quick: boolean, env: NodeJS.ProcessEnv): Promise<readonly Measured[] | undefined> {
  const words = ['--only', name, ...(quick ? ['--quick'] : [])];
  const child = spawn(process.execPath, ['--expose-gc', ...process.execArgv, import.meta.filename, ...words], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let measured: readonly Measured[] | undefined;
  child.on('message', (message) => (measured = message as readonly Measured[]));
  return new Promise((resolve) => child.on('exit', (code) => resolve(code === 0 ? measured : undefined)));
}

/** A stack that keeps its promises: tests switch the disk's off, and what is stored would then cost nothing. Addresses of the environment come first. */
async function durableStack(): Promise<NodeJS.ProcessEnv> {
  const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL, DATABASE_URL } = process.env;
  if (KAFKA_BROKERS && SCHEMA_REGISTRY_URL && DATABASE_URL) return {};
  const { kafkaBrokers, schemaRegistryUrl, databaseUrl } = await keepStack({
    dataDirectory: join(repositoryRoot(), '.local/bench', String(process.pid)),
    ports: { kafka: 0, kafkaController: 0, registry: 0, postgres: 0 },
    kind: parseStackKind(process.env['CLARITY_STACK']),
    durable: true,
    disposable: true,
  });
  return { KAFKA_BROKERS: kafkaBrokers, SCHEMA_REGISTRY_URL: schemaRegistryUrl, DATABASE_URL: databaseUrl };
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  if (values.help) return say(HELP);
  if (values.only !== undefined) {
    await measure(values.only, values.quick);
    return 0;
  }
  if (values.list) {
    for (const name of names) console.log(`${name.padEnd(20)} ${(await load(name)).summary}`);
    return 0;
  }
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
    return 2;
  }
  const env = { ...process.env, ...(await durableStack()) };
  const results: Record<string, readonly Measured[]> = {};
  const failed: string[] = [];
  for (const name of positionals.length > 0 ? positionals : names) {
    const measured = await measureApart(name, values.quick, env);
    if (measured) results[name] = measured;
    else failed.push(name);
  }
  if (values.json) console.log(JSON.stringify(results, null, 2));
  const missed = Object.entries(results).flatMap(([name, lines]) =>
    lines.filter(({ met }) => met === false).map((line) => `${name}: ${line.name}`),
  );
  if (missed.length > 0) console.error(`\nMissed aims:\n  ${missed.join('\n  ')}`);
  if (failed.length > 0) console.error(`\nDid not run to its end: ${failed.join(', ')}`);
  return failed.length > 0 || (values.strict && missed.length > 0) ? 1 : 0;
}

function say(text: string): number {
  console.log(text);
  return 0;
}

process.exit(await main());
