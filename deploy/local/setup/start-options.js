import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseStackKind } from './choice.js';
import { SetupProblem } from './problem.js';

export const START_HELP = `npm start -- [options]

Sets up and starts everything (broker, registry, database, all services and a sandbox of the outside systems) and replays real orders through it.
It stays up until Ctrl-C. Nothing but Node 20, Java 17 and Maven has to be there; what is downloaded and written stays below .local/, node_modules/ and dist/.

  --once           end after the summary; exit code 0 only if exactly the planted problems are parked and all the money adds up
  --json           print the summary as one JSON object on the last line
  --orders FILE    replay another file with the same columns
  --receipts WHEN  onInvoice: a payment is posted against its invoice, on shipment (default); onCapture: at once to the customer's account,
                   and applied to the invoice later. Takes effect from the next order on; with --fresh for all
  --profile NAME   how SYSPRO is spoken to: enet, its own e.net over REST (default), or harmony, JSON under a vendor's names
  --fresh          forget earlier runs and start over
  --stack KIND     addresses, local or docker; default: the addresses that are set, else local, else docker
  --help           this text

Settings
  KAFKA_BROKERS, SCHEMA_REGISTRY_URL, DATABASE_URL    use these instead of local ones, each by itself
  LOCAL_KAFKA_PORT 19092, LOCAL_KAFKA_CONTROLLER_PORT 19093, LOCAL_REGISTRY_PORT 18081, LOCAL_POSTGRES_PORT 15432
  LOCAL_INGESTION_PORT 4010, LOCAL_TRANSFORMATION_PORT 4020, LOCAL_POSTING_PORT 4030, LOCAL_ORDER_STATUS_PORT 4040, LOCAL_SANDBOX_PORT 4090
  KAFKA_IMAGE, REGISTRY_IMAGE, POSTGRES_IMAGE         images for --stack docker
`;

/**
 * @typedef {{ help: boolean, json: boolean, fresh: boolean, stack: import('./choice.js').StackKind | undefined, forwarded: string[] }} StartOptions
 */

/**
 * Reads the words after `npm start --` before anything is downloaded for them.
 *
 * @param {readonly string[]} args
 * @param {string} userDirectory where the user typed it: FILE is relative to that
 * @returns {StartOptions} `forwarded` are the words for the demo, with FILE made absolute; throws SetupProblem
 */
export function parseStartOptions(args, userDirectory) {
  const { values } = parse(args);
  const stack = parseStackKind(values.stack);
  for (const [name, allowed] of Object.entries(CHOICES))
    refuseUnlessOneOf(name, /** @type {Record<string, unknown>} */ (values)[name], allowed);
  const orders = values.orders === undefined ? undefined : resolve(userDirectory, values.orders);
  if (orders !== undefined && !existsSync(orders)) {
    throw new SetupProblem(
      `There is no file ${orders}.`,
      'give --orders the path of a CSV file with the columns of the sample.',
    );
  }
  const flags = /** @type {const} */ (['once', 'json', 'fresh'])
    .filter((flag) => values[flag])
    .map((flag) => `--${flag}`);
  return {
    help: values.help === true,
    json: values.json === true,
    fresh: values.fresh === true,
    stack,
    forwarded: [
      ...flags,
      ...(orders === undefined ? [] : ['--orders', orders]),
      ...(stack === undefined ? [] : ['--stack', stack]),
      ...Object.keys(CHOICES).flatMap((name) => chosen(name, /** @type {Record<string, unknown>} */ (values)[name])),
    ],
  };
}

/** What the demo may be told, and in which words. */
const CHOICES = { receipts: ['onInvoice', 'onCapture'], profile: ['enet', 'harmony'] };

/**
 * @param {string} name
 * @param {unknown} value
 * @param {readonly string[]} allowed
 */
function refuseUnlessOneOf(name, value, allowed) {
  if (value === undefined || allowed.includes(String(value))) return;
  throw new SetupProblem(`--${name} is ${String(value)}.`, `give one of ${allowed.join(', ')}.`);
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function chosen(name, value) {
  return value === undefined ? [] : [`--${name}`, String(value)];
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        json: { type: 'boolean' },
        fresh: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        orders: { type: 'string' },
        stack: { type: 'string' },
        receipts: { type: 'string' },
        profile: { type: 'string' },
      },
    });
  } catch (error) {
    throw new SetupProblem(
      error instanceof Error ? error.message : String(error),
      'npm start -- --help lists what there is.',
    );
  }
}
