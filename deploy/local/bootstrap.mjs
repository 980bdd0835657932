#!/usr/bin/env node
/**
 * The one way in, on any Node from 20 on and with nothing installed: sets up what the command needs, then runs it on Node 24.
 *
 *   start [options]     the demo (npm start -- --help)
 *   test [jest words]   everything, unit and stack (npm test)
 *   test:unit [words]   unit tests alone
 *   setup               packages, Kafka and registry, build
 *   stack [--stack …]   keeps a stack for test runs up (npm run stack)
 *   run FILE [words]    one of our TypeScript files
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseStackKind } from './setup/choice.js';
import { Checklist } from './setup/checklist.js';
import { CommandFailed, runLogged } from './setup/command.js';
import { fetchJavaParts, javaParts } from './setup/java-parts.js';
import { keepUp } from './setup/keep-up.js';
import { keepStack } from './setup/kept-stack.js';
import { findNode } from './setup/node.js';
import { installPackages, packagesAreInstalled } from './setup/packages.js';
import { preflight } from './setup/preflight.js';
import { SetupProblem } from './setup/problem.js';
import { runInOurPlace } from './setup/run-child.js';
import { parseStartOptions, START_HELP } from './setup/start-options.js';

const root = join(import.meta.dirname, '../..');
const [command = '', ...words] = process.argv.slice(2);

/** What a first run downloads, measured with empty caches on Linux x64 (README.md, "Figures"). */
const DOWNLOAD_MB = { packages: 0, java: 0 };

const COMMANDS = /** @type {Record<string, () => Promise<number>>} */ ({
  start,
  test: () => test(words),
  'test:unit': () => test(['--selectProjects=unit', ...words]),
  setup,
  stack,
  run,
});

try {
  const work = COMMANDS[command];
  if (work === undefined) {
    throw new SetupProblem(`bootstrap knows no command "${command}".`, `one of: ${Object.keys(COMMANDS).join(', ')}`);
  }
  process.exitCode = await work();
} catch (error) {
  const forPeople = error instanceof SetupProblem || error instanceof CommandFailed;
  console.error(`\n${error instanceof Error ? (forPeople ? error.message : error.stack) : error}`);
  process.exitCode = 1;
}

async function start() {
  const options = parseStartOptions(words, process.env['INIT_CWD'] ?? process.cwd());
  if (options.help) {
    process.stdout.write(START_HELP);
    return 0;
  }
  // With --json standard output belongs to the summary.
  const output = options.json ? process.stderr : process.stdout;
  const { kinds } = await preflight({ root, requested: options.stack, env: process.env });
  output.write(`${whatWillHappen(kinds)}\n\n`);
  const checklist = new Checklist(output);
  const node = await prepare(checklist, kinds);
  if (options.fresh) rmSync(join(root, '.local/data'), { recursive: true, force: true });
  const starting = startStack(checklist, node, options.stack);
  // Both are waited for, so that a failed build leaves no stack behind.
  const [stacked, built] = await Promise.allSettled([starting, build(checklist, node)]);
  checklist.close();
  if (stacked.status === 'rejected') throw stacked.reason;
  try {
    if (built.status === 'rejected') throw built.reason;
    const main = join(root, 'dist/deploy/local/src/demo/main.js');
    const preload = join(root, 'deploy/local/setup/end-with-parent.js');
    const env = {
      ...process.env,
      KAFKA_BROKERS: stacked.value.kafkaBrokers,
      SCHEMA_REGISTRY_URL: stacked.value.schemaRegistryUrl,
      DATABASE_URL: stacked.value.databaseUrl,
      CLARITY_DATA_DIRECTORY: join(root, '.local'),
    };
    return await runInOurPlace(node, ['--enable-source-maps', '--import', preload, main, ...options.forwarded], {
      cwd: root,
      env,
    });
  } finally {
    await stacked.value.stop();
  }
}

/** @param {string[]} jestWords */
async function test(jestWords) {
  const unitOnly = jestWords[0] === '--selectProjects=unit';
  const kinds = unitOnly
    ? {}
    : (await preflight({ root, requested: parseStackKind(process.env['CLARITY_STACK']), env: process.env })).kinds;
  const node = await prepare(new Checklist(process.stdout), kinds);
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  return runInOurPlace(node, [...jest, ...jestWords], { cwd: root, ownGroup: false });
}

