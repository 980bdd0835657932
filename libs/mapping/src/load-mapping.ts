import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compileMapping, type CompiledMapping, type MappingKind } from './compile/compile-mapping.js';

/**
 * Reads and compiles the mapping file at `path`; the lookup files it names stand beside it. Throws `MappingDoesNotCompile` with every
 * problem, or the file system's error when the file itself cannot be read.
 */
export function loadMapping<Source, Target>(path: string, kind: MappingKind): CompiledMapping<Source, Target> {
  const directory = dirname(path);
  return compileMapping(readFileSync(path, 'utf8'), basename(path), kind, (file) =>
    readFileSync(join(directory, file), 'utf8'),
  );
}
