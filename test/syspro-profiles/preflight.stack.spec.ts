import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import type { RunningService } from '#libs/service';
import { testSpace, type TestSpace } from '#libs/testing';
import { SYSPRO_PATHS } from '../../deploy/local/src/pipeline.js';
import { mayStart, preflight, type Finding } from '../../services/posting/src/preflight/preflight.js';
import { findingText } from '../../services/posting/src/preflight/preflight-text.js';
import { readSiteNeeds, type SiteNeeds } from '../../services/posting/src/preflight/site-needs.js';
import { create as createPosting } from '../../services/posting/src/posting.module.js';
import { preflightConfig } from '../../services/posting/src/syspro-settings.js';
import { sysproSessions } from '../../services/posting/src/syspro-sessions.js';
import { create as createSandbox } from '../../services/sandbox/src/sandbox.module.js';

const PASSWORD = 'sandbox-operator-password';
const MAPPINGS = resolve('services/transformation/mappings');

let space: TestSpace;
let sandbox: RunningService;
let folder: string;
beforeAll(async () => {
  space = await testSpace('preflight');
  const { erpCommands, erpOutcomes, erpOrderChanges, masterData, alerts, quarantine } = TOPICS;
  await space.createTopics([erpCommands, erpOutcomes, erpOrderChanges, masterData, alerts, quarantine]);
  sandbox = await createSandbox(
    space.env('sandbox', {
      INGESTION_URL: 'http://127.0.0.1:9',
      SYSPRO_OPERATORS: `POST01:${PASSWORD},POLL01:${PASSWORD},BARE01:${PASSWORD}:SORTOI`,
    }),
  );
});
afterAll(async () => {
  await sandbox.close();
  await space.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mappings-'));
});
afterEach(() => rm(folder, { recursive: true }));

const environment = () => ({
  ...{ SYSPRO_BASE_URL: sandbox.url + SYSPRO_PATHS.enet, SYSPRO_COMPANY_ID: 'GIFT' },
  ...{ SYSPRO_LANE_OPERATOR: 'POST01', SYSPRO_LANE_PASSWORD: PASSWORD },
  ...{ SYSPRO_POLLER_OPERATOR: 'POLL01', SYSPRO_POLLER_PASSWORD: PASSWORD },
  SYSPRO_DEPOSIT_SLIPS: 'required',
});

async function look(changes: Record<string, string> = {}, needs = readSiteNeeds(MAPPINGS, 'GIFT')): Promise<Finding[]> {
  const config = preflightConfig.read({ ...environment(), ...changes }, { service: 'preflight' });
  const sessions = sysproSessions(config, () => undefined);
  const findings: Finding[] = [];
  for await (const each of preflight(sessions, config, needs)) findings.push(each);
  await Promise.all([sessions.lane.close(), sessions.poller.close()]);
  return findings;
}

const failing = (findings: readonly Finding[]) =>
  findings.filter(({ verdict }) => verdict === 'fails').map(findingText);
const needsOf = (changes: Partial<SiteNeeds>): SiteNeeds => ({ ...readSiteNeeds(MAPPINGS, 'GIFT'), ...changes });

/** A folder of mappings that names a bank SYSPRO does not have. */
async function wrongMappings(): Promise<string> {
  const lookups = join(folder, 'lookups');
  await mkdir(lookups);
  const companies =
    'vendor,currency,taxRegion,company,warehouse,bank,guestCustomer\nshop,GBP,UK,GIFT,MAIN,MOON,GUESTGB\n';
  await writeFile(join(lookups, 'companies.csv'), companies);
  await writeFile(join(lookups, 'banks.csv'), 'company,authProcessor,merchantNumber,currency,bank\n');
  await writeFile(join(lookups, 'gl-accounts.csv'), 'company,use,glAccount\n');
  return folder;
}

