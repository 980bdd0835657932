import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { MAPPING_KINDS } from '../mapping-files/mapping-kinds.js';
import { readRelease, type Release } from '../mapping-files/release.js';

/** A word on the command line that names no mappings. */
export class NotMappings extends Error {
  override readonly name = 'NotMappings';
}

/**
 * The release a word on the command line means: a folder with the three mapping files; one mapping file, which then stands in for its like in
 * `standard`; or `git:REVISION`, the folder `standard` as it was then.
 */
export function releaseOf(word: string, standard: string): Release {
  if (word.startsWith('git:')) return releaseInGit(word.slice(4), standard);
  if (!existsSync(word)) throw new NotMappings(`There is no folder or file '${word}'.`);
  if (statSync(word).isDirectory()) return readRelease(word);
  const name = basename(word);
  const replaced = Object.keys(MAPPING_KINDS).find((file) => file === name) ?? kindOf(word);
  const release = readRelease(standard);
  return { ...release, name: word, files: new Map([...release.files, [replaced, readFileSync(word, 'utf8')]]) };
}

/** By the target it names, where the file is called otherwise. */
function kindOf(path: string): string {
  const target = /^target:\s*['"]?(\w+)/m.exec(readFileSync(path, 'utf8'))?.[1];
  const found = Object.entries(MAPPING_KINDS).find(([, kind]) => kind.target.name === target);
  if (found) return found[0];
  throw new NotMappings(
    `'${path}' is no mapping of ours: its target is ${target ?? 'not told'}, there are ${targets().join(', ')}.`,
  );
}

function targets(): string[] {
  return Object.values(MAPPING_KINDS).map(({ target }) => target.name);
}

function releaseInGit(revision: string, standard: string): Release {
  const folder = resolve(standard);
  const git = (...words: string[]): string => {
    try {
      return execFileSync('git', words, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 64 * 1024 * 1024,
      });
    } catch (error) {
      const said = String((error as { stderr?: string }).stderr ?? error).trim();
      throw new NotMappings(`git cannot show ${relative(process.cwd(), folder)} at '${revision}': ${said}`);
    }
  };
  const prefix = git('rev-parse', '--show-prefix').trim();
  const paths = git(
    'ls-tree',
    '-r',
    '--name-only',
    '--full-tree',
    revision,
    ...(prefix === '' ? [] : ['--', prefix]),
  ).split('\n');
  const files = paths.filter((path) => /\.(ya?ml|csv)$/.test(path));
  const inFolder = (path: string): string => path.slice(prefix.length).split(sep).join('/');
  const then = new Map(files.map((path) => [inFolder(path), git('show', `${revision}:${path}`)]));
  // A mapping that came later stands in as it is now: what was there before can be compared all the same.
  const later = [...readRelease(standard).files].filter(([file]) => file in MAPPING_KINDS && !then.has(file));
  return { name: `git:${revision}`, contentHash: '', files: new Map([...later, ...then]) };
}
