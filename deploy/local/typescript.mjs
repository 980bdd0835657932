/**
 * Lets Node run the repository's TypeScript directly, without a build: `node --import ./deploy/local/typescript.mjs some/script.ts`.
 * It resolves `./x.js` to `./x.ts` and `#libs/x` to its source, and compiles with the same .swcrc as the build. Needs Node 24 and node_modules.
 */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const root = join(import.meta.dirname, '../..');
const swcrc = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
delete swcrc.$schema;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const library = /^#libs\/([^/]+)$/.exec(specifier)?.[1];
    if (library !== undefined)
      return nextResolve(pathToFileURL(join(root, 'libs', library, 'src/index.ts')).href, context);
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(source)) return nextResolve(source.href, context);
    }
    return nextResolve(specifier, context);
  },
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      ...swcrc,
      filename,
      swcrc: false,
      sourceMaps: 'inline',
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
