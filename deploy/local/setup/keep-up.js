import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepStack } from './kept-stack.js';

/**
 * `npm run stack`: keeps a stack for test runs up until it is told to stop; libs/testing finds it by the file this writes.
 *
 * @param {object} options
 * @param {string} options.root the repository's
 * @param {string} options.node the Node 24 to run it with
 * @param {import('./choice.js').StackKind | undefined} options.kind
 * @returns {Promise<void>} settles when the stack has stopped
 */
export async function keepUp({ root, node, kind }) {
  const file = join(root, '.local/stack/addresses.json');
  const stack = await keepStack(
    {
      dataDirectory: join(root, '.local/stack'),
      ports: { kafka: 0, kafkaController: 0, registry: 0, postgres: 0 },
      kind,
      durable: false,
    },
    { node },
  );
  mkdirSync(join(root, '.local/stack'), { recursive: true });
  const { kafkaBrokers, schemaRegistryUrl, databaseUrl } = stack;
  writeFileSync(file, JSON.stringify({ kafkaBrokers, schemaRegistryUrl, databaseUrl }));
  console.log(`KAFKA_BROKERS=${kafkaBrokers}\nSCHEMA_REGISTRY_URL=${schemaRegistryUrl}\nDATABASE_URL=${databaseUrl}`);
  console.log('Test runs use this stack until Ctrl-C stops it.');
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  rmSync(file, { force: true });
  await stack.stop();
}