describe('the preflight', () => {
  it('finds nothing wrong with the site of the demo, and says what it looked at', async () => {
    const findings = await look();
    expect(failing(findings)).toEqual([]);
    expect(findings.map(({ verdict }) => verdict)).not.toContain('unknown');
    expect(findings.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['bank OPAYO', 'warehouse MAIN', "guests' account GUESTGB", 'ledger code 1250-OPAYO']),
    );
    expect(mayStart(findings)).toBe(true);
  });

  it.each<[string, Partial<SiteNeeds>, RegExp]>([
    ['a bank', { banks: ['MOON'] }, /bank MOON +fails: is not in SYSPRO/],
    ['a warehouse', { warehouses: ['ATTIC'] }, /warehouse ATTIC +fails: is not in SYSPRO/],
    ['an account of guests', { guests: [{ customer: 'NOBODY', currency: 'GBP' }] }, /account NOBODY +fails: is not in/],
    [
      'a currency',
      { guests: [{ customer: 'GUESTGB', currency: 'EUR' }] },
      /is kept in 'GBP', the mapping pays it in 'EUR'/,
    ],
    ['a ledger code', { ledgerCodes: ['4711'] }, /ledger code 4711 +fails: is not in SYSPRO/],
    ['a held ledger code', { ledgerCodes: ['2990-HELD'] }, /2990-HELD +fails: is on hold/],
    ['a control account', { ledgerCodes: ['1200-AR'] }, /1200-AR +fails: is a control account/],
  ])('finds %s that the mapping names and SYSPRO does not take', async (_, changes, text) => {
    const findings = await look({}, needsOf(changes));
    expect(failing(findings)).toEqual([expect.stringMatching(text)]);
    expect(mayStart(findings)).toBe(false);
  });

  it('finds that money would land in the wrong bank, where SYSPRO does not look at the bank of a receipt', async () => {
    const findings = await look({ SYSPRO_DEPOSIT_SLIPS: 'off' }, needsOf({ banks: ['CASH', 'OPAYO'] }));
    expect(failing(findings)[0]).toMatch(/bank of receipts +fails: .*operator's bank 'OPAYO'.*names CASH/);
  });

  it('finds a wrong password and what an operator is not licensed for', async () => {
    expect(failing(await look({ SYSPRO_LANE_PASSWORD: 'wrong' }))).toEqual([expect.stringContaining('LOGON_REFUSED')]);
    const bare = failing(await look({ SYSPRO_POLLER_OPERATOR: 'BARE01' }));
    expect(bare).toEqual([expect.stringMatching(/table ArCustomer.*no licence/), expect.stringMatching(/InvMaster/)]);
  });

  it('does not take SYSPRO being away for a fault of the site', async () => {
    const findings = await look({ SYSPRO_BASE_URL: 'http://127.0.0.1:9' });
    expect(findings).toMatchObject([{ verdict: 'unknown', what: 'logon of the lane operator' }]);
    expect(mayStart(findings)).toBe(true);
  });

  it('keeps posting from starting on a site that would refuse what it posts, where that is required', async () => {
    const env = (directory: string) =>
      space.env('posting', {
        ...environment(),
        PREFLIGHT: 'required',
        PREFLIGHT_MAPPINGS_DIRECTORY: directory,
      });
    await expect(createPosting(env(await wrongMappings()))).rejects.toThrow(/bank MOON +fails: is not in SYSPRO/);
    const posting = await createPosting(env(MAPPINGS));
    await posting.close();
  });
});

describe('what the mapping needs', () => {
  it('is read of the release that is active, and a missing table is named', async () => {
    expect(() => readSiteNeeds(folder, 'GIFT')).toThrow(/There is no table .*companies\.csv/);
    await wrongMappings();
    await writeFile(join(folder, 'active'), '.\n');
    expect(readSiteNeeds(folder, 'GIFT')).toEqual({
      ...{ banks: ['MOON'], warehouses: ['MAIN'], ledgerCodes: [] },
      guests: [{ customer: 'GUESTGB', currency: 'GBP' }],
    });
  });
});
