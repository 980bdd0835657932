import { SetupProblem } from './problem.js';

/** The three parts of the stack, each with the setting that replaces it by an address. */
export const ADDRESS_KEYS = /** @type {const} */ ({
  kafka: 'KAFKA_BROKERS',
  registry: 'SCHEMA_REGISTRY_URL',
  postgres: 'DATABASE_URL',
});

/**
 * @typedef {keyof typeof ADDRESS_KEYS} Part
 * @typedef {'addresses' | 'local' | 'docker'} StackKind
 * @typedef {Record<Part, StackKind>} StackChoice
 */

/**
 * Where each part of the stack comes from: its address if one is set, else this machine if Java is there, else Docker.
 *
 * @param {object} situation
 * @param {StackKind | undefined} situation.requested `--stack`; overrides the order above, and `local` and `docker` ignore addresses
 * @param {Record<string, string | undefined>} situation.env
 * @param {readonly Part[]} situation.parts the parts wanted
 * @param {import('./java.js').Java} situation.java
 * @param {boolean} situation.maven Maven is installed, or what it would fetch is there already
 * @param {boolean} situation.docker a daemon answers
 * @param {(what: 'java' | 'maven' | 'java and maven') => string} situation.installCommand
 * @returns {Partial<StackChoice>} one entry per wanted part; throws SetupProblem when a part can come from nowhere
 */
export function chooseStack({ requested, env, parts, java, maven, docker, installCommand }) {
  /** @type {Partial<StackChoice>} */
  const choice = {};
  for (const part of parts) {
    const kind = requested ?? (env[ADDRESS_KEYS[part]] ? 'addresses' : undefined);
    if (kind !== undefined) choice[part] = kind;
  }
  const missing = parts.filter((part) => choice[part] === 'addresses' && !env[ADDRESS_KEYS[part]]);
  if (missing.length > 0) {
    const keys = missing.map((part) => ADDRESS_KEYS[part]).join(', ');
    throw new SetupProblem(
      `--stack addresses was asked for, but ${keys} is not set.`,
      `set ${keys}, or leave --stack out.`,
    );
  }
  const open = parts.filter((part) => choice[part] === undefined || choice[part] === 'local');
  const needsJava = open.some((part) => part !== 'postgres');
  const obstacle = needsJava ? javaObstacle(java, maven, installCommand) : undefined;
  for (const part of open)
    choice[part] = obstacle !== undefined && requested === undefined && docker ? 'docker' : 'local';
  if (obstacle !== undefined && open.some((part) => choice[part] === 'local')) throw obstacle;
  if (parts.some((part) => choice[part] === 'docker') && !docker) {
    throw new SetupProblem(
      '--stack docker was asked for, but no Docker daemon answers.',
      'start Docker, or leave --stack out.',
    );
  }
  return choice;
}

/**
 * @param {import('./java.js').Java} java
 * @param {boolean} maven
 * @param {(what: 'java' | 'maven' | 'java and maven') => string} installCommand
 */
function javaObstacle(java, maven, installCommand) {
  if (java.state === 'ready' && maven) return undefined;
  if (java.state === 'ready')
    return new SetupProblem('Maven (mvn) is missing; it fetches Kafka and the registry.', installCommand('maven'));
  const what =
    java.state === 'missing'
      ? 'Java is missing (version 17 or later, for Kafka and the registry), and no Docker daemon answers.'
      : `Java ${java.version} is too old (Kafka and the registry need 17 or later), and no Docker daemon answers.`;
  return new SetupProblem(
    what,
    `${installCommand(maven ? 'java' : 'java and maven')}   (or start Docker, or set ${Object.values(ADDRESS_KEYS).join(', ')})`,
  );
}

/**
 * @param {string | undefined} word the value of `--stack` or CLARITY_STACK
 * @returns {StackKind | undefined}
 */
export function parseStackKind(word) {
  if (word === undefined || word === '') return undefined;
  if (word === 'addresses' || word === 'local' || word === 'docker') return word;
  throw new SetupProblem(`--stack ${word} is not known.`, 'use --stack addresses, --stack local or --stack docker.');
}
