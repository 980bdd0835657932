import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import type { ItemToPark } from '#libs/delivery';
import { testSpace, waitFor, wireTo, type TestSpace, type Wire } from '#libs/testing';
import { createShelf, type Fault, type ShelfOptions } from '../../test/shelf.js';
import type { RunningService, Storage } from '../index.js';

/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1';
const KAFKA_AWAY = { KAFKA_BROKERS: NOWHERE, SCHEMA_REGISTRY_URL: `http://${NOWHERE}`, LOG_LEVEL: 'silent' };
const ITEM: ItemToPark = {
  ...{ key: 'gifts/536365', orderId: 'gifts/536365', code: 'LOOKUP_MISS', text: 'No country ZZ' },
  ...{ owner: 'integration', suggestedFix: 'Add it to lookups/countries.csv', severity: 'WARNING' },
  body: { name: 'Ada Byron' },
};

interface Health {
  readonly ok: boolean;
  readonly checks: readonly { name: string; ok: boolean; state?: string; detail?: string }[];
}

describe('a service with tables and topics', () => {
  let space: TestSpace;
  let wire: Wire;
  let service: RunningService | undefined;
  let storage: Storage;

  beforeEach(async () => {
    space = await testSpace('storage');
    wire = await wireTo(space.databaseUrl);
  });
  afterEach(async () => {
    wire.mend();
    await service?.close();
    service = undefined;
    await wire.close();
    await space.close();
  });

  const start = async (overrides: Record<string, string> = {}, options: ShelfOptions = {}): Promise<void> => {
    const environment = space.env('shelf', { DATABASE_URL: wire.url, ...overrides });
    service = await createShelf(environment, { onStorage: (opened) => void (storage = opened), ...options });
  };
  const get = async (path: string): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(`${service?.url}${path}`);
    return { status: answer.status, body: await answer.json() };
  };
  const check = async (name: string): Promise<Health['checks'][number] | undefined> =>
    ((await get('/health/ready')).body as Health).checks.find((line) => line.name === name);
  const park = (): Promise<void> => storage.database.transaction((tx) => storage.parking.park(tx, ITEM));
  const heard = (): Promise<unknown[]> => space.query(`SELECT event_id FROM ${space.schema('shelf')}.heard`);

  it('publishes what is put into the outbox, and hears its topics', async () => {
    await space.createTopics([TOPICS.alerts, TOPICS.quarantine]);
    await start();
    await park();
    await waitFor('the alert to come round', async () => (await heard()).length === 1);
    await waitFor('it to be marked', async () => (await check('outbox'))?.state === '0 waiting');
    expect(await check('kafka')).toMatchObject({ ok: true });
    const metrics = await (await fetch(`${service?.url}/metrics`)).text();
    expect(metrics).toContain('outbox_published_total{topic="alerts.v1",service="shelf"} 1');
  });

  it('GET /parked tells what waits for a person, without what it stands for', async () => {
    await start(KAFKA_AWAY);
    expect(await get('/parked')).toEqual({ status: 200, body: { parked: [] } });
    await park();
    const { body: _body, ...shown } = ITEM;
    const { body } = await get('/parked');
    expect(body).toMatchObject({ parked: [shown] });
    expect(JSON.stringify(body)).not.toContain('Ada');
  });

  it('with Kafka and the registry away it starts, lives and is ready; the outbox tells what waits', async () => {
    await start(KAFKA_AWAY);
    await park();
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(200);
    expect(await check('outbox')).toMatchObject({
      ok: true,
      state: '1 waiting',
      detail: expect.stringMatching(/^the oldest for \d+ ms$/),
    });
    expect(await check('kafka')).toMatchObject({ ok: true, state: 'reconnecting' });
  });

  it('a message that waits for longer than a minute is a trouble that decides nothing', async () => {
    await start(KAFKA_AWAY);
    await park();
    await space.query(`UPDATE ${space.schema('shelf')}.outbox SET appended_at = appended_at - interval '2 minutes'`);
    expect(await check('outbox')).toMatchObject({ ok: false, state: '1 waiting' });
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('with Postgres away it lives and is not ready; when it is back, it is', async () => {
    await start(KAFKA_AWAY);
    wire.cut();
    expect((await get('/health/ready')).status).toBe(503);
    expect((await get('/health/live')).status).toBe(200);
    expect(await check('postgres')).toMatchObject({ ok: false });
    wire.mend();
    await waitFor('it to be ready', async () => (await get('/health/ready')).status === 200);
  });

  it('without Postgres it does not start', async () => {
    wire.cut();
    await expect(start()).rejects.toMatchObject({ kind: 'retryable', code: 'POSTGRES_UNAVAILABLE' });
  });

  it('stops the relay before what it publishes with, and the database last', async () => {
    const stopped: string[] = [];
    await start(KAFKA_AWAY, {
      around: (platform) => ({
        ...platform,
        onClose: (name, close) => platform.onClose(name, () => close().then(() => void stopped.push(name))),
      }),
    });
    await service?.close();
    expect(stopped).toEqual(['relay', 'publisher', 'database']);
  });
});

describe('a start that fails when everything is open', () => {
  let space: TestSpace;
  beforeEach(async () => {
    space = await testSpace('failing start');
    await space.createTopics([TOPICS.alerts, TOPICS.quarantine]);
  });
  afterEach(() => space.close());

  it.each<[Fault, string]>([
    ['wiring', 'the wiring is wrong'],
    ['provider', 'the provider is wrong'],
    ['route', 'Wildcard must be the last character'],
    ['transport', 'not declared with @OnBatch'],
  ])('in its %s leaves nothing open: the process ends by itself', async (fault, message) => {
    const root = join(import.meta.dirname, '../../../..');
    const child = spawn(
      process.execPath,
      ['--import', './deploy/local/typescript.mjs', 'libs/service/test/failing-start.ts', fault],
      { cwd: root, env: { PATH: process.env['PATH'], ...space.env('shelf', { LOG_LEVEL: 'fatal' }) } },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    try {
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      expect([code, output]).toEqual([0, expect.stringContaining(`did not start: `)]);
      expect(output).toContain(message);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
