import { fetchJavaParts, javaParts } from './java-parts.js';
import { findNode } from './node.js';
import { installPackages, packagesAreInstalled } from './packages.js';

/** @typedef {Partial<import('./choice.js').StackChoice>} Kinds */

/**
 * Gets what is missing, packages and Java parts side by side.
 *
 * @param {string} root the repository's
 * @param {import('./checklist.js').Checklist} checklist
 * @param {Kinds} kinds where the parts of the stack will come from; empty when none is needed
 * @returns {Promise<string>} the Node 24 to go on with
 */
export async function prepare(root, checklist, kinds) {
  const { packages, java } = missingDownloads(root, kinds);
  const work = [
    ...(packages ? [checklist.step('packages (npm)', () => installPackages(root))] : []),
    ...(java ? [checklist.step('Kafka and registry (Maven)', () => fetchJavaParts(root, process.env))] : []),
  ];
  // Both are waited for, so that neither goes on behind an error message.
  const failed = (await Promise.allSettled(work)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return findNode(root);
}

/**
 * @param {string} root
 * @param {Kinds} kinds
 * @returns {{ packages: boolean, java: boolean }} what `prepare` would download
 */
export function missingDownloads(root, kinds) {
  return {
    packages: !packagesAreInstalled(root),
    java: (kinds.kafka === 'local' || kinds.registry === 'local') && !javaParts(root).present,
  };
}