async function setup() {
  const { kinds } = await preflight({ root, requested: undefined, env: process.env });
  const checklist = new Checklist(process.stdout);
  const node = await prepare(checklist, kinds);
  await build(checklist, node);
  return 0;
}

async function stack() {
  const kind = parseStackKind(words[words.indexOf('--stack') + 1 || words.length]);
  const { kinds } = await preflight({ root, requested: kind, env: process.env });
  const node = await prepare(new Checklist(process.stdout), kinds);
  await keepUp({ root, node, kind });
  return 0;
}

async function run() {
  const [file = '', ...rest] = words;
  if (!existsSync(join(root, file)))
    throw new SetupProblem(`There is no file ${file}.`, 'give a path from the repository root.');
  const node = await prepare(new Checklist(process.stderr), {});
  const hooks = join(root, 'deploy/local/typescript.mjs');
  return runInOurPlace(node, ['--import', hooks, join(root, file), ...rest], { cwd: root, ownGroup: false });
}

/**
 * Gets what is missing, packages and Java parts side by side.
 *
 * @param {Checklist} checklist
 * @param {Partial<import('./setup/choice.js').StackChoice>} kinds
 * @returns {Promise<string>} the Node 24 to go on with
 */
async function prepare(checklist, kinds) {
  const work = [];
  if (!packagesAreInstalled(root)) work.push(checklist.step('packages (npm)', () => installPackages(root)));
  if (needsJavaParts(kinds))
    work.push(checklist.step('Kafka and registry (Maven)', () => fetchJavaParts(root, process.env)));
  const failed = (await Promise.allSettled(work)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return findNode(root);
}

/** @param {Partial<import('./setup/choice.js').StackChoice>} kinds */
function needsJavaParts(kinds) {
  return (kinds.kafka === 'local' || kinds.registry === 'local') && !javaParts(root).present;
}

/** @param {Checklist} checklist @param {string} node */
function build(checklist, node) {
  return checklist.step('build (SWC)', async () => {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    const swc = ['node_modules/@swc/cli/bin/swc.js', ...BUILD_WORDS];
    await runLogged('The build', node, swc, { cwd: root, logFile: join(root, '.local/logs/build.log') });
  });
}

/** As `npm run build`. */
const BUILD_WORDS = ['services', 'libs', 'deploy', '-d', 'dist', '--ignore', '**/*.spec.ts', '--copy-files'];

/** @param {Checklist} checklist @param {string} node @param {import('./setup/choice.js').StackKind | undefined} kind */
async function startStack(checklist, node, kind) {
  /** @type {Map<string, (state: 'done' | 'failed', note?: string) => void>} */
  const ends = new Map();
  try {
    return await keepStack(
      { dataDirectory: join(root, '.local'), kind },
      {
        node,
        onProgress: ({ part, state, address }) => {
          if (state === 'starting') ends.set(part, checklist.begin(TITLES[part]));
          if (state === 'ready') ends.get(part)?.('done', address?.replace(/\/\/.*@/, '//'));
        },
      },
    );
  } catch (error) {
    for (const end of ends.values()) end('failed');
    throw error;
  }
}

const TITLES = { kafka: 'broker (Kafka)', registry: 'schema registry (Apicurio)', postgres: 'database (Postgres)' };

/** @param {Partial<import('./setup/choice.js').StackChoice>} kinds */
function whatWillHappen(kinds) {
  const packagesMb = packagesAreInstalled(root) ? 0 : DOWNLOAD_MB.packages;
  const javaMb = needsJavaParts(kinds) ? DOWNLOAD_MB.java : 0;
  const megabytes = packagesMb + javaMb;
  const first =
    megabytes === 0
      ? 'everything is downloaded, so it starts in seconds.'
      : `this first run downloads about ${megabytes} MB (about ${minutesFor(megabytes)} at 50 Mbit/s); later runs start in seconds.`;
  return `Clarity Connect starts broker, registry, database, its services and a sandbox, and takes real orders through them; ${first}`;
}

/** @param {number} megabytes */
function minutesFor(megabytes) {
  const seconds = 15 + (megabytes * 8) / 50;
  return seconds < 90 ? `${Math.round(seconds / 10) * 10} s` : `${Math.ceil(seconds / 60)} minutes`;
}
