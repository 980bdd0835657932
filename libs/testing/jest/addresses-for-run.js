import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseStackKind } from '../../../deploy/local/setup/choice.js';
import { keepStack } from '../../../deploy/local/setup/kept-stack.js';
import { answers } from '../../../deploy/local/setup/ports.js';
import { repositoryRoot } from '../../../deploy/local/setup/root.js';

/**
 * @typedef {{ kafkaBrokers: string, schemaRegistryUrl: string, databaseUrl: string }} Addresses
 */

/**
 * The stack of a test run: addresses from the environment, else the one that `npm run stack` keeps up beside us, else one of our own that ends with us.
 *
 * @returns {Promise<Addresses & { stop: () => Promise<void> }>} `stop` stops only what this call started
 */
export async function addressesForRun() {
  const root = repositoryRoot();
  const kept = await keptUp(join(root, '.local/stack/addresses.json'));
  if (kept !== undefined) return { ...kept, stop: async () => undefined };
  return keepStack({
    dataDirectory: join(root, '.local/tests', String(process.pid)),
    ports: { kafka: 0, kafkaController: 0, registry: 0, postgres: 0 },
    kind: parseStackKind(process.env['CLARITY_STACK']),
    durable: false,
    disposable: true,
  });
}

/**
 * @param {string} file written by `npm run stack`
 * @returns {Promise<Addresses | undefined>} undefined when addresses are set, or that stack is not up any more
 */
async function keptUp(file) {
  const given = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'DATABASE_URL', 'CLARITY_STACK'];
  if (given.some((key) => process.env[key]) || !existsSync(file)) return undefined;
  /** @type {Addresses} */
  const addresses = JSON.parse(readFileSync(file, 'utf8'));
  const ports = [
    addresses.kafkaBrokers.split(':')[1],
    new URL(addresses.schemaRegistryUrl).port,
    new URL(addresses.databaseUrl).port,
  ];
  const up = await Promise.all(ports.map((port) => answers('127.0.0.1', Number(port))));
  return up.every(Boolean) ? addresses : undefined;
}
