import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The repository's root, seen from a source file or from its build below dist/: the nearest folder above that holds package-lock.json.
 *
 * @param {string} from an absolute folder
 * @returns {string}
 */
export function repositoryRoot(from = import.meta.dirname) {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package-lock.json above ${from}`);
  }
}
