import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readReleased, readSchemas, TOPICS } from '#libs/contracts';
import { RegistryClient } from '../registry/registry-client.js';
import { checkSchemas, nextReleasePath } from '../schemas/check-schemas.js';
import { askRegistry, registerSchemas, type RegisteredSchema } from '../schemas/registered-schemas.js';

const HELP = `Usage: npm run schemas -- <command> [--registry URL]

  check      our rules for schemas, and whether each goes with every version in schemas/released;
             with --registry also whether the registry would take it
  release    writes schemas/released/<Record>.v<N>.avsc for every record that changed since its last release
  register   registers every topic's schema as <topic>-value and sets FULL_TRANSITIVE;
             the registry is --registry, else SCHEMA_REGISTRY_URL

--registry is the base of Confluent's API, e.g. http://127.0.0.1:8081/apis/ccompat/v7;
SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD log on where it asks for that.
Ends with 0 when all is well, 1 when something is refused.`;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { registry: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [command] = positionals;
  if (values.help || command === undefined) {
    console.log(HELP);
    return values.help ? 0 : 1;
  }
  if (command === 'check') return check(values.registry);
  if (command === 'release') return release();
  if (command === 'register') return register(values.registry ?? process.env['SCHEMA_REGISTRY_URL']);
  console.error(`'${command}' is no command.\n\n${HELP}`);
  return 1;
}

async function check(registryUrl: string | undefined): Promise<number> {
  const root = process.cwd();
  const { problems, unreleased } = checkSchemas(await readSchemas(root), await readReleased(root));
  for (const problem of problems) console.error(problem);
  for (const { path } of unreleased)
    console.log(`${path} is not released as it stands: \`npm run schemas -- release\``);
  if (problems.length === 0) console.log('Every schema keeps our rules and goes with every released version.');
  if (registryUrl === undefined) return problems.length === 0 ? 0 : 1;
  const refused = tell(await askRegistry(clientOf(registryUrl), Object.values(TOPICS)));
  return problems.length === 0 && refused === 0 ? 0 : 1;
}

async function release(): Promise<number> {
  const root = process.cwd();
  const released = await readReleased(root);
  const { problems, unreleased } = checkSchemas(await readSchemas(root), released);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return 1;
  await mkdir(join(root, 'schemas/released'), { recursive: true });
  for (const { path, record } of unreleased) {
    const release = nextReleasePath(record, released);
    await copyFile(join(root, path), join(root, release));
    console.log(`wrote ${release}`);
  }
  if (unreleased.length === 0) console.log('Nothing changed since the last release.');
  return 0;
}

async function register(registryUrl: string | undefined): Promise<number> {
  if (registryUrl === undefined) {
    console.error('Which registry? Give --registry URL or SCHEMA_REGISTRY_URL.');
    return 1;
  }
  return tell(await registerSchemas(clientOf(registryUrl), Object.values(TOPICS))) === 0 ? 0 : 1;
}

/** Prints where each subject stands; how many are refused. */
function tell(subjects: readonly RegisteredSchema[]): number {
  for (const { subject, state, reasons } of subjects) {
    console.log(`${subject}: ${state}`);
    for (const reason of reasons) console.error(`  ${reason}`);
  }
  return subjects.filter(({ state }) => state === 'refused').length;
}

function clientOf(url: string): RegistryClient {
  const { SCHEMA_REGISTRY_USERNAME: username, SCHEMA_REGISTRY_PASSWORD: password } = process.env;
  return new RegistryClient({ url, username, password });
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error((error as Error).message);
  return 1;
});
