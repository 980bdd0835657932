import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runLogged } from './command.js';

/** As `npm run build`: sources of all parts, and beside them the migrations, mappings and data they read. */
const SWC = ['services', 'libs', 'deploy', '-d', 'dist', '--ignore', '**/*.spec.ts', '--copy-files'];

/**
 * Builds dist/ anew.
 *
 * @param {string} root the repository's
 * @param {import('./checklist.js').Checklist} checklist
 * @param {string} node Node 24
 * @returns {Promise<void>}
 */
export function build(root, checklist, node) {
  return checklist.step('build (SWC)', async () => {
    // What was deleted from the sources must not go on running.
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    const words = ['node_modules/@swc/cli/bin/swc.js', ...SWC];
    await runLogged('The build', node, words, { cwd: root, logFile: join(root, '.local/logs/build.log') });
  });
}
