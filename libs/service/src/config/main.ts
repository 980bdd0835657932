import { findDefinitions } from './definitions.js';
import { explainConfig } from './explain.js';

const HELP = `Usage: npm run config -- explain [service]

Lists every key of the environment that a service reads: default, whether it is secret, meaning.
Without a service: of all of them. Shows no value that is set.`;

async function main([command, wanted]: string[]): Promise<number> {
  if (command !== 'explain') {
    console.log(HELP);
    return command === undefined || command === '--help' ? 0 : 1;
  }
  const definitions = await findDefinitions();
  const named = [...definitions].filter(([service]) => wanted === undefined || service === wanted);
  if (named.length === 0) {
    console.error(`There is no service '${wanted}'. There are: ${[...definitions.keys()].join(', ')}`);
    return 1;
  }
  console.log(named.map(([service, definition]) => explainConfig(service, definition)).join('\n\n'));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
