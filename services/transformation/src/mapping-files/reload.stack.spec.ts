import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { create } from '../transformation.module.js';
import type { MappingsOverview } from './mappings.controller.js';

let space: TestSpace;
let directory: string;
let services: RunningService[];

beforeEach(async () => {
  services = [];
  space = await testSpace('reload');
  await space.createTopics(Object.values(TOPICS));
  directory = mkdtempSync(join(tmpdir(), 'mappings-'));
  cpSync(join(import.meta.dirname, '../../mappings'), directory, { recursive: true });
});

afterEach(async () => {
  for (const service of services) await service.close();
  await space.close();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<RunningService> {
  const service = await create(
    space.env('transformation', { MAPPINGS_DIRECTORY: directory, MAPPINGS_LOOK_INTERVAL_MS: '50' }),
  );
  services.push(service);
  return service;
}

function edit(from: string | RegExp, to: string): void {
  const path = join(directory, 'receipt.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

async function get<T>(service: RunningService, path: string): Promise<T> {
  return (await (await fetch(`${service.url}${path}`)).json()) as T;
}

function overview(service: RunningService): Promise<MappingsOverview> {
  return get(service, '/mappings');
}

async function parkedCodes(service: RunningService): Promise<string[]> {
  return (await get<{ parked: { code: string }[] }>(service, '/parked')).parked.map(({ code }) => code);
}

describe('mappings that change while the service runs', () => {
  it('are taken when they compile, and the way back from one that does not is told from beginning to end', async () => {
    const service = await start();
    const first = await overview(service);
    expect(first).toMatchObject({ release: '', lastError: null });
    expect(first.mappings.map(({ name }) => name)).toContain('receipt');

    edit(/^version: .*/m, 'version: 7.0.0');
    const second = await waitFor('the new version', async () => {
      const now = await overview(service);
      return now.mappings[2]?.version === '7.0.0' && now;
    });
    expect(second.mappings[2]?.commandVersion).toBe(`7.0.0+${second.mappings[2]?.contentHash.slice(0, 12)}`);
    expect(second.mappings[0]).toEqual(first.mappings[0]);

    edit('invoice.currency', 'invoice.currancy');
    const refused = await waitFor('the refusal', async () => {
      const now = await overview(service);
      return now.lastError !== null && now;
    });
    expect(refused.lastError?.problems).toContainEqual(
      expect.stringMatching(/^receipt\.yaml:\d+:\d+ .*did you mean invoice\.currency\?$/),
    );
    expect(refused.mappings).toEqual(second.mappings);
    await waitFor('the alert', async () => (await parkedCodes(service)).includes('MAPPING_RELEASE_REFUSED'));
    expect(await (await fetch(`${service.url}/metrics`)).text()).toMatch(/mapping_release_refused\{[^}]*\} 1/);

    edit('invoice.currancy', 'invoice.currency');
    await waitFor('the release to be taken again', async () => (await overview(service)).lastError === null);
    await waitFor('the alert to be closed', async () => (await parkedCodes(service)).length === 0);
  });

  it('do not let a service start that has a broken one, and a start with a good one closes the alert', async () => {
    const service = await start();
    edit('invoice.currency', 'invoice.currancy');
    await waitFor('the alert', async () => (await parkedCodes(service)).length === 1);
    await service.close();
    services.pop();

    await expect(start()).rejects.toThrow(/did you mean invoice\.currency\?/);

    edit('invoice.currancy', 'invoice.currency');
    expect(await parkedCodes(await start())).toEqual([]);
  });
});
