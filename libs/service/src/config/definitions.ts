import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { topicsConfig } from '../topics/topics.config.js';
import { isConfigDefinition, type ConfigDefinition } from './define-config.js';

const SERVICES = join(import.meta.dirname, '../../../../services');

/**
 * Service name → its definition, found as the export of `services/<name>/src/<anything>.config`; beside them `topics`, whose command reads the
 * environment as a service does and sends people here when it cannot use it.
 */
export async function findDefinitions(): Promise<Map<string, ConfigDefinition<unknown>>> {
  const found = new Map<string, ConfigDefinition<unknown>>();
  for (const service of (await readdir(SERVICES)).sort()) {
    const files = await readdir(join(SERVICES, service, 'src')).catch(() => []);
    for (const file of files.filter((name) => /\.config\.(ts|js)$/.test(name))) {
      const exports = (await import(pathToFileURL(join(SERVICES, service, 'src', file)).href)) as object;
      const definition = Object.values(exports).find(isConfigDefinition);
      if (definition) found.set(service, definition);
    }
  }
  return found.set('topics', topicsConfig);
}
