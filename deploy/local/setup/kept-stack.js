import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SetupProblem } from './problem.js';
import { repositoryRoot } from './root.js';

/** @typedef {import('../src/keeper-protocol.js').KeeperOptions} KeeperOptions */
/** @typedef {import('../src/keeper-protocol.js').StackAddresses} StackAddresses */
/** @typedef {import('../src/stack.js').StackProgress} StackProgress */

/**
 * Starts a stack in a process of its own (src/keeper.ts), which stops it when we end, even by SIGKILL. Needs node_modules, but no build.
 *
 * @param {KeeperOptions} options
 * @param {object} [how]
 * @param {string} [how.node] the Node 24 to run the keeper with; default: the one that runs this
 * @param {Record<string, string | undefined>} [how.env] default: process.env
 * @param {(progress: StackProgress) => void} [how.onProgress]
 * @returns {Promise<StackAddresses & { stop: () => Promise<void>, pid: number }>} rejects with SetupProblem as startStack does
 */
export async function keepStack(options, { node = process.execPath, env = process.env, onProgress } = {}) {
  const root = repositoryRoot();
  const keeper = join(root, 'deploy/local/src/keeper.ts');
  const hooks = join(root, 'deploy/local/typescript.mjs');
  const child = spawn(node, ['--import', hooks, keeper, JSON.stringify(options)], {
    cwd: root,
    env,
    // Its own process group: Ctrl-C stops us, and we stop the stack when its users are done.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  child.stdin.on('error', () => undefined);
  /** @type {StackAddresses} */
  const stack = await new Promise((resolve, reject) => {
    child.once('error', reject);
    void ended.then(() => reject(new Error(`The stack's keeper ended. ${errors}`)));
    createInterface({ input: child.stdout }).on('line', (text) => {
      /** @type {import('../src/keeper-protocol.js').KeeperLine} */
      const line = JSON.parse(text);
      if (line.event === 'progress') onProgress?.(line.progress);
      else if (line.event === 'ready') resolve(line.stack);
      else
        reject(line.nextStep === undefined ? new Error(line.message) : new SetupProblem(line.message, line.nextStep));
    });
  });
  return {
    ...stack,
    pid: child.pid ?? 0,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
