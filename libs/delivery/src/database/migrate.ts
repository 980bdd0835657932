import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import { InvariantViolation } from '#libs/errors';
import { runner } from 'node-pg-migrate';
import { classifyPostgresError } from './postgres-errors.js';
import type { Database } from './database.js';

export interface MigrateOptions {
  readonly database: Database;
  /** Whose migrations: `delivery`, or the service's name. Each keeps its own table of what has run. */
  readonly name: string;
  /** Folder of `0001_what_it_does.sql` files, run in the order of their numbers; see `migrationsBeside`. */
  readonly directory: string;
}

/**
 * Brings the service's schema up to date, creating it when it is not there: forward only, all pending files in one transaction, one
 * process at a time (advisory lock), so that replicas may start together. Raises `InvariantViolation` MIGRATION_FAILED when a file does not
 * run or a file was put in before ones that have run, `RetryableError` POSTGRES_UNAVAILABLE when the server is away.
 */
export async function migrate({ database, name, directory }: MigrateOptions): Promise<void> {
  const client = database.dedicatedClient('migrate');
  client.on('error', () => undefined);
  try {
    await client.connect();
    await runner({
      dbClient: client,
      dir: directory,
      schema: database.schema,
      createSchema: true,
      migrationsTable: `${name.replaceAll(/\W/g, '_')}_migrations`,
      direction: 'up',
      // Said although its docs call it the default: called as a function it is not.
      singleTransaction: true,
      advisoryLockMode: 'wait',
      lockValue: lockOf(database.schema),
      logger: QUIET,
    });
  } catch (error) {
    const classified = classifyPostgresError(error);
    if (classified !== error) throw classified;
    const text = error instanceof Error ? error.message : String(error);
    throw new InvariantViolation(`The migrations '${name}' of schema ${database.schema} did not run: ${text}`, {
      code: 'MIGRATION_FAILED',
      facts: { name, schema: database.schema, directory },
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

const quiet = (): void => undefined;
const QUIET = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** One lock per schema: two services in one database do not wait for each other. */
function lockOf(schema: string): number {
  return createHash('sha256').update(`migrate ${schema}`).digest().readUIntBE(0, 6);
}

/**
 * The `migrations` folder of the library or service a module belongs to, from its `import.meta.url`. SWC copies no `.sql`, so a module
 * under `dist/` finds the folder of the sources: `<root>/libs|services/<name>/migrations`, which the container image carries beside `dist`.
 */
export function migrationsBeside(moduleUrl: string): string {
  const path = fileURLToPath(moduleUrl);
  const found = /^(.*)[/\\](libs|services)[/\\]([^/\\]+)[/\\]src[/\\]/.exec(path);
  if (!found) throw new RangeError(`${dirname(path)} is in the src of no library or service`);
  const [, root = '', kind = '', name = ''] = found;
  return join(root.replace(/[/\\]dist$/, ''), kind, name, 'migrations');
}

/** This library's own migrations: run them first, before the service's. */
export const DELIVERY_MIGRATIONS = migrationsBeside(import.meta.url);
