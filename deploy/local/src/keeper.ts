/**
 * Keeps a stack for another process: `node --import …/typescript.mjs keeper.ts '<options as JSON>'` starts it, tells its progress on standard output,
 * one JSON object a line, and stops it when standard input closes. So a stack ends with whoever asked for it, however that ends.
 */
import { SetupProblem } from '../setup/problem.js';
import type { KeeperLine, KeeperOptions } from './keeper-protocol.js';
import { rm } from 'node:fs/promises';
import { portsFrom } from './stack-ports.js';
import { forgetData, startStack, type Stack } from './stack.js';

const tell = (line: KeeperLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const { disposable, ...options } = JSON.parse(process.argv[2] ?? '{}') as KeeperOptions;

// Ctrl-C reaches the whole terminal group; when to stop is our parent's decision, told by closing the pipe.
process.on('SIGINT', () => undefined);
process.stdout.on('error', () => undefined);

const starting = Promise.resolve().then(() =>
  startStack({
    ports: portsFrom(process.env),
    ...options,
    onProgress: (progress) => tell({ event: 'progress', progress }),
  }),
);

let closing: Promise<void> | undefined;
const close = (): Promise<void> =>
  (closing ??= (async () => {
    const stack: Stack | undefined = await starting.catch(() => undefined);
    await stack?.stop();
    if (disposable) forgetData(options.dataDirectory);
    if (disposable) await rm(options.dataDirectory, { recursive: true, force: true });
    process.exit();
  })());

process.stdin.on('close', () => void close());
process.stdin.on('end', () => void close());
process.on('SIGTERM', () => void close());
process.stdin.resume();

try {
  const { kafkaBrokers, schemaRegistryUrl, databaseUrl, kinds } = await starting;
  tell({ event: 'ready', stack: { kafkaBrokers, schemaRegistryUrl, databaseUrl, kinds } });
} catch (error) {
  if (error instanceof SetupProblem) tell({ event: 'failed', message: error.what, nextStep: error.nextStep });
  else tell({ event: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
  process.stdin.destroy();
}
