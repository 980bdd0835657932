import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLogged } from './command.js';
import { repairPostgresLinks } from './postgres-binaries.js';
import { SetupProblem } from './problem.js';

/**
 * Whether node_modules holds what package-lock.json asks for. npm leaves its own record of what it installed, written last, so neither an
 * interrupted installation nor one for another commit passes.
 *
 * @param {string} root the repository's
 * @returns {boolean}
 */
export function packagesAreInstalled(root) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  return lockAgrees(packagesIn(join(root, 'package-lock.json')), packagesIn(record));
}

/**
 * @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @param {Record<string, LockedPackage>} wanted package-lock.json's packages
 * @param {Record<string, LockedPackage>} installed those of npm's record: packages of other platforms are missing in it
 * @returns {boolean}
 */
export function lockAgrees(wanted, installed) {
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const there = installed[path];
    return there === undefined ? optional === true : there.version === version;
  });
}

/**
 * Installs exactly what package-lock.json says. No package's install script runs: the only one we need is done by `repairPostgresLinks`, and the
 * others compile optional accelerators, for which a compiler would have to be there.
 *
 * @param {string} root the repository's
 * @returns {Promise<void>} rejects with SetupProblem when the registry cannot be reached
 */
export async function installPackages(root) {
  const logFile = join(root, '.local/logs/npm.log');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http'];
  try {
    await installOrTryAgain(() => runLogged('npm ci', 'npm', args, { cwd: root, logFile }));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (!/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET/.test(text)) throw error;
    throw new SetupProblem(
      text,
      'check the network and the proxy or registry in ~/.npmrc, then run the same command again.',
    );
  }
  // Without a Postgres for this platform an address still does; whoever starts one is told then.
  try {
    repairPostgresLinks(root);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
  }
}

/**
 * npm's own cache sometimes stumbles over itself when it is empty (two downloads of one package rename the same file), and a connection may
 * break: what has arrived stays in the cache, so the same command then gets further.
 */
const PASSING_FAULT = /EEXIST|ENOENT: no such file or directory, rename|EINTEGRITY|ETIMEDOUT|ECONNRESET/;
const ATTEMPTS = 3;

/**
 * @param {() => Promise<void>} install
 * @param {number} [attempts]
 * @returns {Promise<void>} rejects with what the last attempt failed with
 */
export async function installOrTryAgain(install, attempts = ATTEMPTS) {
  try {
    await install();
  } catch (error) {
    if (attempts <= 1 || !PASSING_FAULT.test(String(error))) throw error;
    await installOrTryAgain(install, attempts - 1);
  }
}

/** @param {string} file @returns {Record<string, LockedPackage>} */
function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}
