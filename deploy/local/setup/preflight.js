import { ADDRESS_KEYS, chooseStack } from './choice.js';
import { ask } from './command.js';
import { hasMaven, javaParts } from './java-parts.js';
import { findJava, installCommand } from './java.js';

const PARTS = /** @type {const} */ (['kafka', 'registry', 'postgres']);

/**
 * Looks at what the machine offers and decides where each part of the stack comes from, asking only as much as the decision needs.
 *
 * @param {object} question
 * @param {string} question.root the repository's
 * @param {readonly import('./choice.js').Part[]} [question.parts] default: all
 * @param {import('./choice.js').StackKind | undefined} question.requested `--stack`
 * @param {Record<string, string | undefined>} question.env
 * @returns {Promise<{ kinds: Partial<import('./choice.js').StackChoice>, java: string }>} `java`: the command to run; rejects with SetupProblem
 */
export async function preflight({ root, parts = PARTS, requested, env }) {
  const allGiven = parts.every((part) => env[ADDRESS_KEYS[part]]);
  const needsNothing = requested === 'addresses' || (requested === undefined && allGiven);
  const java =
    needsNothing || requested === 'docker' ? /** @type {const} */ ({ state: 'missing' }) : await findJava(env);
  const maven = java.state === 'ready' && (javaParts(root).present || (await hasMaven(env)));
  const needsDocker = !needsNothing && requested !== 'local' && (java.state !== 'ready' || !maven);
  const docker = needsDocker && (await ask('docker', ['info'], { env })).code === 0;
  const kinds = chooseStack({ requested, env, parts, java, maven, docker, installCommand });
  return { kinds, java: java.state === 'ready' ? java.command : 'java' };
}
