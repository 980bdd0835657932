import { join } from 'node:path';
import { announce } from './announce.js';
import { build } from './build.js';
import { Checklist } from './checklist.js';
import { keepStack } from './kept-stack.js';
import { preflight } from './preflight.js';
import { missingDownloads, prepare } from './prepare.js';
import { runInOurPlace } from './run-child.js';
import { refuseIfHeld } from './stack-lock.js';
import { parseStartOptions, START_HELP } from './start-options.js';

/**
 * `npm start`: what is missing, then the stack beside the build, then the demo with the stack's addresses in its environment.
 *
 * The demo gets KAFKA_BROKERS, SCHEMA_REGISTRY_URL, DATABASE_URL and CLARITY_DATA_DIRECTORY (absolute; `data/` and `logs/` below it). When it
 * ends, however it ends, the stack is stopped.
 *
 * @type {import('./run-command.js').Command}
 */
export async function start(root, words) {
  const options = parseStartOptions(words, process.env['INIT_CWD'] ?? process.cwd());
  if (options.help) {
    process.stdout.write(START_HELP);
    return 0;
  }
  // With --json standard output belongs to the summary.
  const output = options.json ? process.stderr : process.stdout;
  const { kinds } = await preflight({ root, requested: options.stack, env: process.env });
  output.write(`${announce(missingDownloads(root, kinds))}\n\n`);
  const checklist = new Checklist(output);
  // Before the build, which would take dist/ away from under the run that holds it.
  await refuseIfHeld(join(root, '.local/run/stack.json'));
  const node = await prepare(root, checklist, kinds);

  // Both are waited for, so that a failed build leaves no stack behind.
  const [stack, built] = await Promise.allSettled([
    startStack(root, checklist, node, options),
    build(root, checklist, node),
  ]);
  checklist.close();
  if (stack.status === 'rejected') throw stack.reason;
  try {
    if (built.status === 'rejected') throw built.reason;
    return await runDemo(root, node, stack.value, options.forwarded);
  } finally {
    await stack.value.stop();
  }
}

const TITLES = { kafka: 'broker (Kafka)', registry: 'schema registry (Apicurio)', postgres: 'database (Postgres)' };

/**
 * @param {string} root
 * @param {Checklist} checklist
 * @param {string} node
 * @param {import('./start-options.js').StartOptions} options
 */
async function startStack(root, checklist, node, { stack: kind, fresh }) {
  /** @type {Map<string, (state: 'done' | 'failed', note?: string) => void>} */
  const ends = new Map();
  try {
    return await keepStack(
      { dataDirectory: join(root, '.local'), kind, fresh },
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

/**
 * @param {string} root
 * @param {string} node
 * @param {import('../src/keeper-protocol.js').StackAddresses} stack
 * @param {readonly string[]} words
 */
function runDemo(root, node, stack, words) {
  const main = join(root, 'dist/deploy/local/src/demo/main.js');
  const preload = join(root, 'deploy/local/setup/end-with-parent.js');
  const env = {
    ...process.env,
    KAFKA_BROKERS: stack.kafkaBrokers,
    SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl,
    DATABASE_URL: stack.databaseUrl,
    CLARITY_DATA_DIRECTORY: join(root, '.local'),
  };
  return runInOurPlace(node, ['--enable-source-maps', '--import', preload, main, ...words], { cwd: root, env });
}
