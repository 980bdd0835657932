import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { stack, waitFor } from '#libs/testing';
import { javaParts } from '../setup/java-parts.js';
import { commandLine } from '../setup/ports.js';
import { repositoryRoot } from '../setup/root.js';
import type { KeeperLine, StackAddresses } from './keeper-protocol.js';
import { forgetData, startStack, type StackOptions } from './stack.js';

const ANY = { kafka: 0, kafkaController: 0, registry: 0, postgres: 0 };
const NO_ADDRESSES = { ...process.env, KAFKA_BROKERS: '', SCHEMA_REGISTRY_URL: '', DATABASE_URL: '' };
/** Where the tests' own stack is in Docker or by address, this machine need not be able to run one. */
const describeLocal = javaParts(repositoryRoot()).present ? describe : describe.skip;

let folder: string;
/** Stops what a failed test left running, which would keep the process from ending. */
const cleanUp: (() => unknown)[] = [];

beforeAll(async () => {
  // Temporary folders are closed to other users. As root Postgres runs as one of them and then stores elsewhere: that way is taken here, too.
  folder = await mkdtemp(join(tmpdir(), 'stack-'));
});
afterEach(async () => {
  for (const end of cleanUp.splice(0)) await end();
});
afterAll(async () => {
  for (const name of await readdir(folder)) forgetData(join(folder, name));
  await rm(folder, { recursive: true });
});

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

async function topics(broker: string, create?: string): Promise<string[]> {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    if (create !== undefined) await admin.createTopics({ topics: [{ topic: create }], waitForLeaders: true });
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

async function registerSchema(url: string): Promise<number> {
  const response = await fetch(`${url}/subjects/kept-value/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema: JSON.stringify({ type: 'record', name: 'Kept', fields: [] }) }),
  });
  return ((await response.json()) as { id: number }).id;
}

describeLocal('a local stack', () => {
  const start = async (options: Partial<StackOptions> = {}) => {
    const started = await startStack({
      dataDirectory: join(folder, 'kept'),
      ports: ANY,
      kind: 'local',
      durable: false,
      env: NO_ADDRESSES,
      ...options,
    });
    cleanUp.push(() => started.stop());
    return started;
  };

  it('finds again what an earlier run left: topics, schema ids, rows; and forgets it when asked', async () => {
    const first = await start();
    await topics(first.kafkaBrokers, 'kept');
    const id = await registerSchema(first.schemaRegistryUrl);
    await query(first.databaseUrl, 'CREATE TABLE kept (id int)');
    await first.stop();

    const second = await start();
    expect(second.kafkaBrokers).not.toBe(first.kafkaBrokers);
    expect(await topics(second.kafkaBrokers)).toContain('kept');
    expect(await (await fetch(`${second.schemaRegistryUrl}/subjects`)).json()).toEqual(['kept-value']);
    expect(await registerSchema(second.schemaRegistryUrl)).toBe(id);
    expect(await query(second.databaseUrl, 'SELECT * FROM kept')).toEqual([]);
    await second.stop();

    const third = await start({ fresh: true, only: ['postgres'] });
    await expect(query(third.databaseUrl, 'SELECT * FROM kept')).rejects.toThrow('does not exist');
    await third.stop();
  });

  it('that was killed ends, and the next one starts on its data', async () => {
    const dataDirectory = join(folder, 'killed');
    const keeper = spawnKeeper({ dataDirectory, ports: ANY, kind: 'local', durable: false, only: ['postgres'] });
    const { databaseUrl } = await keeper.ready;
    await query(databaseUrl, 'CREATE TABLE survivor (id int)');
    keeper.process.kill('SIGKILL');

    const next = await start({ dataDirectory, only: ['postgres'] });
    expect(await query(next.databaseUrl, 'SELECT * FROM survivor')).toEqual([]);
    await next.stop();
  });

  it('ends when the pipe of its keeper closes, and takes a disposable folder with it', async () => {
    const dataDirectory = join(folder, 'disposable');
    const keeper = spawnKeeper({ dataDirectory, ports: ANY, kind: 'local', only: ['postgres'], disposable: true });
    await keeper.ready;
    const pid = keeper.process.pid ?? 0;
    keeper.process.stdin.end();
    await waitFor('the keeper to end', async () => (await commandLine(pid)) === undefined);
    expect(existsSync(dataDirectory)).toBe(false);
  });

  it('is refused on a data folder in use', async () => {
    const dataDirectory = join(folder, 'in-use');
    const keeper = spawnKeeper({ dataDirectory, ports: ANY, kind: 'local', only: ['postgres'] });
    await keeper.ready;
    await expect(start({ dataDirectory, only: ['postgres'] })).rejects.toThrow('already running');
    keeper.process.stdin.end();
    await waitFor('the keeper to end', () => keeper.process.exitCode !== null);
  });
});

describe('a stack by addresses', () => {
  it('is taken as it is and left running', async () => {
    const given = await stack();
    const env = {
      KAFKA_BROKERS: given.kafkaBrokers,
      SCHEMA_REGISTRY_URL: given.schemaRegistryUrl,
      DATABASE_URL: given.databaseUrl,
    };
    const taken = await startStack({ dataDirectory: join(folder, 'unused'), env });
    expect(taken).toMatchObject({
      ...given,
      kinds: { kafka: 'addresses', registry: 'addresses', postgres: 'addresses' },
    });
    await taken.stop();
    expect(await query(given.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(folder, 'unused'))).toBe(false);
  });
});

/** A keeper of our own, to end in ways keepStack would not. */
function spawnKeeper(options: object) {
  const hooks = join(import.meta.dirname, '../typescript.mjs');
  const keeper = join(import.meta.dirname, 'keeper.ts');
  const child = spawn(process.execPath, ['--import', hooks, keeper, JSON.stringify(options)], {
    env: NO_ADDRESSES,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  cleanUp.push(() => child.kill('SIGKILL'));
  const ready = new Promise<StackAddresses>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as KeeperLine;
      if (line.event === 'ready') resolve(line.stack);
      if (line.event === 'failed') reject(new Error(line.message));
    });
  });
  return { process: child, ready };
}
