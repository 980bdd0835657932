import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.js';
import { Checklist } from './checklist.js';
import { parseStackKind } from './choice.js';
import { CommandFailed } from './command.js';
import { keepUp } from './keep-up.js';
import { preflight } from './preflight.js';
import { prepare } from './prepare.js';
import { SetupProblem } from './problem.js';
import { repositoryRoot } from './root.js';
import { runInOurPlace } from './run-child.js';
import { start } from './start.js';

/** @typedef {(root: string, words: readonly string[]) => Promise<number>} Command its words → exit code */

/** @type {Record<string, Command>} */
const COMMANDS = {
  start,
  test: async (root, words) => {
    const requested = parseStackKind(process.env['CLARITY_STACK']);
    const { kinds } = await preflight({ root, requested, env: process.env });
    return runJest(root, await prepare(root, new Checklist(process.stdout), kinds), words);
  },
  'test:unit': async (root, words) => {
    return runJest(root, await prepare(root, new Checklist(process.stdout), {}), [
      ...words,
      '--selectProjects',
      'unit',
    ]);
  },
  setup: async (root) => {
    const { kinds } = await preflight({ root, requested: undefined, env: process.env });
    const checklist = new Checklist(process.stdout);
    await build(root, checklist, await prepare(root, checklist, kinds));
    return 0;
  },
  stack: async (root, words) => {
    const kind = words[0] === '--stack' ? parseStackKind(words[1]) : undefined;
    const { kinds } = await preflight({ root, requested: kind, env: process.env });
    await keepUp({ root, node: await prepare(root, new Checklist(process.stdout), kinds), kind });
    return 0;
  },
  run: async (root, [file = '', ...words]) => {
    if (!existsSync(join(root, file))) {
      throw new SetupProblem(`There is no file ${file}.`, 'give a path from the repository root.');
    }
    const node = await prepare(root, new Checklist(process.stderr), {});
    const hooks = join(root, 'deploy/local/typescript.mjs');
    return runInOurPlace(node, ['--import', hooks, join(root, file), ...words], { cwd: root, ownGroup: false });
  },
};

/**
 * Runs one of the bootstrap's commands; what a person can mend is told without a stack trace.
 *
 * @param {readonly string[]} argv the command and its words
 * @returns {Promise<number>} exit code
 */
export async function runCommand([name = '', ...words]) {
  try {
    const command = COMMANDS[name];
    if (command === undefined) {
      throw new SetupProblem(`bootstrap knows no command "${name}".`, `one of: ${Object.keys(COMMANDS).join(', ')}`);
    }
    return await command(repositoryRoot(), words);
  } catch (error) {
    const forPeople = error instanceof SetupProblem || error instanceof CommandFailed;
    console.error(`\n${error instanceof Error ? (forPeople ? error.message : error.stack) : String(error)}`);
    return 1;
  }
}

/** @param {string} root @param {string} node @param {readonly string[]} words */
function runJest(root, node, words) {
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  return runInOurPlace(node, [...jest, ...words], { cwd: root, ownGroup: false });
}
