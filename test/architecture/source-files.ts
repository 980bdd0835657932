import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.local', 'coverage']);

export interface Import {
  /** Path of the importing file from the root, with forward slashes. */
  readonly file: string;
  /** As written: `#libs/money`, `../order/fold.js`, `kafkajs`. */
  readonly specifier: string;
  /** Path from the root for a relative import, else the specifier. */
  readonly target: string;
}

/** Paths of all our files below `folder` that satisfy `wanted`, from the root, with forward slashes. */
export function filesBelow(folder: string, wanted: (path: string) => boolean): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesBelow(path, wanted);
    return wanted(path) ? [path] : [];
  });
}

/** Every import of every TypeScript file of ours, tests apart unless asked for. */
export function importsOf(folders: readonly string[], options: { tests?: boolean } = {}): Import[] {
  return folders
    .flatMap((folder) =>
      filesBelow(folder, (path) => path.endsWith('.ts') && (options.tests === true || !isTest(path))),
    )
    .flatMap(importsIn);
}

/** A spec, or what only specs import: `test/` at the root or of a service or lib. */
export function isTest(path: string): boolean {
  return path.endsWith('.spec.ts') || /^((services|libs)\/[^/]+\/)?test\//.test(path);
}

function importsIn(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const specifiers = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g,
    ),
  ];
  return specifiers.map((match) => {
    const specifier = (match[1] ?? match[2] ?? match[3]) as string;
    const target = specifier.startsWith('.') ? posix.join(dirname(file), specifier) : specifier;
    return { file, specifier, target };
  });
}
