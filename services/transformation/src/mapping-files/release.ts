import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { RejectedError } from '#libs/errors';

/** File that names the active release in a directory of several. */
export const ACTIVE = 'active';

/** All files of a release as they were read at once. */
export interface Release {
  /** Folder of the release below the mappings directory; empty when the directory itself is the release. */
  readonly name: string;
  /** SHA-256 over names and contents, hex. */
  readonly contentHash: string;
  /** Text by path within the release, with forward slashes. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads the active release of `directory`: the folder that its file `active` names (one line, e.g. `2027-01`), or the directory itself where
 * there is no such file. Throws `RejectedError` for a release that is not there, and the file system's errors.
 */
export function readRelease(directory: string): Release {
  const { name, folder } = activeFolder(directory);
  const files = new Map(
    pathsBelow(folder)
      .filter((path) => /\.(ya?ml|csv)$/.test(path))
      .map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
  return { name, files, contentHash: hashOf(name, files) };
}

/** Whatever of the files can be seen to change without reading them: size, time, file. Cheap enough to ask every second. */
export function signatureOf(directory: string): string {
  const { name, folder } = activeFolder(directory);
  const seen = pathsBelow(folder).map((path) => {
    // Follows links: a ConfigMap is changed by pointing its link at another folder.
    const { size, mtimeMs, ino } = statSync(path);
    return `${path} ${size} ${mtimeMs} ${ino}`;
  });
  return [name, ...seen].join('\n');
}

function activeFolder(directory: string): { name: string; folder: string } {
  let name: string;
  try {
    name = readFileSync(join(directory, ACTIVE), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { name: '', folder: directory };
  }
  const folder = join(directory, name);
  if (/^[\w][\w.-]*$/.test(name) && isFolder(folder)) return { name, folder };
  throw new RejectedError(
    `${join(directory, ACTIVE)} names the release '${name}', and there is no such folder beside it`,
    {
      code: 'MAPPING_RELEASE_NOT_FOUND',
      owner: 'integration',
      suggestedFix: `write the name of a folder of ${directory} into it`,
    },
  );
}

/** Files below `folder`, sorted. Names with two dots in front are how Kubernetes keeps a ConfigMap's versions: their files come by their links. */
function pathsBelow(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return isFolder(path) ? pathsBelow(path) : [path];
    });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function hashOf(name: string, files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256').update(name);
  for (const [path, text] of files) hash.update('\0').update(path).update('\0').update(text);
  return hash.digest('hex');
}
