import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { REJECTION_ADVICE } from '#libs/syspro';
import { filesBelow, ROOT } from './source-files.js';

/** Documents that came with other people's data. */
const OTHERS = ['services/sandbox/data/', 'test/bench/data/'];
const DOCUMENTS = filesBelow('.', (path) => path.endsWith('.md') && !OTHERS.some((folder) => path.startsWith(folder)));
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts,
);
/** Looks like a path of ours: starts with one of our folders or is relative, and has no blanks, wildcards or placeholders. */
const PATH =
  /^(?:\.{0,2}\/)?(?:schemas|services|libs|deploy|test|src|migrations|mappings)\/[\w./-]+$|^[\w-]+\.(?:md|json|yml|yaml|ts|mjs)$/;

describe.each(DOCUMENTS)('%s tells the truth', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');

  it('every path it names exists', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] as string)
      .filter((link) => !/^[a-z]+:/.test(link));
    const quoted = [...text.matchAll(/`([^`\n]+)`/g)]
      .map((match) => match[1] as string)
      .filter((quote) => PATH.test(quote));
    const missing = [...new Set([...links, ...quoted])].filter((path) => !existsFrom(document, path));
    expect(missing).toEqual([]);
  });

  it('every npm command it names is a script', () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] as string);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

describe('what finance does next', () => {
  const readme = readFileSync(join(ROOT, 'services/posting/README.md'), 'utf8');

  it.each(Object.keys(REJECTION_ADVICE))('%s has its line in the table of rejections', (code) => {
    expect(readme).toContain(code);
  });
});

/** Found from the root, beside the document, or by its bare name in the document's own part of the tree. */
function existsFrom(document: string, path: string): boolean {
  const clean = path.replace(/^\.\//, '');
  if (
    [ROOT, join(ROOT, dirname(document)), join(ROOT, dirname(document), 'src')].some((from) =>
      existsSync(join(from, clean)),
    )
  )
    return true;
  return !clean.includes('/') && filesBelow(dirname(document), (file) => posix.basename(file) === clean).length > 0;
}
