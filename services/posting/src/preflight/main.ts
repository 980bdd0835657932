import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { preflightConfig } from '../syspro-settings.js';
import { sysproSessions } from '../syspro-sessions.js';
import { mayStart, preflight, type Finding } from './preflight.js';
import { findingText, verdictText } from './preflight-text.js';
import { readSiteNeeds } from './site-needs.js';

const HELP = `Usage: npm run preflight -- [--mappings DIR] [--json]

Looks at everything posting will need of its SYSPRO company and says line by line what would fail. Posts nothing.

  --mappings DIR   folder of the mappings; default: PREFLIGHT_MAPPINGS_DIRECTORY, else services/transformation/mappings
  --json           the findings as one JSON array

Reads SYSPRO_* as posting does (npm run config -- explain posting). It logs on as posting's two operators, which ends their sessions: a
posting that runs meanwhile logs on again by itself.
Ends with 0 when nothing would fail, 2 when something would, 1 when it could not begin.`;

const WOULD_FAIL = 2;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { help: { type: 'boolean' }, json: { type: 'boolean' }, mappings: { type: 'string' } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const config = preflightConfig.read(process.env, { service: 'posting' });
  const directory = values.mappings ?? config.preflightMappingsDirectory ?? 'services/transformation/mappings';
  const needs = readSiteNeeds(resolve(directory), config.sysproCompanyId);
  const sessions = sysproSessions(config, () => undefined);
  const findings: Finding[] = [];
  try {
    for await (const finding of preflight(sessions, config, needs)) {
      findings.push(finding);
      if (!values.json) console.log(findingText(finding));
    }
  } finally {
    await Promise.all([sessions.lane.close(), sessions.poller.close()]);
  }
  console.log(values.json ? JSON.stringify(findings) : `\n${verdictText(findings)}`);
  return mayStart(findings) ? 0 : WOULD_FAIL;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error((error as Error).message);
  return 1;
});
