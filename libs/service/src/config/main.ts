import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isConfigDefinition, type ConfigDefinition } from './define-config.js';
import { explainConfig } from './explain.js';

const HELP = `Usage: npm run config -- explain [service]

Lists every key of the environment that a service reads: default, whether it is secret, meaning.
Without a service: of all of them. Shows no value that is set.`;

const SERVICES = join(import.meta.dirname, '../../../../services');

/** Service name → its definition, found as the export of `services/<name>/src/<anything>.config`. */
async function findDefinitions(): Promise<Map<string, ConfigDefinition<unknown>>> {
  const found = new Map<string, ConfigDefinition<unknown>>();
  for (const service of (await readdir(SERVICES)).sort()) {
    const files = await readdir(join(SERVICES, service, 'src')).catch(() => []);
    for (const file of files.filter((name) => /\.config\.(ts|js)$/.test(name))) {
      const exports = (await import(pathToFileURL(join(SERVICES, service, 'src', file)).href)) as object;
      const definition = Object.values(exports).find(isConfigDefinition);
      if (definition) found.set(service, definition);
    }
  }
  return found;
}

async function main([command, wanted]: string[]): Promise<number> {
  if (command !== 'explain') {
    console.log(HELP);
    return command === undefined || command === '--help' ? 0 : 1;
  }
  const definitions = await findDefinitions();
  const named = [...definitions].filter(([service]) => wanted === undefined || service === wanted);
  if (named.length === 0) {
    console.error(`There is no service '${wanted}'. There are: ${[...definitions.keys()].join(', ')}`);
    return 1;
  }
  console.log(named.map(([service, definition]) => explainConfig(service, definition)).join('\n\n'));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
