import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { postgresBinaries } from '../setup/postgres-binaries.js';
import { SetupProblem } from '../setup/problem.js';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Where the database's files and its programs are. */
export interface Place {
  readonly cluster: string;
  readonly binaries: { readonly initdb: string; readonly postgres: string };
}

/** Outlives a restart of the machine, unlike /tmp; anybody may pass through it. */
const OUTSIDE = '/var/tmp';
/** In the data folder: where the cluster is, when it cannot be there. */
const ELSEWHERE = 'cluster-elsewhere';

/**
 * Cluster and programs. When Postgres has to run as another user (we are root), that user has to reach both; below a folder that only root may
 * enter, such as /root, it cannot: then both are below /var/tmp, and a file in the data folder says where.
 *
 * @param dataDirectory Postgres's own
 * @param user who will run it; undefined: we ourselves
 */
export function placeFor(root: string, dataDirectory: string, user: User | undefined): Place {
  const binaries = postgresBinaries(root);
  if (user === undefined || [binaries.folder, dirname(dataDirectory)].every(othersMayEnter)) {
    return { cluster: join(dataDirectory, 'cluster'), binaries };
  }
  const outside = folderOutside(`data-${digestOf(dataDirectory)}`);
  const cluster = join(outside, 'cluster');
  const elsewhere = join(dataDirectory, ELSEWHERE);
  // The cluster belongs to the data folder: where that was deleted or is new, an old cluster does not count.
  if (!existsSync(elsewhere)) rmSync(cluster, { recursive: true, force: true });
  mkdirSync(dataDirectory, { recursive: true });
  writeFileSync(elsewhere, outside);
  return { cluster, binaries: copyOf(binaries.folder) };
}

/** Deletes a cluster that is not in the data folder itself; for when that is deleted. */
export function forgetPlace(dataDirectory: string): void {
  const elsewhere = join(dataDirectory, ELSEWHERE);
  if (existsSync(elsewhere)) rmSync(readFileSync(elsewhere, 'utf8'), { recursive: true, force: true });
}

/** The programs where everybody can run them: one copy per version, shared by all data folders. */
function copyOf(folder: string): Place['binaries'] {
  const packageFile = readFileSync(join(dirname(folder), 'package.json'), 'utf8');
  const outside = folderOutside(`postgres-${digestOf(packageFile)}`);
  const copy = join(outside, 'native');
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

function folderOutside(name: string): string {
  const folder = join(OUTSIDE, `clarity-connect-${name}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const ROOT = 0;
  // Anybody may write to /var/tmp: what another user put there under this name is not run.
  if (statSync(folder).uid !== ROOT) throw new SetupProblem(`${folder} belongs to another user.`, `rm -r ${folder}`);
  return folder;
}

/** Whether every folder from `/` down to this one lets other users pass; one that is yet to be made will. */
function othersMayEnter(folder: string): boolean {
  const OTHERS_EXECUTE = 0o001;
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(current) && (statSync(current).mode & OTHERS_EXECUTE) === 0) return false;
    if (current === dirname(current)) return true;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
